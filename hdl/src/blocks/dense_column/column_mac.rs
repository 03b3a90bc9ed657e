//! Multiplies one word of a column with its input and adds it to the accumulators.

use crate::blocks::{multiplier_bank, sdp_ram};
use crate::emit::{Leaf, Source};
use entrain_boards::Family;
use entrain_model::plan::{ACTIVATION_BITS, Column, LayerPlan, index_bits};

/// `column_mac.v`
pub static SOURCE: Source =
    Source { name: "column_mac", text: include_str!("column_mac.v"), uses: &[&multiplier_bank::SOURCE, &sdp_ram::SOURCE] };

/// The multipliers and accumulators of a layer; `family` as in `Options`.
pub fn leaf(layer: &LayerPlan, column: &Column, family: Option<Family>) -> Leaf {
    let group = index_bits(column.dense.words);
    let leaf = Leaf::new(&SOURCE)
        .parameter("LANES", column.dense.lanes)
        .parameter("WB", column.dense.widths.weight)
        .parameter("AB", column.dense.multiplier().factor.max(ACTIVATION_BITS))
        .parameter("SIGNED", column.dense.input.format.signed as u32)
        .parameter("PRODUCT", column.dense.widths.product)
        .parameter("ACC", column.dense.widths.accumulator)
        .parameter("GROUPS", column.dense.words)
        .parameter("GROUP_BITS", group)
        .inputs(&[("clk", 1), ("w_3", column.weights.width), ("a_0", 9), ("bias_0", 1), ("group_3", group)])
        .inputs(&[("walk_5", 1), ("group_5", group)])
        .outputs(&[("acc", column.accumulators.width)]);
    multiplier_bank::share(leaf, layer, family)
}
