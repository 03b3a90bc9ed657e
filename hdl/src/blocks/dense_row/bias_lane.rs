//! Corrects the bias of a row.

use crate::blocks::{sat_update, value_increments};
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{Interval, Row};

/// `bias_lane.v`
pub static SOURCE: Source = Source { name: "bias_lane", text: include_str!("bias_lane.v"), uses: &[&sat_update::SOURCE] };

/// The bias lane of a layer; its increments are constants of the plan, one for each rate.
pub fn leaf(plan: &Plan, row: &Row, options: Options) -> Leaf {
    let (down, up) = row.dense.bias_increments();
    let (bits, increment) = (row.dense.widths.weight, Interval::new(0, down.max(up) as i64).signed_bits());
    let table = |field: fn(i32, i32) -> i32| value_increments::bias_table(&row.dense, plan, options, increment + 1, field);
    let leaf = Leaf::new(&SOURCE)
        .parameter("WB", bits)
        .parameter("UB", increment)
        .parameter("LEVELS", row.levels)
        .parameter("UP", table(|_, minus| minus))
        .parameter("DOWN", table(|plus, _| -plus))
        .inputs(&[("clk", 1), ("rst", 1)]);
    value_increments::rates(leaf, plan, row.dense.learner.number, options)
        .inputs(&[("step_1", 2), ("bias_read", bits), ("first_sum", 1)])
        .outputs(&[("bias_sum", bits), ("write_sum", 1)])
}
