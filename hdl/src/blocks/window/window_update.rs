//! The corrections of a convolution: sums by adders alone, then one weight a cycle.

use crate::blocks::sat_update;
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Role, Window, index_bits};

/// `window_update.v`
pub static SOURCE: Source = Source { name: "window_update", text: include_str!("window_update.v"), uses: &[&sat_update::SOURCE] };

/// The corrections of a convolution.
pub fn leaf(plan: &Plan, window: &Window, options: Options) -> Leaf {
    let (widths, format, sums) = (window.widths, window.input.format, window.spread.adders());
    let (weights, biases) = (window.memory(Role::Weights), window.memory(Role::Biases));
    let slowest = plan.slower_steps(window.learner.number, options.registers);
    let slow = index_bits(slowest as usize + 1);
    Leaf::new(&SOURCE)
        .parameter("LANES", window.spread.lanes)
        .parameter("SUMS", sums)
        .parameter("WB", widths.weight)
        .parameter("AB", widths.correction.max(widths.bias_correction))
        .parameter("W_ADDR", weights.address_bits())
        .parameter("B_ADDR", biases.address_bits())
        .parameter("SIGNED", format.signed as u32)
        .parameter("FRACTION", format.fraction)
        .parameter("SHIFT", window.paces[0])
        .parameter("SLOW", slow)
        .parameter("SLOWEST", slowest)
        .inputs(&[("clk", 1), ("rst", 1), ("x_1", ACTIVATION_BITS), ("valid_1", 1), ("inside_1", 1), ("is_bias", 1)])
        .inputs(&[("active_1", sums as u32), ("d_1", 2 * sums as u32), ("drain", 1), ("first", 1), ("last", 1), ("real_0", 1)])
        .inputs(&[("w_addr", weights.address_bits()), ("b_addr", biases.address_bits()), ("w_read", weights.width)])
        .inputs(&[("b_read", biases.width), ("slower", slow)])
        .outputs(&[("w_we", 1), ("w_waddr", weights.address_bits()), ("w_new", weights.width), ("w_old", weights.width)])
        .outputs(&[("b_we", 1), ("b_waddr", biases.address_bits()), ("b_new", biases.width), ("b_old", biases.width)])
}
