//! The PLL of an iCE40.

use crate::emit::{Leaf, Source};
use entrain_boards::Ice40Pll;

/// `ice40_clock.v`
pub static SOURCE: Source = Source { name: "ice40_clock", text: include_str!("ice40_clock.v"), uses: &[] };

/// A PLL with these settings.
pub fn leaf(pll: Ice40Pll) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("PAD", pll.pad as u32)
        .parameter("DIVR", pll.divr)
        .parameter("DIVF", pll.divf)
        .parameter("DIVQ", pll.divq)
        .parameter("FILTER", pll.filter)
        .inputs(&[("pin", 1)])
        .outputs(&[("clk", 1), ("locked", 1)])
}
