//! Which neurons are corrected, and which way; several a cycle, kept for the walk.

use crate::blocks::row_decision::counter_bits;
use crate::blocks::sdp_ram;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Column, index_bits};

/// `column_decision.v`
pub static SOURCE: Source = Source { name: "column_decision", text: include_str!("column_decision.v"), uses: &[&sdp_ram::SOURCE] };

/// The decisions of a layer.
pub fn leaf(plan: &Plan, column: &Column) -> Leaf {
    let (group, chunk, counter) = (index_bits(column.dense.words), index_bits(column.chunks), counter_bits(plan));
    Leaf::new(&SOURCE)
        .parameter("UNITS", column.dense.units())
        .parameter("LANES", column.dense.lanes)
        .parameter("GROUPS", column.dense.words)
        .parameter("GROUP_BITS", group)
        .parameter("READ", column.readout)
        .parameter("CHUNKS", column.chunks)
        .parameter("CHUNK_BITS", chunk)
        .parameter("WORD_BITS", column.active.address_bits())
        .parameter("ROW_BITS", column.row_bits())
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", plan.class_bits)
        .parameter("T_BITS", counter)
        .inputs(&[("clk", 1), ("load", 1), ("h_3", column.readout as u32 * ACTIVATION_BITS), ("valid_3", 1)])
        .inputs(&[("decide", 1), ("decide_group", group), ("decide_chunk", chunk)])
        .inputs(&[("codes", (plan.classes * column.readout) as u32), ("label", plan.class_bits), ("rival", plan.class_bits)])
        .inputs(&[("t", counter), ("revival", counter), ("group_0", group)])
        .outputs(&[("advance", 1), ("steps_1", 2 * column.dense.lanes as u32)])
}
