//! Samples from a stream.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, index_bits};

/// `sample_input.v`
pub static SOURCE: Source = Source { name: "sample_input", text: include_str!("sample_input.v"), uses: &[] };

/// The input of a network.
pub fn leaf(plan: &Plan) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("FEATURES", plan.features)
        .parameter("COUNT_BITS", index_bits(plan.features))
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", plan.class_bits)
        .inputs(&[("clk", 1), ("rst", 1), ("s_valid", 1)])
        .outputs(&[("s_ready", 1)])
        .inputs(&[("s_data", ACTIVATION_BITS), ("s_label", plan.class_bits), ("s_learn", 1), ("s_flush", 1), ("in_ready", 1)])
        .outputs(&[("valid", 1), ("data", ACTIVATION_BITS), ("commit", 1), ("flush", 1), ("learn", 1), ("label", plan.class_bits)])
        .outputs(&[("busy", 1)])
}
