//! Answers as an AXI4-Stream.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;

/// `axis_out.v`
pub static SOURCE: Source = Source { name: "axis_out", text: include_str!("axis_out.v"), uses: &[] };

/// The front of a network.
pub fn leaf(plan: &Plan) -> Leaf {
    let (classes, layers) = (plan.classes as u32, plan.learning().count() as u32);
    Leaf::new(&SOURCE)
        .parameter("CLASSES", classes)
        .parameter("CLASS_BITS", plan.class_bits)
        .parameter("LAYERS", layers)
        .parameter("SB", plan.total_bits)
        .inputs(&[("m_valid", 1)])
        .outputs(&[("m_ready", 1)])
        .inputs(&[("m_class", plan.class_bits), ("m_logits", classes * plan.total_bits), ("refused", 1), ("updates", layers), ("drop", 1)])
        .outputs(&[("answered", 1), ("tvalid", 1)])
        .inputs(&[("tready", 1)])
        .outputs(&[("tdata", 32 * classes), ("tuser", 1 + layers + plan.class_bits), ("tlast", 1)])
}
