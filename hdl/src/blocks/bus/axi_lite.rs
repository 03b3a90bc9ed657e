//! AXI4-Lite in front of the registers.

use crate::emit::{Leaf, Source};

/// `axi_lite.v`
pub static SOURCE: Source = Source { name: "axi_lite", text: include_str!("axi_lite.v"), uses: &[] };

/// The front.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .inputs(&[("clk", 1), ("rst", 1), ("awvalid", 1)])
        .outputs(&[("awready", 1)])
        .inputs(&[("awaddr", 12), ("awprot", 3), ("wvalid", 1)])
        .outputs(&[("wready", 1)])
        .inputs(&[("wdata", 32), ("wstrb", 4)])
        .outputs(&[("bvalid", 1)])
        .inputs(&[("bready", 1)])
        .outputs(&[("bresp", 2)])
        .inputs(&[("arvalid", 1)])
        .outputs(&[("arready", 1)])
        .inputs(&[("araddr", 12), ("arprot", 3)])
        .outputs(&[("rvalid", 1)])
        .inputs(&[("rready", 1)])
        .outputs(&[("rdata", 32), ("rresp", 2), ("req", 1), ("we", 1), ("addr", 12), ("data", 32)])
        .inputs(&[("ack", 1), ("value", 32)])
}
