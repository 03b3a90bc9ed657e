//! The clock of an ECP5's flash.

use crate::emit::{Leaf, Source};

/// `ecp5_flash_clock.v`
pub static SOURCE: Source = Source { name: "ecp5_flash_clock", text: include_str!("ecp5_flash_clock.v"), uses: &[] };

/// The way to the pin.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE).inputs(&[("rst", 1), ("sclk", 1)])
}
