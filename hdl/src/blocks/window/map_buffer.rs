//! Keeps the map at hand, and the one that comes in.

use crate::blocks::sdp_ram;
use crate::emit::{Leaf, Source};
use entrain_model::plan::{ACTIVATION_BITS, Role, Window};

/// `map_buffer.v`
pub static SOURCE: Source = Source { name: "map_buffer", text: include_str!("map_buffer.v"), uses: &[&sdp_ram::SOURCE] };

/// The input side of a convolution in a network with class numbers of `classes` bits.
pub fn leaf(window: &Window, classes: u32) -> Leaf {
    let address = window.memory(Role::Activations).address_bits();
    Leaf::new(&SOURCE)
        .parameter("VALUES", window.input.values())
        .parameter("ADDR", address)
        .parameter("CLASS_BITS", classes)
        .inputs(&[("clk", 1), ("rst", 1), ("in_valid", 1), ("in_data", ACTIVATION_BITS), ("commit", 1), ("in_flush", 1)])
        .inputs(&[("in_learn", 1), ("in_label", classes)])
        .outputs(&[("ready", 1), ("full", 1), ("flush", 1), ("learn", 1), ("label", classes)])
        .inputs(&[("take", 1), ("x_addr", address)])
        .outputs(&[("x", ACTIVATION_BITS)])
}
