//! Sums the logits over the layers, those of the layers before in a memory.

use crate::blocks::sdp_ram;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{Role, Window};

/// `logit_store.v`
pub static SOURCE: Source = Source { name: "logit_store", text: include_str!("logit_store.v"), uses: &[&sdp_ram::SOURCE] };

/// The sum up to and with a convolution that is not the first.
pub fn leaf(plan: &Plan, window: &Window) -> Leaf {
    let z = window.learner.head.bits - window.cell_shift;
    Leaf::new(&SOURCE)
        .parameter("CLASSES", plan.classes)
        .parameter("ADDR", window.memory(Role::Totals).address_bits())
        .parameter("ZB", z)
        .parameter("SB", plan.total_bits)
        .inputs(&[("clk", 1), ("rst", 1), ("in_valid", 1), ("in_total", plan.total_bits), ("take", 1), ("scan", 1), ("z", z)])
        .outputs(&[("total", plan.total_bits)])
}
