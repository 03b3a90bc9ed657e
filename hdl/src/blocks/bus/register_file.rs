//! The registers of a core, whatever the bus.

use crate::blocks::memory_window;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::register_map::ADDRESS_BITS;

/// `register_file.v`
pub static SOURCE: Source = Source { name: "register_file", text: include_str!("register_file.v"), uses: &[&memory_window::SOURCE] };

/// The registers of a network whose Verilog and start weights have the number `build_id`; without a `window` where frames read the memories.
pub fn leaf(plan: &Plan, build_id: u32, window: bool) -> Leaf {
    let (layers, registers, host) = (plan.learning().count() as u32, plan.registers, plan.host);
    Leaf::new(&SOURCE)
        .parameter("LAYERS", layers)
        .parameter("MARGIN_BITS", registers.margin_bits)
        .parameter("REVIVAL_BITS", registers.revival_bits)
        .parameter("SLOWER_BITS", registers.slower_bits())
        .parameter("SLOWEST", registers.slowest)
        .parameter("MARGIN", registers.margin(plan.training.margin))
        .parameter("REVIVAL", plan.training.revival)
        .parameter("SELECT_BITS", host.select_bits)
        .parameter("HOST_ADDR", host.address_bits)
        .parameter("HOST_WIDTH", host.word_bits)
        .parameter("PARTS", plan.word_parts())
        .parameter("PART_BITS", plan.part_bits().max(1))
        .parameter("WINDOW", window as u32)
        .parameter("BUILD", format!("32'h{build_id:08x}"))
        .parameter("NETWORK", format!("32'h{:08x}", plan.fingerprint()))
        .inputs(&[("clk", 1), ("rst", 1), ("req", 1), ("we", 1), ("look", 1), ("addr", ADDRESS_BITS), ("wdata", 32)])
        .outputs(&[("ack", 1), ("unfit", 1), ("rdata", 32), ("core_rst", 1), ("learn", 1), ("pause", 1), ("flush", 1)])
        .inputs(&[("pending", 1), ("dirty", 1), ("learned", 1), ("busy", 1)])
        .outputs(&[("hold", 1)])
        .inputs(&[("answered", 1), ("updates", layers), ("refused", 1), ("bad_length", 1)])
        .outputs(&[("held", layers), ("margin", registers.margin_bits), ("revival", registers.revival_bits)])
        .outputs(&[("slower", registers.slower_bits()), ("host_en", 1), ("host_we", 1), ("host_select", host.select_bits)])
        .outputs(&[("host_addr", host.address_bits), ("host_wdata", host.word_bits)])
        .inputs(&[("host_rdata", host.word_bits)])
}
