//! Clock and reset of an iCE40.

use crate::emit::{Leaf, Source};
use entrain_boards::Pll;

/// `ice40_clock.v`
pub static SOURCE: Source = Source { name: "ice40_clock", text: include_str!("ice40_clock.v"), uses: &[] };

/// The clock from the pin, through the PLL where one is asked for.
pub fn leaf(pll: Option<Pll>) -> Leaf {
    let leaf = Leaf::new(&SOURCE).parameter("PLL", pll.is_some() as u32);
    let leaf = match pll {
        None => leaf,
        Some(pll) => {
            leaf.parameter("DIVR", pll.divr).parameter("DIVF", pll.divf).parameter("DIVQ", pll.divq).parameter("FILTER", pll.filter)
        }
    };
    leaf.inputs(&[("pin", 1)]).outputs(&[("clk", 1), ("rst", 1)])
}
