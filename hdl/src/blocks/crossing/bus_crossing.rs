//! Requests of a bus with a clock of its own.

use super::synchroniser;
use crate::emit::{Leaf, Source};

/// `bus_crossing.v`
pub static SOURCE: Source = Source { name: "bus_crossing", text: include_str!("bus_crossing.v"), uses: &[&synchroniser::SOURCE] };

/// Between a front and the register file.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .inputs(&[("bus_clk", 1), ("bus_rst", 1), ("req", 1), ("we", 1), ("addr", 12), ("wdata", 32)])
        .outputs(&[("ack", 1), ("rdata", 32)])
        .inputs(&[("clk", 1), ("rst", 1)])
        .outputs(&[("core_req", 1), ("core_we", 1), ("core_addr", 12), ("core_wdata", 32)])
        .inputs(&[("core_ack", 1), ("core_rdata", 32)])
}
