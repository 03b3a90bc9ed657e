//! Walks a layer's weights once a sample.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{Row, index_bits};

/// `layer_control.v`
pub static SOURCE: Source = Source { name: "layer_control", text: include_str!("layer_control.v"), uses: &[] };

/// The controller of a layer.
pub fn leaf(plan: &Plan, row: &Row) -> Leaf {
    let (rows, words) = (index_bits(row.dense.units()), index_bits(row.dense.words));
    let (address, classes) = (row.weights.address_bits(), plan.class_bits);
    Leaf::new(&SOURCE)
        .parameter("ROWS", row.dense.units())
        .parameter("ROW_BITS", rows)
        .parameter("WORDS", row.dense.words)
        .parameter("WORD_BITS", words)
        .parameter("ADDR", address)
        .parameter("LEVELS", row.levels)
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .inputs(&[("clk", 1), ("rst", 1), ("full", 1), ("slot_flush", 1), ("slot_learn", 1), ("slot_label", classes)])
        .inputs(&[("down_ready", 1), ("busy_before", 1)])
        .outputs(&[("busy", 1), ("take", 1), ("walk_0", 1), ("advance_0", 1)])
        .outputs(&[("addr_1", address), ("addr_2", address), ("addr_3", address), ("word_1", words)])
        .outputs(&[("row_bias", rows), ("row_read", rows), ("first_sum", 1), ("row_sum", rows), ("last_acc", 1), ("done_h", 1)])
        .outputs(&[("scan", 1), ("total_valid", 1), ("hand", 1)])
        .outputs(&[("flush", 1), ("learn", 1), ("label", classes)])
}
