//! Bytes from a serial line.

use crate::emit::{Leaf, Source};
use entrain_model::plan::index_bits;

/// `uart_rx.v`
pub static SOURCE: Source = Source { name: "uart_rx", text: include_str!("uart_rx.v"), uses: &[] };

/// A receiver of `divider` clock cycles a bit.
pub fn leaf(divider: usize) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("DIVIDER", divider)
        .parameter("BITS", index_bits(divider + 1))
        .inputs(&[("clk", 1), ("rst", 1), ("rx", 1)])
        .outputs(&[("valid", 1), ("data", 8)])
}
