//! Weights or biases of a layer, shared by the pass and the host.

use crate::blocks::{banked_ram, spram_memory, spram_single};
use crate::emit::{Leaf, Source};
use entrain_model::plan::{HostMap, Memory, Placement};

/// `weight_memory.v`
pub static SOURCE: Source = Source {
    name: "weight_memory",
    text: include_str!("weight_memory.v"),
    uses: &[&banked_ram::SOURCE, &spram_memory::SOURCE, &spram_single::SOURCE],
};

/// Memory number `select` of the host's map, kept as `placement` says, its SPRAM with one port if `single` says how many cycles late it is
/// written; `init` is the Verilog for the name of a $readmemh file, or `""`.
pub fn leaf(memory: &Memory, placement: Placement, single: Option<u32>, select: usize, host: &HostMap, init: &str) -> Leaf {
    let (width, address) = (memory.width, memory.address_bits());
    let leaf = Leaf::new(&SOURCE)
        .parameter("WIDTH", width)
        .parameter("DEPTH", memory.depth)
        .parameter("ADDR", address)
        .parameter("SPRAM_BITS", placement.spram_bits)
        .parameter("SELECT", select)
        .parameter("SELECT_BITS", host.select_bits)
        .parameter("HOST_ADDR", host.address_bits)
        .parameter("HOST_WIDTH", host.word_bits)
        .parameter("INIT", init)
        .inputs(&[("clk", 1), ("rst", 1), ("raddr", address)])
        .outputs(&[("rdata", width)])
        .inputs(&[("we", 1), ("waddr", address), ("wdata", width)])
        .inputs(&[("host_en", 1), ("host_we", 1), ("host_select", host.select_bits), ("host_addr", host.address_bits)])
        .inputs(&[("host_wdata", host.word_bits), ("host_chain", host.word_bits)])
        .outputs(&[("host_rdata", host.word_bits)]);
    let leaf = match placement.banks {
        1 => leaf,
        banks => leaf.parameter("BANKS", banks),
    };
    match single.filter(|_| placement.spram_bits > 0) {
        None => leaf,
        Some(late) => leaf.parameter("SINGLE", 1u32).parameter("LATE", late),
    }
}
