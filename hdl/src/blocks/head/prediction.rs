//! The network's answer.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;

/// `prediction.v`
pub static SOURCE: Source = Source { name: "prediction", text: include_str!("prediction.v"), uses: &[] };

/// The output of a network.
pub fn leaf(plan: &Plan) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", plan.class_bits)
        .parameter("SB", plan.total_bits)
        .inputs(&[
            ("clk", 1),
            ("rst", 1),
            ("in_valid", 1),
            ("in_total", plan.total_bits),
            ("hand", 1),
            ("flush", 1),
            ("label", plan.class_bits),
        ])
        .outputs(&[("ready", 1), ("m_valid", 1)])
        .inputs(&[("m_ready", 1)])
        .outputs(&[("m_class", plan.class_bits), ("m_logits", plan.classes as u32 * plan.total_bits), ("refused", 1), ("flushed", 1)])
}
