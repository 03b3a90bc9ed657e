//! Turns finished accumulators into activations, several neurons a cycle.

use crate::blocks::quantise;
use crate::emit::{Leaf, Source};
use entrain_model::plan::{ACTIVATION_BITS, Column, index_bits};

/// `column_readout.v`
pub static SOURCE: Source = Source { name: "column_readout", text: include_str!("column_readout.v"), uses: &[&quantise::SOURCE] };

/// The readout of a layer.
pub fn leaf(column: &Column) -> Leaf {
    let chunk = index_bits(column.chunks);
    Leaf::new(&SOURCE)
        .parameter("LANES", column.dense.lanes)
        .parameter("READ", column.readout)
        .parameter("CHUNK_BITS", chunk)
        .parameter("ACC", column.dense.widths.accumulator)
        .parameter("SHIFT", column.dense.shift_h)
        .inputs(&[("clk", 1), ("rst", 1), ("acc", column.accumulators.width), ("read_1", 1), ("chunk_1", chunk)])
        .outputs(&[("h_3", column.readout as u32 * ACTIVATION_BITS), ("valid_3", 1)])
}
