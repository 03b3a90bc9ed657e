//! What a device offers, as far as the plan needs it.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// One way to use a block RAM: `width` bits in each of `depth` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamShape {
    /// Bits a word.
    pub width: u32,
    /// Words.
    pub depth: usize,
    /// Write enables of a word, each over an equal share of its bits.
    #[serde(default = "one")]
    pub enables: usize,
}

fn one() -> usize {
    1
}

impl RamShape {
    /// Bits under one write enable.
    pub fn share(&self) -> u32 {
        self.width / self.enables.max(1) as u32
    }

    /// How many of `share` bits a word of `width` bits takes.
    pub fn shares_of(&self, width: u32) -> usize {
        width.div_ceil(self.share()) as usize
    }

    /// Parts of `depth` words into which a memory of so many is cut.
    pub fn parts_of(&self, depth: usize) -> usize {
        depth.div_ceil(self.depth)
    }

    /// Blocks for a memory of `depth` words of `width` bits. Synthesis fills the shares of a block one after the other, first
    /// those of the first part of the words, so that one block may hold bits of several parts, each under enables of its own.
    pub fn blocks_for(&self, width: u32, depth: usize) -> usize {
        (self.shares_of(width) * self.parts_of(depth)).div_ceil(self.enables.max(1))
    }
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
    /// The generator, which places the device's cell for lanes of one layer (hdl/src/blocks/multiply/multiplier_pair.v).
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

/// What memories cost synthesis (Yosys' memory_libmap), where a bit in a register costs 1: a block RAM where there is no LUT
/// RAM (iCE40), one where there is (ECP5, Gowin), and a LUT RAM.
const BLOCK_COST: usize = 64;
const BLOCK_COST_BESIDE_LUT_RAM: usize = 128;
const LUT_RAM_COST: usize = 4;

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

    /// SPRAMs for `depth` words of `width` bits where one port will do.
    pub fn single_sprams_for(&self, width: u32, depth: usize) -> usize {
        self.spram_shape.map_or(0, |shape| width.div_ceil(shape.width) as usize * depth.div_ceil(shape.depth))
    }

    /// Block RAMs that synthesis makes of a memory of `depth` words of `width` bits, if they are what it is to be made of.
    ///
    /// The shape is the cheapest: its blocks, half a point for each bit that has to be chosen between parts of the words,
    /// and half a point for each part that has to be addressed. bitstreams/src/memory_tests.rs holds this to Yosys.
    pub fn blocks_of(&self, width: u32, depth: usize) -> usize {
        let half_points = |shape: &&RamShape| {
            let (blocks, parts) = (shape.blocks_for(width, depth), shape.parts_of(depth));
            let chosen = if parts > 1 { width as usize * (parts - 1) + parts } else { 0 };
            // Of equal ones the safe guess.
            (2 * self.block_cost() * blocks + chosen, Reverse(blocks))
        };
        self.ram_shapes.iter().min_by_key(half_points).map_or(0, |shape| shape.blocks_for(width, depth))
    }

    /// The same; 0 if the memory is small enough for registers or LUT RAM.
    pub fn block_rams_for(&self, width: u32, depth: usize) -> usize {
        let blocks = self.blocks_of(width, depth);
        let small = match &self.lut_ram {
            None => width as usize * depth,
            Some(shape) => LUT_RAM_COST * shape.blocks_for(width, depth),
        };
        if small <= self.block_cost() * blocks { 0 } else { blocks }
    }

    fn block_cost(&self) -> usize {
        if self.lut_ram.is_some() { BLOCK_COST_BESIDE_LUT_RAM } else { BLOCK_COST }
    }
}
