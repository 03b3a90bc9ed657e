//! The input side of a column-walked layer: which inputs need a cycle.

use crate::blocks::{sdp_ram, value_increments};
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Column, index_bits};

/// `column_buffer.v`
pub static SOURCE: Source =
    Source { name: "column_buffer", text: include_str!("column_buffer.v"), uses: &[&value_increments::SOURCE, &sdp_ram::SOURCE] };

/// The buffer in front of a layer.
pub fn leaf(plan: &Plan, column: &Column, options: Options) -> Leaf {
    let (increment, address) = (column.dense.widths.increment, column.weights.address_bits());
    let bias = |plus, minus| (plus - minus) << increment | minus;
    let leaf = Leaf::new(&SOURCE)
        .parameter("LEARN", column.dense.learner.learns as u32)
        .parameter("FAN_IN", column.dense.fan_in())
        .parameter("COUNT", index_bits(column.dense.fan_in() + 1))
        .parameter("GROUPS", column.dense.words)
        .parameter("ADDR", address)
        .parameter("I_ADDR", column.increments.address_bits())
        .parameter("E_ADDR", column.columns.address_bits())
        .parameter("UB", increment)
        .parameter("K", column.dense.shift_u)
        .parameter("SIGNED", column.dense.input.format.signed as u32)
        .parameter("FRACTION", column.dense.input.format.fraction)
        .parameter("BIAS", value_increments::bias_table(&column.dense, plan, options, increment + 1, bias))
        .parameter("CLASS_BITS", plan.class_bits)
        .inputs(&[("clk", 1), ("rst", 1)]);
    value_increments::rates(leaf, plan, column.dense.learner.number, options)
        .inputs(&[("in_valid", 1), ("in_data", ACTIVATION_BITS), ("commit", 1)])
        .inputs(&[("in_flush", 1), ("in_learn", 1), ("in_label", plan.class_bits)])
        .outputs(&[("ready", 1), ("closing", 1), ("full", 1), ("flush", 1), ("learn", 1), ("label", plan.class_bits)])
        .inputs(&[("take", 1), ("fix", 1), ("advance_0", 1)])
        .outputs(&[("more", 1), ("base_0", address), ("a_0", 9), ("u_0", increment + 1), ("bias_0", 1)])
}
