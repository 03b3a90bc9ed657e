//! Hands a column-walked layer's activations to the next layer, one a cycle, while the layer goes on.

use crate::blocks::sdp_ram;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Column, Memory, index_bits};

/// `serialiser.v`
pub static SOURCE: Source = Source { name: "serialiser", text: include_str!("serialiser.v"), uses: &[&sdp_ram::SOURCE] };

/// The way out of a layer that has a successor.
pub fn leaf(plan: &Plan, column: &Column, outgoing: &Memory) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("UNITS", column.dense.units())
        .parameter("READ", column.readout)
        .parameter("WORDS", outgoing.depth)
        .parameter("WORD_BITS", outgoing.address_bits())
        .parameter("COUNT", index_bits(column.dense.units()))
        .parameter("READ_BITS", index_bits(column.readout))
        .parameter("CLASS_BITS", plan.class_bits)
        .inputs(&[("clk", 1), ("rst", 1), ("h_3", column.readout as u32 * ACTIVATION_BITS), ("valid_3", 1)])
        .inputs(&[("hand", 1), ("flush", 1), ("learn", 1), ("label", plan.class_bits)])
        .outputs(&[("sending", 1), ("valid", 1), ("data", ACTIVATION_BITS), ("commit", 1)])
        .outputs(&[("out_flush", 1), ("out_learn", 1), ("out_label", plan.class_bits)])
}
