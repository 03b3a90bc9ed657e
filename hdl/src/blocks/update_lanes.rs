//! Corrects one memory word, all lanes at once.

use super::{correction, sat_update};
use crate::emit::{Leaf, Source};
use entrain_model::plan::LayerPlan;

/// `update_lanes.v`
pub static SOURCE: Source =
    Source { name: "update_lanes", text: include_str!("update_lanes.v"), uses: &[&correction::SOURCE, &sat_update::SOURCE] };

/// The lanes of a layer.
pub fn leaf(layer: &LayerPlan) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("LANES", layer.lanes)
        .parameter("WB", layer.widths.weight)
        .parameter("UB", layer.widths.increment)
        .parameter("SIGNED", layer.input.signed as u32)
        .inputs(&[("clk", 1), ("rst", 1), ("u_1", layer.increment_memory.width), ("step_1", 2), ("w_2", layer.weight_memory.width)])
        .outputs(&[("w_3", layer.weight_memory.width), ("change_3", 1)])
}
