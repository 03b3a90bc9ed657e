//! Multiplies the cell sums with the learned code.

use crate::blocks::multiplier;
use crate::emit::{Leaf, Source};
use entrain_model::plan::{LearnedCode, Role, Window};

/// `code_logits.v`
pub static SOURCE: Source = Source { name: "code_logits", text: include_str!("code_logits.v"), uses: &[&multiplier::SOURCE] };

/// The logits of a convolution.
pub fn leaf(window: &Window) -> Leaf {
    let (head, p) = (&window.learner.head, window.memory(Role::Accumulators).width);
    Leaf::new(&SOURCE)
        .parameter("VB", LearnedCode::BITS)
        .parameter("PB", p)
        .parameter("SUM", window.widths.code_sum)
        .parameter("FRACTION", LearnedCode::FRACTION)
        .parameter("ZB", head.bits)
        .parameter("SHIFT", window.cell_shift)
        .inputs(&[("clk", 1), ("rst", 1), ("code", 1), ("ends", 1), ("v", LearnedCode::BITS), ("p", p)])
        .outputs(&[("z", head.bits), ("scan", 1), ("vote", head.bits - window.cell_shift)])
}
