//! The registers that a host sets over the serial line.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;

/// `settings.v`
pub static SOURCE: Source = Source { name: "settings", text: include_str!("settings.v"), uses: &[] };

/// The registers of a network.
pub fn leaf(plan: &Plan) -> Leaf {
    let (layers, registers) = (plan.learning().count() as u32, plan.registers);
    Leaf::new(&SOURCE)
        .parameter("LAYERS", layers)
        .parameter("MARGIN_BITS", registers.margin_bits)
        .parameter("REVIVAL_BITS", registers.revival_bits)
        .parameter("SLOWER_BITS", registers.slower_bits())
        .parameter("SLOWEST", registers.slowest)
        .parameter("MARGIN", registers.margin(plan.training.margin))
        .parameter("REVIVAL", plan.training.revival)
        .inputs(&[("clk", 1), ("rst", 1), ("write_flags", 1), ("write", 1), ("at", 3), ("value", 8)])
        .outputs(&[("fits", 1), ("off", 1), ("held", layers), ("margin", registers.margin_bits)])
        .outputs(&[("revival", registers.revival_bits), ("slower", registers.slower_bits())])
}
