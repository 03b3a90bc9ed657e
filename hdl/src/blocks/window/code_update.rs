//! Moves the learned code, and keeps which way the weights behind each value go.

use crate::blocks::{active_map, gather, sdp_ram};
use crate::emit::{Leaf, Source};
use entrain_model::plan::{Interval, LearnedCode, Role, Window};

/// `code_update.v`
pub static SOURCE: Source = Source { name: "code_update", text: include_str!("code_update.v"), uses: &[&gather::SOURCE, &sdp_ram::SOURCE] };

/// The correction of the code of a convolution.
pub fn leaf(window: &Window) -> Leaf {
    let (v, d, p) = (window.memory(Role::Codes).address_bits(), window.memory(Role::Decisions), window.memory(Role::Accumulators).width);
    let (shift, bits) = (window.cell_shift, LearnedCode::BITS);
    let largest = (window.ranges.cell.high + (1 << shift)) >> (1 + shift);
    active_map::words(Leaf::new(&SOURCE), window)
        .parameter("CELLS", window.cells * window.cells)
        .parameter("D_ADDR", d.address_bits())
        .parameter("V_ADDR", v)
        .parameter("VB", bits)
        .parameter("PB", p)
        .parameter("UB", Interval::new(0, largest).signed_bits() - 1)
        .parameter("SHIFT", shift)
        .inputs(&[("clk", 1), ("rst", 1), ("start", 1), ("move_0", 1), ("second_0", 1), ("v_addr_0", v), ("v_1", bits), ("p_1", p)])
        .outputs(&[("we", 1), ("waddr", v), ("wdata", bits), ("old", bits)])
        .inputs(&[("d_addr", d.address_bits())])
        .outputs(&[("d", d.width)])
}
