//! The reset of one of several clocks.

use crate::emit::{Leaf, Source};

/// `domain_reset.v`
pub static SOURCE: Source = Source { name: "domain_reset", text: include_str!("domain_reset.v"), uses: &[] };

/// One a clock.
pub fn leaf() -> Leaf {
    let leaf = Leaf::new(&SOURCE).inputs(&[("clk", 1), ("rst", 1), ("first", 1), ("second", 1)]);
    leaf.outputs(&[("raised", 1), ("async_rst", 1), ("sync_rst", 1)])
}
