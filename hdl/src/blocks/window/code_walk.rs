//! The learned code as addresses.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{Role, Window};

/// `code_walk.v`
pub static SOURCE: Source = Source { name: "code_walk", text: include_str!("code_walk.v"), uses: &[] };

/// The walks over the code of a convolution.
pub fn leaf(plan: &Plan, window: &Window) -> Leaf {
    let (classes, t, v) = (plan.class_bits, window.memory(Role::Accumulators).address_bits(), window.memory(Role::Codes).address_bits());
    Leaf::new(&SOURCE)
        .parameter("VALUES", window.values())
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .parameter("T", t)
        .parameter("V_ADDR", v)
        .parameter("REST", window.rest())
        .inputs(&[("clk", 1), ("rst", 1), ("code", 1), ("move", 1), ("label", classes), ("rival", classes)])
        .outputs(&[("v_addr", v), ("t", t), ("code_0", 1), ("move_0", 1), ("ends", 1), ("second", 1), ("last", 1)])
}
