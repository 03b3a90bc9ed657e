//! What a device offers, as far as the plan needs it.

use super::layer::Memory;
use serde::{Deserialize, Serialize};

/// One way to use a block RAM: `width` bits in each of `depth` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamShape {
    /// Bits a word.
    pub width: u32,
    /// Words.
    pub depth: usize,
}

/// The resources of a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// The maker's name of the part.
    pub part: String,
    /// Four-input look-up tables.
    pub luts: usize,
    /// Hardware multipliers of at least 16x16 bits.
    pub dsps: usize,
    /// Block RAMs.
    pub block_rams: usize,
    /// How one block RAM can be cut, each with one read and one write port.
    pub ram_shapes: Vec<RamShape>,
}

impl Device {
    /// Block RAMs for a memory of `depth` words of `width` bits in the best shape.
    pub fn block_rams_for(&self, width: u32, depth: usize) -> usize {
        if (Memory { name: "", width, depth }).is_registers() {
            return 0;
        }
        let blocks = |shape: &RamShape| width.div_ceil(shape.width) as usize * depth.div_ceil(shape.depth);
        self.ram_shapes.iter().map(blocks).min().unwrap_or(0)
    }
}
