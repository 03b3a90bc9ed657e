//! Correlates several activations a cycle with every class code.

use crate::blocks::adder_tree;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Column};

/// `column_logits.v`
pub static SOURCE: Source = Source { name: "column_logits", text: include_str!("column_logits.v"), uses: &[&adder_tree::SOURCE] };

/// The logits of a layer.
pub fn leaf(plan: &Plan, column: &Column) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("CLASSES", plan.classes)
        .parameter("READ", column.readout)
        .parameter("LEVELS", column.levels)
        .parameter("ZB", column.dense.head().bits)
        .parameter("MINUS", minus(plan, column))
        .inputs(&[("clk", 1), ("rst", 1), ("load", 1), ("h_3", column.readout as u32 * ACTIVATION_BITS), ("valid_3", 1)])
        .inputs(&[("codes", (plan.classes * column.readout) as u32), ("scan", 1)])
        .outputs(&[("z", column.dense.head().bits), ("z_next", column.dense.head().bits)])
}

/// Codes of -1 of each class over all rows that are read out, those that fill up the last group too; a sized constant.
fn minus(plan: &Plan, column: &Column) -> String {
    let rows = column.dense.words * column.chunks * column.readout;
    let bits = column.dense.head().bits as usize;
    let mut digits = vec![0u8; (plan.classes * bits).div_ceil(4)];
    for class in 0..plan.classes {
        let count = column.dense.head().code.signs(class).take(rows).filter(|positive| !positive).count();
        for bit in (0..bits).filter(|bit| count >> bit & 1 == 1) {
            let at = class * bits + bit;
            digits[at / 4] |= 1 << (at % 4);
        }
    }
    let text: String = digits.iter().rev().map(|digit| format!("{digit:x}")).collect();
    format!("{}'h{text}", plan.classes * bits)
}
