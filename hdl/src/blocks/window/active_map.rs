//! One bit for each pixel and channel: it was active.

use crate::blocks::{gather, sdp_ram};
use crate::emit::{Leaf, Source};
use entrain_model::plan::{ACTIVATION_BITS, Role, Window, index_bits};

/// `active_map.v`
pub static SOURCE: Source = Source { name: "active_map", text: include_str!("active_map.v"), uses: &[&gather::SOURCE, &sdp_ram::SOURCE] };

/// Sets what words of channels need, of active bits or of decisions.
pub(crate) fn words(leaf: Leaf, window: &Window) -> Leaf {
    let (lanes, words) = (window.spread.adders(), window.spread.passes());
    leaf.parameter("CHANNELS", window.channels())
        .parameter("LANES", lanes)
        .parameter("WORDS", words)
        .parameter("KB", window.memory(Role::Biases).address_bits())
        .parameter("WORD_BITS", index_bits(words))
        .parameter("LANE_BITS", index_bits(lanes))
}

/// The active bits of a convolution.
pub fn leaf(window: &Window) -> Leaf {
    let (bits, (_, rows, columns)) = (window.memory(Role::ActiveBits), window.map());
    words(Leaf::new(&SOURCE), window)
        .parameter("PIXELS", rows * columns)
        .parameter("ADDR", bits.address_bits())
        .inputs(&[("clk", 1), ("rst", 1), ("start", 1), ("h", ACTIVATION_BITS), ("valid", 1), ("addr", bits.address_bits())])
        .outputs(&[("active", bits.width)])
}
