//! Bits used, and bits bought.

use super::device::Device;
use super::frames;
use super::layer::LayerPlan;
use super::placement::block_memories;
use serde::Serialize;

/// Bits of one kind of memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MemoryUse {
    /// Blocks taken.
    pub blocks: usize,
    /// Blocks that there are.
    pub available: usize,
    /// Bits that hold something.
    pub used_bits: usize,
    /// Bits in the blocks taken.
    pub bought_bits: usize,
}

/// Block RAM and SPRAM of `device` that the memories of `plans` take; memories made of registers or LUTs are not counted.
pub(super) fn memory_use(plans: &[LayerPlan], device: &Device) -> (MemoryUse, Option<MemoryUse>) {
    let mut block = MemoryUse { available: device.block_rams, ..MemoryUse::default() };
    let frames = frames::buffer(plans);
    let frames = (frames, device.block_rams_for(frames.width, frames.depth));
    for (memory, blocks) in plans.iter().flat_map(|plan| block_memories(plan, plan.placement, device)).chain([frames]) {
        block.blocks += blocks;
        block.used_bits += if blocks > 0 { memory.bits() } else { 0 };
    }
    block.bought_bits = block.blocks * device.block_bits();
    let spram = device.spram_shape.map(|shape| {
        let blocks = plans.iter().map(|plan| plan.sprams(plan.placement, device)).sum();
        let used_bits = plans.iter().flat_map(|plan| plan.spram_memories(plan.placement)).map(|memory| memory.bits()).sum();
        MemoryUse { blocks, available: device.sprams, used_bits, bought_bits: blocks * shape.width as usize * shape.depth }
    });
    (block, spram)
}
