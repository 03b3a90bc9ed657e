//! AXI's reset.

use crate::emit::{Leaf, Source};

/// `reset_input.v`
pub static SOURCE: Source = Source { name: "reset_input", text: include_str!("reset_input.v"), uses: &[] };

/// The inverter.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE).inputs(&[("aresetn", 1)]).outputs(&[("rst", 1)])
}
