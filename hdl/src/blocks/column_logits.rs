//! Correlates several activations a cycle with every class code.

use super::adder_tree;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, ColumnPlan, LayerPlan};

/// `column_logits.v`
pub static SOURCE: Source = Source { name: "column_logits", text: include_str!("column_logits.v"), uses: &[&adder_tree::SOURCE] };

/// The logits of a layer.
pub fn leaf(plan: &Plan, layer: &LayerPlan, column: &ColumnPlan) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("CLASSES", plan.classes)
        .parameter("READ", column.readout)
        .parameter("LEVELS", column.levels)
        .parameter("ZB", layer.widths.logit)
        .inputs(&[("clk", 1), ("rst", 1), ("h_3", column.readout as u32 * ACTIVATION_BITS), ("valid_3", 1)])
        .inputs(&[("codes", (plan.classes * column.readout) as u32), ("scan", 1)])
        .outputs(&[("z", layer.widths.logit), ("z_next", layer.widths.logit)])
}
