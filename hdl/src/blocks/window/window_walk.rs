//! The forward pass of a convolution as addresses.

use crate::emit::{Leaf, Source};
use entrain_model::plan::{Role, Window};

/// `window_walk.v`
pub static SOURCE: Source = Source { name: "window_walk", text: include_str!("window_walk.v"), uses: &[] };

/// What both walks over a map need: its shape, and how far apart values are.
pub(crate) fn map(leaf: Leaf, window: &Window) -> Leaf {
    let (channels, rows, columns) = window.map();
    let (pixel, plane) = if window.input.by_pixels { (channels, 1) } else { (1, rows * columns) };
    leaf.parameter("CHANNELS", channels)
        .parameter("ROWS", rows)
        .parameter("COLUMNS", columns)
        .parameter("KERNEL", window.kernel)
        .parameter("LANES", window.spread.lanes)
        .parameter("PIXEL", pixel)
        .parameter("PLANE", plane)
        .parameter("X_ADDR", window.memory(Role::Activations).address_bits())
        .parameter("W_ADDR", window.memory(Role::Weights).address_bits())
}

/// The walk of a convolution.
pub fn leaf(window: &Window) -> Leaf {
    let (x, w) = (window.memory(Role::Activations).address_bits(), window.memory(Role::Weights).address_bits());
    map(Leaf::new(&SOURCE), window).parameter("GROUPS", window.spread.groups).inputs(&[("clk", 1), ("start", 1), ("walk", 1)]).outputs(&[
        ("x_addr", x),
        ("w_addr", w),
        ("valid", 1),
        ("on_map", 1),
        ("first", 1),
        ("last", 1),
        ("ending", 1),
        ("done", 1),
    ])
}
