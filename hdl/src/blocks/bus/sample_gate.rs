//! Samples on their way into the core, with the flushes of the register file.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, index_bits};

/// `sample_gate.v`
pub static SOURCE: Source = Source { name: "sample_gate", text: include_str!("sample_gate.v"), uses: &[] };

/// The gate of a network.
pub fn leaf(plan: &Plan) -> Leaf {
    let classes = plan.class_bits;
    Leaf::new(&SOURCE)
        .parameter("FEATURES", plan.features)
        .parameter("COUNT_BITS", index_bits(plan.features))
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .inputs(&[("clk", 1), ("rst", 1), ("i_valid", 1)])
        .outputs(&[("i_ready", 1)])
        .inputs(&[("i_data", ACTIVATION_BITS), ("i_label", classes), ("i_learn", 1), ("i_flush", 1)])
        .outputs(&[("s_valid", 1)])
        .inputs(&[("s_ready", 1)])
        .outputs(&[("s_data", ACTIVATION_BITS), ("s_label", classes), ("s_learn", 1), ("s_flush", 1)])
        .inputs(&[("learn", 1), ("pause", 1), ("hold", 1), ("flush", 1), ("flushed", 1)])
        .outputs(&[("pending", 1), ("dirty", 1), ("learned", 1)])
}
