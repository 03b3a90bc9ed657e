//! What each input adds to a weight that is corrected for it.

use crate::blocks::{gather, sdp_ram, value_increments};
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Row, index_bits};

/// `increments.v`
pub static SOURCE: Source = Source {
    name: "increments",
    text: include_str!("increments.v"),
    uses: &[&value_increments::SOURCE, &gather::SOURCE, &sdp_ram::SOURCE],
};

/// The increments of a row-walked layer.
pub fn leaf(plan: &Plan, row: &Row, options: Options) -> Leaf {
    let word = index_bits(row.dense.words);
    let leaf = Leaf::new(&SOURCE)
        .parameter("LANES", row.dense.lanes)
        .parameter("WORDS", row.dense.words)
        .parameter("WORD_BITS", word)
        .parameter("REST", row.dense.fan_in() - (row.dense.words - 1) * row.dense.lanes)
        .parameter("DEPTH", row.increments.depth)
        .parameter("UB", row.dense.widths.increment)
        .parameter("K", row.dense.shift_u)
        .parameter("SIGNED", row.dense.input.format.signed as u32)
        .inputs(&[("clk", 1), ("rst", 1)]);
    value_increments::rates(leaf, plan, row.dense.learner.number, options)
        .inputs(&[("in_valid", 1), ("in_data", ACTIVATION_BITS)])
        .inputs(&[("word", word), ("complete", 1), ("take", 1), ("walk_0", 1), ("advance_0", 1)])
        .outputs(&[("u_1", row.increments.width)])
}
