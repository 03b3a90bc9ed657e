//! Corrects one memory word, all lanes at once.

use crate::blocks::{correction, sat_update};
use crate::emit::{Leaf, Source};
use entrain_model::plan::Row;

/// `update_lanes.v`
pub static SOURCE: Source =
    Source { name: "update_lanes", text: include_str!("update_lanes.v"), uses: &[&correction::SOURCE, &sat_update::SOURCE] };

/// The lanes of a layer.
pub fn leaf(row: &Row) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("LANES", row.dense.lanes)
        .parameter("WB", row.dense.widths.weight)
        .parameter("UB", row.dense.widths.increment)
        .parameter("SIGNED", row.dense.input.format.signed as u32)
        .inputs(&[("clk", 1), ("rst", 1), ("u_1", row.increments.width), ("step_1", 2), ("w_2", row.weights.width)])
        .outputs(&[("w_3", row.weights.width), ("change_3", 1)])
}
