//! What a convolution does with a sample, one thing after the other.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::Window;

/// `window_control.v`
pub static SOURCE: Source = Source { name: "window_control", text: include_str!("window_control.v"), uses: &[] };

/// The schedule of a convolution.
pub fn leaf(plan: &Plan, window: &Window) -> Leaf {
    let classes = plan.class_bits;
    Leaf::new(&SOURCE)
        .parameter("LEARNS", window.learner.learns as u32)
        .parameter("DRAIN", window.drain())
        .parameter("CLASS_BITS", classes)
        .inputs(&[("clk", 1), ("rst", 1), ("full", 1), ("slot_flush", 1), ("slot_learn", 1), ("slot_label", classes)])
        .inputs(&[("down_ready", 1), ("busy_before", 1)])
        .outputs(&[("busy", 1), ("take", 1), ("walk", 1)])
        .inputs(&[("walk_last", 1)])
        .outputs(&[("code", 1), ("move", 1)])
        .inputs(&[("code_last", 1)])
        .outputs(&[("correct", 1)])
        .inputs(&[("correct_last", 1)])
        .inputs(&[("scan", 1)])
        .outputs(&[("total_valid", 1), ("hand", 1)])
        .inputs(&[("pending", 1)])
        .outputs(&[("flush", 1), ("learn", 1), ("label", classes)])
}
