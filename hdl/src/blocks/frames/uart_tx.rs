//! Bytes to a serial line.

use crate::emit::{Leaf, Source};
use entrain_model::plan::index_bits;

/// `uart_tx.v`
pub static SOURCE: Source = Source { name: "uart_tx", text: include_str!("uart_tx.v"), uses: &[] };

/// A sender of `divider` clock cycles a bit.
pub fn leaf(divider: usize) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("DIVIDER", divider)
        .parameter("BITS", index_bits(divider + 1))
        .inputs(&[("clk", 1), ("rst", 1), ("valid", 1)])
        .outputs(&[("ready", 1)])
        .inputs(&[("data", 8)])
        .outputs(&[("tx", 1)])
}
