//! The reset of a bitstream.

use crate::emit::{Leaf, Source};

/// `power_on.v`
pub static SOURCE: Source = Source { name: "power_on", text: include_str!("power_on.v"), uses: &[] };

/// The reset.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE).inputs(&[("clk", 1), ("locked", 1)]).outputs(&[("rst", 1)])
}
