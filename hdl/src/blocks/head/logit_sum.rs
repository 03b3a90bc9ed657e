//! Sums the logits over the layers.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::Learner;

/// `logit_sum.v`
pub static SOURCE: Source = Source { name: "logit_sum", text: include_str!("logit_sum.v"), uses: &[] };

/// The sum up to and with a learner.
pub fn leaf(plan: &Plan, learner: &Learner) -> Leaf {
    // A learned code's logits count less than they are.
    let z = learner.head.bits - learner.head.learned.map_or(0, |code| code.shift);
    Leaf::new(&SOURCE)
        .parameter("FIRST", (learner.number == 0) as u32)
        .parameter("CLASSES", plan.classes)
        .parameter("ZB", z)
        .parameter("SB", plan.total_bits)
        .inputs(&[("clk", 1), ("in_valid", 1), ("in_total", plan.total_bits), ("take", 1), ("scan", 1), ("z", z)])
        .outputs(&[("total", plan.total_bits)])
}
