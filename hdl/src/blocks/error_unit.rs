//! Finds the rival and decides whether the layer learns.

use super::row_decision::counter_bits;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::LayerPlan;

/// `error_unit.v`
pub static SOURCE: Source = Source { name: "error_unit", text: include_str!("error_unit.v"), uses: &[] };

/// The error unit of a layer.
pub fn leaf(plan: &Plan, layer: &LayerPlan) -> Leaf {
    let (z, classes) = (layer.widths.logit, plan.class_bits);
    Leaf::new(&SOURCE)
        .parameter("CLASS_BITS", classes)
        .parameter("ZB", z)
        .parameter("T_BITS", counter_bits(plan))
        .inputs(&[("clk", 1), ("rst", 1), ("scan", 1), ("z", z), ("hand", 1), ("learn", 1), ("label", classes), ("margin", z + 1)])
        .outputs(&[("pending", 1), ("y", classes), ("rival", classes), ("t", counter_bits(plan))])
}

/// The margin as a constant of the port; no lead reaches 2^ZB, so a larger margin means the same.
pub fn margin(plan: &Plan, layer: &LayerPlan) -> String {
    let bits = layer.widths.logit + 1;
    format!("{bits}'d{}", (plan.training.margin as i64).min(1 << layer.widths.logit))
}
