//! Shows every write to a weight memory; only in simulation.

use crate::emit::{Leaf, Source};
use entrain_model::plan::Memory;

/// `trace_tap.v`
pub static SOURCE: Source = Source { name: "trace_tap", text: include_str!("trace_tap.v"), uses: &[] };

/// A tap on `memory`.
pub fn leaf(memory: &Memory) -> Leaf {
    let (width, address) = (memory.width, memory.address_bits());
    Leaf::new(&SOURCE)
        .parameter("WIDTH", width)
        .parameter("ADDR", address)
        .inputs(&[("clk", 1), ("write", 1), ("addr", address), ("old_word", width), ("new_word", width)])
        .outputs(&[("trace_write", 1), ("trace_addr", address), ("trace_old", width), ("trace_new", width)])
}
