//! The input side of a layer: words and slots.

use crate::blocks::{gather, sdp_ram};
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Row, index_bits};

/// `act_buffer.v`
pub static SOURCE: Source = Source { name: "act_buffer", text: include_str!("act_buffer.v"), uses: &[&gather::SOURCE, &sdp_ram::SOURCE] };

/// The buffer in front of a layer.
pub fn leaf(plan: &Plan, row: &Row) -> Leaf {
    let word_bits = index_bits(row.dense.words);
    Leaf::new(&SOURCE)
        .parameter("FAN_IN", row.dense.fan_in())
        .parameter("LANES", row.dense.lanes)
        .parameter("WORDS", row.dense.words)
        .parameter("WORD_BITS", word_bits)
        .parameter("LANE_BITS", index_bits(row.dense.lanes))
        .parameter("A_ADDR", row.activations.address_bits())
        .parameter("CLASS_BITS", plan.class_bits)
        .inputs(&[("clk", 1), ("rst", 1), ("in_valid", 1), ("in_data", ACTIVATION_BITS), ("commit", 1)])
        .inputs(&[("in_flush", 1), ("in_learn", 1), ("in_label", plan.class_bits)])
        .outputs(&[("ready", 1), ("full", 1), ("flush", 1), ("learn", 1), ("label", plan.class_bits)])
        .inputs(&[("take", 1)])
        .outputs(&[("word", word_bits), ("complete", 1)])
        .inputs(&[("word_1", word_bits)])
        .outputs(&[("a_3", row.activations.width)])
}
