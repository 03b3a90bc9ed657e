//! Classic Wishbone in front of the registers.

use crate::emit::{Leaf, Source};

/// `wishbone.v`
pub static SOURCE: Source = Source { name: "wishbone", text: include_str!("wishbone.v"), uses: &[] };

/// The front.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .inputs(&[("clk", 1), ("rst", 1), ("cyc", 1), ("stb", 1), ("we", 1), ("adr", 12), ("sel", 4), ("dat_w", 32)])
        .outputs(&[("dat_r", 32), ("ack_o", 1), ("err_o", 1), ("req", 1), ("write", 1), ("addr", 12), ("data", 32)])
        .inputs(&[("ack", 1), ("value", 32)])
}
