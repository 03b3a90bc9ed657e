//! The published rule in 64-bit floats: what the authors' code computes, written from the formulas.
//!
//! `Block` (linear or convolution, batch norm, leaky ReLU) -> `Pool` -> `LocalLoss` make a `LocalLayer`; layers and a
//! last linear `Classifier` make a `Network`. Nothing travels backwards between layers. `verify` compares every value
//! with the recorded reference vectors. The integer rule of the hardware is `entrain_model::rule`; nothing there uses this.
//!
//! Activations are matrices of one row a sample. A feature map is a row in channel-major order: column
//! (channel * height + row) * width + column. Values are without unit.

pub mod basis;
pub mod batch_norm;
pub mod block;
pub mod convolution;
pub mod layer;
pub mod loss;
pub mod network;
pub mod optimiser;
pub mod pool;
pub mod verify;

pub use basis::Waveform;
pub use block::Block;
pub use layer::LocalLayer;
pub use loss::{LocalLoss, Modulation};
pub use network::Network;
pub use optimiser::Optimiser;
pub use pool::Pool;
pub use verify::verify_folder;

use entrain_model::diagnostic::{Diagnostic, Result};

/// Size of one sample's activation: a feature map, or a vector as `channels` maps of one pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// K, or the width of a vector.
    pub channels: usize,
    /// Rows of a map.
    pub height: usize,
    /// Columns of a map.
    pub width: usize,
}

impl Shape {
    /// A vector of `width` values.
    pub fn vector(width: usize) -> Shape {
        Shape { channels: width, height: 1, width: 1 }
    }

    /// Pixels of one map.
    pub fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Values of a sample.
    pub fn features(self) -> usize {
        self.channels * self.pixels()
    }
}

/// An error with `message` unless `holds`.
fn require(holds: bool, message: impl FnOnce() -> String) -> Result<()> {
    if holds { Ok(()) } else { Err(Diagnostic::new(message())) }
}
