//! Answers to a stream with a clock of its own.

use super::async_fifo;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;

/// `answer_crossing.v`
pub static SOURCE: Source = Source { name: "answer_crossing", text: include_str!("answer_crossing.v"), uses: &[&async_fifo::SOURCE] };

/// Behind the core, in front of axis_out.
pub fn leaf(plan: &Plan) -> Leaf {
    let (classes, layers) = (plan.class_bits, plan.learning().count() as u32);
    let logits = plan.classes as u32 * plan.total_bits;
    Leaf::new(&SOURCE)
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .parameter("LAYERS", layers)
        .parameter("SB", plan.total_bits)
        .inputs(&[("clk", 1), ("rst", 1), ("m_valid", 1)])
        .outputs(&[("m_ready", 1)])
        .inputs(&[("m_class", classes), ("m_logits", logits), ("refused", 1), ("updates", layers), ("drop", 1)])
        .outputs(&[("answered", 1)])
        .inputs(&[("m_clk", 1), ("m_rst", 1)])
        .outputs(&[("o_valid", 1)])
        .inputs(&[("o_ready", 1)])
        .outputs(&[("o_class", classes), ("o_logits", logits), ("o_refused", 1), ("o_updates", layers)])
}
