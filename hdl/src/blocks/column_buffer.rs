//! The input side of a column-walked layer: which inputs need a cycle.

use super::{sdp_ram, value_increments};
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, LayerPlan, index_bits};

/// `column_buffer.v`
pub static SOURCE: Source =
    Source { name: "column_buffer", text: include_str!("column_buffer.v"), uses: &[&value_increments::SOURCE, &sdp_ram::SOURCE] };

/// The buffer in front of a layer.
pub fn leaf(plan: &Plan, layer: &LayerPlan, options: Options) -> Leaf {
    let (increment, address) = (layer.widths.increment, layer.weight_memory.address_bits());
    let bias = |plus, minus| (plus - minus) << increment | minus;
    let leaf = Leaf::new(&SOURCE)
        .parameter("LEARN", layer.learns as u32)
        .parameter("FAN_IN", layer.fan_in)
        .parameter("COUNT", index_bits(layer.fan_in + 1))
        .parameter("GROUPS", layer.words)
        .parameter("ADDR", address)
        .parameter("I_ADDR", layer.increment_memory.address_bits())
        .parameter("E_ADDR", layer.activation_memory.address_bits())
        .parameter("UB", increment)
        .parameter("K", layer.shift_u)
        .parameter("SIGNED", layer.input.signed as u32)
        .parameter("FRACTION", layer.input.fraction)
        .parameter("BIAS", value_increments::bias_table(layer, plan, options, increment + 1, bias))
        .parameter("CLASS_BITS", plan.class_bits)
        .inputs(&[("clk", 1), ("rst", 1)]);
    value_increments::rates(leaf, plan, options)
        .inputs(&[("in_valid", 1), ("in_data", ACTIVATION_BITS), ("commit", 1)])
        .inputs(&[("in_flush", 1), ("in_learn", 1), ("in_label", plan.class_bits)])
        .outputs(&[("ready", 1), ("closing", 1), ("full", 1), ("flush", 1), ("learn", 1), ("label", plan.class_bits)])
        .inputs(&[("take", 1), ("fix", 1), ("advance_0", 1)])
        .outputs(&[("more", 1), ("base_0", address), ("a_0", 9), ("u_0", increment + 1), ("bias_0", 1)])
}
