//! The sums of a group of channels at a pixel, then one after the other.

use crate::blocks::multiplier_bank;
use crate::emit::{Leaf, Source};
use entrain_boards::Family;
use entrain_model::plan::{ACTIVATION_BITS, LayerPlan, Role, Window};

/// `window_mac.v`
pub static SOURCE: Source = Source { name: "window_mac", text: include_str!("window_mac.v"), uses: &[&multiplier_bank::SOURCE] };

/// The multipliers and accumulators of a convolution; `family` as in `Options`.
pub fn leaf(layer: &LayerPlan, window: &Window, family: Option<Family>) -> Leaf {
    let (widths, format, lanes) = (window.widths, window.input.format, window.spread.lanes);
    let channel = window.memory(Role::Biases).address_bits();
    let leaf = Leaf::new(&SOURCE)
        .parameter("LANES", lanes)
        .parameter("REST", window.channels() - (window.spread.groups - 1) * lanes)
        .parameter("CHANNELS", window.channels())
        .parameter("WB", widths.weight)
        .parameter("SIGNED", format.signed as u32)
        .parameter("PRODUCT", widths.product)
        .parameter("ACC", widths.accumulator)
        .parameter("FRACTION", format.fraction)
        .parameter("B_ADDR", channel)
        .inputs(&[("clk", 1), ("rst", 1), ("valid_0", 1), ("on_map_0", 1), ("first_0", 1), ("last_0", 1), ("ending_0", 1)])
        .inputs(&[("w_1", window.memory(Role::Weights).width), ("x_1", ACTIVATION_BITS)])
        .outputs(&[("b_addr", channel)])
        .inputs(&[("bias", widths.weight)])
        .outputs(&[("acc", widths.accumulator), ("acc_valid", 1)]);
    multiplier_bank::share(leaf, layer, family)
}
