//! The PLL of a Gowin LittleBee or Arora.

use crate::emit::{Leaf, Source};
use entrain_boards::GowinPll;

/// `gowin_clock.v`
pub static SOURCE: Source = Source { name: "gowin_clock", text: include_str!("gowin_clock.v"), uses: &[] };

/// A PLL with these settings, behind an oscillator of `pin_mhz`, in a `model` of the place-and-route tool.
pub fn leaf(pll: GowinPll, pin_mhz: f64, model: &str) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("PIN_MHZ", format!("\"{pin_mhz}\""))
        .parameter("MODEL", format!("\"{model}\""))
        .parameter("IDIV", pll.idiv_sel)
        .parameter("FBDIV", pll.fbdiv_sel)
        .parameter("ODIV", pll.odiv_sel)
        .inputs(&[("pin", 1)])
        .outputs(&[("clk", 1), ("locked", 1)])
}
