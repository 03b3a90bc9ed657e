//! The PLL of an ECP5.

use crate::emit::{Leaf, Source};
use entrain_boards::Ecp5Pll;

/// `ecp5_clock.v`
pub static SOURCE: Source = Source { name: "ecp5_clock", text: include_str!("ecp5_clock.v"), uses: &[] };

/// A PLL with these settings.
pub fn leaf(pll: Ecp5Pll) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("CLKI_DIV", pll.clki_div)
        .parameter("CLKFB_DIV", pll.clkfb_div)
        .parameter("CLKOP_DIV", pll.clkop_div)
        .parameter("CLKOS_DIV", pll.clkos_div)
        .inputs(&[("pin", 1)])
        .outputs(&[("clk", 1), ("locked", 1)])
}
