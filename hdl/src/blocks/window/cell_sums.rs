//! Adds up the activations of each channel over each cell.

use crate::blocks::{cell_counter, sdp_ram};
use crate::emit::{Leaf, Source};
use entrain_model::plan::{ACTIVATION_BITS, Role, Window};

/// `cell_sums.v`
pub static SOURCE: Source =
    Source { name: "cell_sums", text: include_str!("cell_sums.v"), uses: &[&cell_counter::SOURCE, &sdp_ram::SOURCE] };

/// The cell sums of a convolution.
pub fn leaf(window: &Window) -> Leaf {
    let (sums, (_, rows, columns)) = (window.memory(Role::Accumulators), window.map());
    Leaf::new(&SOURCE)
        .parameter("CHANNELS", window.channels())
        .parameter("ROWS", rows)
        .parameter("COLUMNS", columns)
        .parameter("CELLS", window.cells)
        .parameter("KB", window.memory(Role::Biases).address_bits())
        .parameter("T", sums.address_bits())
        .parameter("PB", sums.width)
        .inputs(&[("clk", 1), ("rst", 1), ("start", 1), ("h", ACTIVATION_BITS), ("valid", 1), ("t", sums.address_bits())])
        .outputs(&[("p", sums.width)])
}
