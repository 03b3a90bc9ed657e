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
    /// Extent of each axis: of a map channels, rows, columns.
    pub shape: Vec<usize>,
    /// They pass pixel by pixel, all channels of one after the other, as a convolution makes them; else in the order of the axes, the
    /// slowest first, as data come. One a beat.
    pub by_pixels: bool,
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
        let shape = network.input.shape.clone();
        Edge { shape, by_pixels: false, format: InputFormat { signed: low < 0, fraction: format.fraction(), range } }
    }

    /// Activations behind a layer.
    pub(super) fn hidden(shape: Vec<usize>) -> Edge {
        Edge { shape, by_pixels: false, format: InputFormat { signed: false, fraction: HIDDEN_FRACTION, range: Interval::new(0, 255) } }
    }

    /// Which number, in the order of the axes, is the one that passes as number `passing`.
    pub fn at(&self, passing: usize) -> usize {
        match self.shape[..] {
            [channels, rows, columns] if self.by_pixels => passing % channels * rows * columns + passing / channels,
            _ => passing,
        }
    }

    /// `values`, in the order of the axes, in that in which they pass.
    pub fn passing<T: Copy>(&self, values: &[T]) -> Vec<T> {
        (0..values.len()).map(|passing| values[self.at(passing)]).collect()
    }

    /// Undoes `passing`.
    pub fn in_order<T: Copy + Default>(&self, passing: &[T]) -> Vec<T> {
        let mut values = vec![T::default(); passing.len()];
        passing.iter().enumerate().for_each(|(at, &value)| values[self.at(at)] = value);
        values
    }

    /// How many numbers.
    pub fn values(&self) -> usize {
        self.shape.iter().product()
    }
}
