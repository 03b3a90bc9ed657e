//! Correlates the activations with every class code.

use crate::blocks::code_gen;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Head};

/// `logits.v`
pub static SOURCE: Source = Source { name: "logits", text: include_str!("logits.v"), uses: &[&code_gen::SOURCE] };

/// The logits of a layer.
pub fn leaf(plan: &Plan, head: &Head) -> Leaf {
    let leaf = Leaf::new(&SOURCE).parameter("CLASSES", plan.classes).parameter("CLASS_BITS", plan.class_bits).parameter("ZB", head.bits);
    code_gen::parameters(leaf, "CODE_BITS", &head.code)
        .inputs(&[("clk", 1), ("rst", 1), ("load", 1), ("h", ACTIVATION_BITS), ("valid", 1), ("scan", 1)])
        .outputs(&[("z", head.bits), ("z_next", head.bits)])
}
