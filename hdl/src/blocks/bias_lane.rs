//! Corrects the bias of a row.

use super::sat_update;
use crate::emit::{Leaf, Source};
use entrain_model::plan::{Interval, LayerPlan, RowPlan};

/// `bias_lane.v`
pub static SOURCE: Source = Source { name: "bias_lane", text: include_str!("bias_lane.v"), uses: &[&sat_update::SOURCE] };

/// The bias lane of a layer; its increments are constants of the plan.
pub fn leaf(layer: &LayerPlan, row: &RowPlan) -> Leaf {
    let (down, up) = layer.bias_increments();
    let bits = layer.widths.weight;
    Leaf::new(&SOURCE)
        .parameter("WB", bits)
        .parameter("UB", Interval::new(0, down.max(up) as i64).signed_bits())
        .parameter("LEVELS", row.levels)
        .parameter("UP", up)
        .parameter("DOWN", down)
        .inputs(&[("clk", 1), ("step_1", 2), ("bias_read", bits), ("first_sum", 1)])
        .outputs(&[("bias_sum", bits), ("write_sum", 1)])
}
