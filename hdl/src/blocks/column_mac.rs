//! Multiplies one word of a column with its input and adds it to the accumulators.

use super::{multiplier, multiplier_pair, sdp_ram, soft_multiplier};
use crate::emit::{Leaf, Source};
use entrain_boards::Family;
use entrain_model::plan::{ACTIVATION_BITS, ColumnPlan, LayerPlan, index_bits};

/// `column_mac.v`
pub static SOURCE: Source = Source {
    name: "column_mac",
    text: include_str!("column_mac.v"),
    uses: &[&multiplier::SOURCE, &soft_multiplier::SOURCE, &multiplier_pair::SOURCE, &sdp_ram::SOURCE],
};

/// The multipliers and accumulators of a layer; `family` as in `Options`.
pub fn leaf(layer: &LayerPlan, column: &ColumnPlan, family: Option<Family>) -> Leaf {
    let group = index_bits(layer.words);
    let leaf = Leaf::new(&SOURCE)
        .parameter("LANES", layer.lanes)
        .parameter("WB", layer.widths.weight)
        .parameter("AB", layer.factor_bits().max(ACTIVATION_BITS))
        .parameter("SIGNED", layer.input.signed as u32)
        .parameter("PRODUCT", layer.widths.product)
        .parameter("ACC", layer.widths.accumulator)
        .parameter("GROUPS", layer.words)
        .parameter("GROUP_BITS", group)
        .inputs(&[("clk", 1), ("w_3", layer.weight_memory.width), ("a_0", 9), ("bias_0", 1), ("group_3", group)])
        .inputs(&[("walk_5", 1), ("group_5", group)])
        .outputs(&[("acc", column.accumulators.width)]);
    multiplier_pair::share(leaf, layer, family)
}
