//! Walks a layer's weights by columns, reads the activations out, and has the decisions made.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{Column, READ_STAGES, index_bits};

/// `column_control.v`
pub static SOURCE: Source = Source { name: "column_control", text: include_str!("column_control.v"), uses: &[] };

/// The controller of a layer.
pub fn leaf(plan: &Plan, column: &Column) -> Leaf {
    let (group, chunk) = (index_bits(column.dense.words), index_bits(column.chunks));
    let (address, classes) = (column.weights.address_bits(), plan.class_bits);
    Leaf::new(&SOURCE)
        .parameter("GROUPS", column.dense.words)
        .parameter("GROUP_BITS", group)
        .parameter("CHUNKS", column.chunks)
        .parameter("CHUNK_BITS", chunk)
        .parameter("ADDR", address)
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .parameter("SETTLE", READ_STAGES + column.levels)
        .inputs(&[("clk", 1), ("rst", 1), ("full", 1), ("slot_flush", 1), ("slot_learn", 1), ("slot_label", classes)])
        .inputs(&[("down_ready", 1), ("sending", 1), ("closing", 1), ("busy_before", 1)])
        .outputs(&[("busy", 1), ("take", 1)])
        .inputs(&[("more", 1), ("base_0", address), ("pending", 1)])
        .outputs(&[("advance_0", 1), ("walk_0", 1), ("group_0", group), ("addr_1", address)])
        .outputs(&[("addr_2", address), ("addr_3", address), ("group_3", group)])
        .outputs(&[("walk_5", 1), ("group_5", group), ("read_1", 1), ("chunk_1", chunk), ("load", 1)])
        .outputs(&[("scan", 1), ("total_valid", 1), ("hand", 1), ("flush", 1), ("learn", 1), ("label", classes)])
        .outputs(&[("decide", 1), ("decide_group", group), ("decide_chunk", chunk)])
}
