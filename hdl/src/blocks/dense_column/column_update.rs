//! Corrects one memory word of a column, all lanes at once.

use crate::blocks::{correction, sat_update};
use crate::emit::{Leaf, Source};
use entrain_model::plan::Column;

/// `column_update.v`
pub static SOURCE: Source =
    Source { name: "column_update", text: include_str!("column_update.v"), uses: &[&correction::SOURCE, &sat_update::SOURCE] };

/// The lanes of a layer.
pub fn leaf(column: &Column) -> Leaf {
    let (width, lanes) = (column.weights.width, column.dense.lanes as u32);
    Leaf::new(&SOURCE)
        .parameter("LANES", lanes)
        .parameter("WB", column.dense.widths.weight)
        .parameter("UB", column.dense.widths.increment)
        .parameter("SIGNED", column.dense.input.format.signed as u32)
        .inputs(&[
            ("clk", 1),
            ("rst", 1),
            ("walk_0", 1),
            ("u_0", column.dense.widths.increment + 1),
            ("pending", 1),
            ("steps_1", 2 * lanes),
            ("w_2", width),
        ])
        .outputs(&[("w_3", width), ("change_3", 1)])
}
