//! Walks a layer's weights once a sample.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{LayerPlan, index_bits};

/// `layer_control.v`
pub static SOURCE: Source = Source { name: "layer_control", text: include_str!("layer_control.v"), uses: &[] };

/// The controller of a layer.
pub fn leaf(plan: &Plan, layer: &LayerPlan) -> Leaf {
    let (rows, words) = (index_bits(layer.units), index_bits(layer.words));
    let (address, classes) = (layer.weight_memory.address_bits(), plan.class_bits);
    Leaf::new(&SOURCE)
        .parameter("ROWS", layer.units)
        .parameter("ROW_BITS", rows)
        .parameter("WORDS", layer.words)
        .parameter("WORD_BITS", words)
        .parameter("ADDR", address)
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .inputs(&[("clk", 1), ("rst", 1), ("full", 1), ("slot_flush", 1), ("slot_learn", 1), ("slot_label", classes)])
        .inputs(&[("down_ready", 1), ("busy_before", 1)])
        .outputs(&[("busy", 1), ("take", 1), ("walk_0", 1), ("row_0", rows), ("word_0", words), ("advance_0", 1)])
        .outputs(&[("addr_1", address), ("word_2", words), ("addr_3", address), ("row_3", rows)])
        .outputs(&[("first_5", 1), ("row_5", rows), ("last_6", 1), ("scan", 1), ("scan_valid", 1), ("hand", 1)])
        .outputs(&[("flush", 1), ("learn", 1), ("label", classes)])
}
