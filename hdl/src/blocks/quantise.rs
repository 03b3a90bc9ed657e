//! A finished accumulator becomes an activation.

use crate::emit::{Leaf, Source};
use entrain_model::plan::{ACTIVATION_BITS, LayerPlan};

/// `quantise.v`
pub static SOURCE: Source = Source { name: "quantise", text: include_str!("quantise.v"), uses: &[] };

/// The rounding shift and the clip of a layer.
pub fn leaf(layer: &LayerPlan) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("ACC", layer.widths.accumulator)
        .parameter("SHIFT", layer.shift_h)
        .inputs(&[("clk", 1), ("rst", 1), ("acc_6", layer.widths.accumulator), ("last_6", 1)])
        .outputs(&[("h_7", ACTIVATION_BITS), ("valid_7", 1)])
}
