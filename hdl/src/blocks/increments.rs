//! What each input adds to a weight that is corrected for it.

use super::{gather, sdp_ram, value_increments};
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, LayerPlan, index_bits};

/// `increments.v`
pub static SOURCE: Source = Source {
    name: "increments",
    text: include_str!("increments.v"),
    uses: &[&value_increments::SOURCE, &gather::SOURCE, &sdp_ram::SOURCE],
};

/// The increments of a row-walked layer.
pub fn leaf(plan: &Plan, layer: &LayerPlan, options: Options) -> Leaf {
    let word = index_bits(layer.words);
    let leaf = Leaf::new(&SOURCE)
        .parameter("LANES", layer.lanes)
        .parameter("WORDS", layer.words)
        .parameter("WORD_BITS", word)
        .parameter("REST", layer.fan_in - (layer.words - 1) * layer.lanes)
        .parameter("DEPTH", layer.increment_memory.depth)
        .parameter("UB", layer.widths.increment)
        .parameter("K", layer.shift_u)
        .parameter("SIGNED", layer.input.signed as u32)
        .inputs(&[("clk", 1), ("rst", 1)]);
    value_increments::rates(leaf, plan, options)
        .inputs(&[("in_valid", 1), ("in_data", ACTIVATION_BITS)])
        .inputs(&[("word", word), ("complete", 1), ("take", 1), ("walk_0", 1), ("advance_0", 1)])
        .outputs(&[("u_1", layer.increment_memory.width)])
}
