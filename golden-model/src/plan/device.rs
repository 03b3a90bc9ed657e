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

/// Large single-ported memories of `width` bits in each of `depth` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spram {
    /// How many there are.
    pub count: usize,
    /// Bits a word.
    pub width: u32,
    /// Words.
    pub depth: usize,
}

/// A multiplier that can be cut into `lanes` smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Narrow {
    /// Smaller ones in one.
    pub lanes: usize,
    /// Bits of the weight that they take, two's complement.
    pub weight: u32,
    /// Bits of the input that they take, signed or unsigned.
    pub input: u32,
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
    /// Single-ported memories, if it has them.
    #[serde(default)]
    pub spram: Option<Spram>,
    /// How a multiplier can be cut, if it can.
    #[serde(default)]
    pub narrow: Option<Narrow>,
}

impl Device {
    /// Bits of one block RAM.
    pub fn block_bits(&self) -> usize {
        self.ram_shapes.iter().map(|shape| shape.width as usize * shape.depth).max().unwrap_or(0)
    }

    /// SPRAMs for the even and the odd ones of `depth` words of `width` bits.
    pub fn sprams_for(&self, width: u32, depth: usize) -> usize {
        self.spram.map_or(0, |spram| 2 * width.div_ceil(spram.width) as usize * depth.div_ceil(2).div_ceil(spram.depth))
    }

    /// Block RAMs for a memory of `depth` words of `width` bits in the best shape.
    pub fn block_rams_for(&self, width: u32, depth: usize) -> usize {
        if (Memory { name: "", width, depth }).is_registers() {
            return 0;
        }
        let blocks = |shape: &RamShape| width.div_ceil(shape.width) as usize * depth.div_ceil(shape.depth);
        self.ram_shapes.iter().map(blocks).min().unwrap_or(0)
    }
}
