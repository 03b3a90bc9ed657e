//! Whether and which way a row is corrected: code bits, active bit, revival.

use crate::blocks::{active_bits, code_gen};
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Row};

/// `row_decision.v`
pub static SOURCE: Source =
    Source { name: "row_decision", text: include_str!("row_decision.v"), uses: &[&code_gen::SOURCE, &active_bits::SOURCE] };

/// Bits of the sample counter that the revival mask can see.
pub fn counter_bits(plan: &Plan) -> u32 {
    plan.registers.revival_bits
}

/// The decision of a layer.
pub fn leaf(plan: &Plan, row: &Row) -> Leaf {
    let (rows, counter) = (row.active.address_bits(), counter_bits(plan));
    let leaf = Leaf::new(&SOURCE)
        .parameter("ROWS", row.dense.units())
        .parameter("ROW_BITS", rows)
        .parameter("QUEUE", row.queue as u32)
        .parameter("AHEAD", row.ahead)
        .parameter("CLASS_BITS", plan.class_bits)
        .parameter("T_BITS", counter);
    code_gen::parameters(leaf, "CODE_BITS", &row.dense.head().code)
        .inputs(&[("clk", 1), ("rst", 1), ("take", 1), ("walk_0", 1), ("advance_0", 1), ("hand", 1), ("pending", 1)])
        .inputs(&[("label", plan.class_bits), ("rival", plan.class_bits), ("t", counter), ("revival", counter)])
        .inputs(&[("h", ACTIVATION_BITS), ("done_h", 1)])
        .outputs(&[("step_1", 2)])
}
