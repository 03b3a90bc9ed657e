//! Multiplies a word of weights with a word of activations and adds the row up.

use crate::blocks::{adder_tree, multiplier_bank};
use crate::emit::{Leaf, Source};
use entrain_boards::Family;
use entrain_model::plan::{ACTIVATION_BITS, LayerPlan, Row};

/// `mac_lanes.v`
pub static SOURCE: Source =
    Source { name: "mac_lanes", text: include_str!("mac_lanes.v"), uses: &[&multiplier_bank::SOURCE, &adder_tree::SOURCE] };

/// The multipliers and the accumulator of a layer; `family` as in `Options`.
pub fn leaf(layer: &LayerPlan, row: &Row, family: Option<Family>) -> Leaf {
    let widths = row.dense.widths;
    let leaf = Leaf::new(&SOURCE)
        .parameter("LANES", row.dense.lanes)
        .parameter("WB", widths.weight)
        .parameter("AB", ACTIVATION_BITS)
        .parameter("SIGNED", row.dense.input.format.signed as u32)
        .parameter("PRODUCT", widths.product)
        .parameter("LEVELS", row.levels)
        .parameter("LANE_SUM", widths.lane_sum)
        .parameter("ACC", widths.accumulator)
        .parameter("FRACTION", row.dense.input.format.fraction)
        .inputs(&[("clk", 1), ("w_3", row.weights.width), ("a_3", row.activations.width)])
        .inputs(&[("bias_sum", widths.weight), ("first_sum", 1)])
        .outputs(&[("acc", widths.accumulator)]);
    multiplier_bank::share(leaf, layer, family)
}
