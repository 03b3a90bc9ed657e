//! Correlates the activations with every class code.

use super::code_gen;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, LayerPlan};

/// `logits.v`
pub static SOURCE: Source = Source { name: "logits", text: include_str!("logits.v"), uses: &[&code_gen::SOURCE] };

/// The logits of a layer.
pub fn leaf(plan: &Plan, layer: &LayerPlan) -> Leaf {
    let leaf =
        Leaf::new(&SOURCE).parameter("CLASSES", plan.classes).parameter("CLASS_BITS", plan.class_bits).parameter("ZB", layer.widths.logit);
    code_gen::parameters(leaf, "CODE_BITS", &layer.code)
        .inputs(&[("clk", 1), ("rst", 1), ("load", 1), ("h", ACTIVATION_BITS), ("valid", 1), ("scan", 1)])
        .outputs(&[("z", layer.widths.logit), ("z_next", layer.widths.logit)])
}
