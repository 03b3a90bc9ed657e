//! What a device offers, as far as the plan needs it.

use serde::{Deserialize, Serialize};

/// One way to use a block RAM: `width` bits in each of `depth` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamShape {
    /// Bits a word.
    pub width: u32,
    /// Words.
    pub depth: usize,
}

/// A multiplier that can be cut into smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Narrow {
    /// Smaller ones in one.
    pub lanes: usize,
    /// Bits of the weight that they take, two's complement.
    pub weight: u32,
    /// Bits of the input that they take, signed or unsigned.
    pub input: u32,
    /// Who cuts it.
    pub by: Cutter,
}

/// Who cuts a multiplier into smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cutter {
    /// Synthesis and placement, which put any lanes of a design together.
    Tools,
    /// The generator, which places the device's cell for lanes of one layer (hdl/src/blocks/multiplier_pair.v).
    Generator,
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
    /// Large memories with one port, which cannot start with contents (SPRAM of the iCE40 UltraPlus).
    #[serde(default)]
    pub sprams: usize,
    /// The shape of one of them.
    #[serde(default)]
    pub spram_shape: Option<RamShape>,
    /// The shape of a memory made of look-up tables, where there are such.
    #[serde(default)]
    pub lut_ram: Option<RamShape>,
    /// How a multiplier can be cut, where it can.
    #[serde(default)]
    pub narrow: Option<Narrow>,
}

/// Registers for which synthesis rather takes a block RAM (Yosys, iCE40: a bit costs 1, a block 64).
const REGISTERS_A_BLOCK: usize = 64;
/// LUT RAMs for which synthesis rather takes a block RAM (Yosys, ECP5 and Gowin: one costs 4, a block 128).
const LUT_RAMS_A_BLOCK: usize = 32;

impl Device {
    /// Bits of one block RAM.
    pub fn block_bits(&self) -> usize {
        self.ram_shapes.iter().map(|shape| shape.width as usize * shape.depth).max().unwrap_or(0)
    }

    /// Words of the deepest shape of a block RAM that uses all of its bits.
    pub fn deepest_block(&self) -> usize {
        let whole = self.ram_shapes.iter().filter(|shape| shape.width as usize * shape.depth == self.block_bits());
        whole.map(|shape| shape.depth).max().unwrap_or(usize::MAX)
    }

    /// SPRAMs for the even and the odd ones of `depth` words of `width` bits.
    pub fn sprams_for(&self, width: u32, depth: usize) -> usize {
        let count = |shape: RamShape| 2 * width.div_ceil(shape.width) as usize * depth.div_ceil(2).div_ceil(shape.depth);
        self.spram_shape.map_or(0, count)
    }

    /// Block RAMs for a memory of `depth` words of `width` bits in the best shape; 0 if it is small enough for registers
    /// or LUT RAM.
    pub fn block_rams_for(&self, width: u32, depth: usize) -> usize {
        let count = |shape: &RamShape| width.div_ceil(shape.width) as usize * depth.div_ceil(shape.depth);
        let blocks = self.ram_shapes.iter().map(count).min().unwrap_or(0);
        let small = match &self.lut_ram {
            None => width as usize * depth <= REGISTERS_A_BLOCK * blocks,
            Some(shape) => count(shape) <= LUT_RAMS_A_BLOCK * blocks,
        };
        if small { 0 } else { blocks }
    }
}
