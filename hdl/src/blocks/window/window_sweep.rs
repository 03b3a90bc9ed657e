//! The corrections of a convolution as addresses.

use crate::blocks::{cell_counter, window_walk};
use crate::emit::{Leaf, Source};
use entrain_model::plan::{Role, Window};

/// `window_sweep.v`
pub static SOURCE: Source = Source { name: "window_sweep", text: include_str!("window_sweep.v"), uses: &[&cell_counter::SOURCE] };

/// The sweep of a convolution.
pub fn leaf(window: &Window) -> Leaf {
    let bits = |role| window.memory(role).address_bits();
    let [x, w, b] = [Role::Activations, Role::Weights, Role::Biases].map(bits);
    let [a, d] = [Role::ActiveBits, Role::Decisions].map(bits);
    window_walk::map(Leaf::new(&SOURCE), window)
        .parameter("LEAVING", window.channels())
        .parameter("CELLS", window.cells)
        .parameter("PARTS", window.spread.parts)
        .parameter("PASSES", window.spread.passes())
        .parameter("B_ADDR", b)
        .parameter("A_ADDR", a)
        .parameter("D_ADDR", d)
        .inputs(&[("clk", 1), ("rst", 1), ("correct", 1)])
        .outputs(&[("done", 1)])
        .inputs(&[("walk_x", x), ("walk_w", w), ("walk_b", b)])
        .outputs(&[("x_addr", x), ("w_addr", w), ("b_addr", b), ("a_addr", a), ("d_addr", d)])
        .outputs(&[("valid_1", 1), ("inside_1", 1), ("drain", 1), ("first", 1), ("last", 1), ("is_bias", 1), ("real_0", 1)])
}
