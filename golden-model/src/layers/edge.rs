//! What goes from one stage to the next.

use crate::network::Network;
use crate::plan::Interval;
use serde::Serialize;

/// Fraction bits of every hidden activation h (unsigned, 8 bits).
pub const HIDDEN_FRACTION: u32 = 5;
/// Bits of an activation, input or hidden.
pub const ACTIVATION_BITS: u32 = 8;

/// The 8-bit numbers that reach a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InputFormat {
    /// Two's complement (sensors) or unsigned.
    pub signed: bool,
    /// F: bits right of the binary point.
    pub fraction: u32,
    /// Smallest and largest value.
    pub range: Interval,
}

impl InputFormat {
    /// 1.0, which a bias is multiplied with.
    pub fn one(&self) -> i32 {
        1 << self.fraction
    }
}

/// What passes between two stages for a sample: how many numbers, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// Extent of each axis, the slowest first; they pass in this order, one a beat.
    pub shape: Vec<usize>,
    /// The numbers.
    pub format: InputFormat,
}

impl Edge {
    /// What reaches layer `index` of a network: its input, or what the kind of the layer before hands on.
    pub fn before(network: &Network, index: usize) -> Edge {
        network.layers[..index].iter().fold(Edge::input(network), |edge, layer| super::edge_behind(layer, edge))
    }

    /// What reaches the first stage of a network.
    fn input(network: &Network) -> Edge {
        let format = network.input.format;
        let (low, high) = format.range();
        let range = Interval::new(low as i64, high as i64);
        Edge { shape: network.input.shape.clone(), format: InputFormat { signed: low < 0, fraction: format.fraction(), range } }
    }

    /// Activations behind a layer.
    pub(super) fn hidden(shape: Vec<usize>) -> Edge {
        Edge { shape, format: InputFormat { signed: false, fraction: HIDDEN_FRACTION, range: Interval::new(0, 255) } }
    }

    /// How many numbers.
    pub fn values(&self) -> usize {
        self.shape.iter().product()
    }
}
