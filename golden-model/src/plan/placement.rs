//! What a device makes of a layer: where its weights are kept, and how many lanes share a multiplier.

use super::device::{Device, Narrow};
use super::layer::{LayerPlan, Memory};
use crate::network::Walk;
use serde::Serialize;

/// How a layer is put on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// Low bits of each weight word that are kept in SPRAM; the others are in block RAM.
    pub spram_bits: u32,
    /// Lanes that share a multiplier.
    pub lanes_per_dsp: usize,
}

impl Default for Placement {
    /// Block RAM, and a multiplier a lane: what every device has.
    fn default() -> Placement {
        Placement { spram_bits: 0, lanes_per_dsp: 1 }
    }
}

/// What a device has too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Short {
    /// Block RAMs: the layer that finds too few, and how many are left for it.
    BlockRams { layer: usize, left: usize },
    /// Multipliers, for all lanes together.
    Multipliers,
}

/// Chooses the placement of every layer: block RAM, which a bitstream can fill, and as little SPRAM as makes them fit.
///
/// # Errors
/// What is short, in the placement that needs the fewest block RAMs.
pub(super) fn place(plans: &mut [LayerPlan], device: &Device) -> Result<(), Short> {
    plans.iter_mut().for_each(|plan| plan.placement.lanes_per_dsp = lanes_per_dsp(plan, device));
    let mut search = Search { device, options: plans.iter().map(|plan| options(plan, device)).collect(), best: None };
    let sprams = device.spram.map_or(0, |spram| spram.count);
    search.layer(&mut Vec::new(), Cost { over: 0, sprams: 0, blocks: 0 }, sprams);
    let chosen = search.best.map(|(_, chosen)| chosen).unwrap_or_default();
    plans.iter_mut().zip(&chosen).for_each(|(plan, option)| plan.placement.spram_bits = option.bits);
    let mut left = device.block_rams;
    for (plan, option) in plans.iter().zip(&chosen) {
        left = left.checked_sub(option.blocks).ok_or(Short::BlockRams { layer: plan.index, left })?;
    }
    let dsps: usize = plans.iter().map(LayerPlan::multipliers).sum();
    if device.dsps > 0 && dsps > device.dsps { Err(Short::Multipliers) } else { Ok(()) }
}

/// Narrow weights and inputs share a multiplier where it can be cut.
fn lanes_per_dsp(plan: &LayerPlan, device: &Device) -> usize {
    let fits = |narrow: &Narrow| plan.widths.weight <= narrow.weight && plan.factor_bits() <= narrow.input;
    device.narrow.filter(fits).map_or(1, |narrow| narrow.lanes)
}

/// One way to keep a layer's weights.
#[derive(Debug, Clone, Copy)]
struct Choice {
    bits: u32,
    sprams: usize,
    blocks: usize,
}

/// All ways, least SPRAM first: whole SPRAMs of a word's low bits, or all of it.
fn options(plan: &LayerPlan, device: &Device) -> Vec<Choice> {
    let width = plan.weight_memory.width;
    // Words must come even, odd, even, ... without a break.
    let alternates = plan.walk == Walk::Row || plan.words.is_multiple_of(2);
    let step = device.spram.filter(|_| alternates).map_or(width, |spram| spram.width);
    let bits = (0..width).step_by(step as usize).chain(device.spram.filter(|_| alternates).map(|_| width));
    bits.map(|bits| {
        let placed = Placement { spram_bits: bits, ..plan.placement };
        let blocks = block_memories(plan, placed).iter().map(|memory| device.block_rams_for(memory.width, memory.depth)).sum();
        Choice { bits, sprams: device.sprams_for(bits, plan.weight_memory.depth), blocks }
    })
    .collect()
}

/// Block RAMs above what there is, then SPRAMs, then block RAMs: the fewer the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    over: usize,
    sprams: usize,
    blocks: usize,
}

struct Search<'a> {
    device: &'a Device,
    options: Vec<Vec<Choice>>,
    best: Option<(Cost, Vec<Choice>)>,
}

impl Search<'_> {
    /// Tries all choices of the next layer with the `sprams` that are left.
    fn layer(&mut self, chosen: &mut Vec<Choice>, cost: Cost, sprams: usize) {
        let cost = Cost { over: cost.blocks.saturating_sub(self.device.block_rams), ..cost };
        let Some(options) = self.options.get(chosen.len()).cloned() else {
            if self.best.as_ref().is_none_or(|(best, _)| cost < *best) {
                self.best = Some((cost, chosen.clone()));
            }
            return;
        };
        for option in options.into_iter().filter(|option| option.sprams <= sprams) {
            chosen.push(option);
            let cost = Cost { sprams: cost.sprams + option.sprams, blocks: cost.blocks + option.blocks, ..cost };
            self.layer(chosen, cost, sprams - option.sprams);
            chosen.pop();
        }
    }
}

/// The memories that are left for block RAM.
pub(super) fn block_memories(plan: &LayerPlan, placement: Placement) -> Vec<Memory> {
    let narrowed = |memory: Memory| match memory == plan.weight_memory {
        true => Memory { width: memory.width - placement.spram_bits, ..memory },
        false => memory,
    };
    plan.memories().into_iter().map(narrowed).filter(|memory| memory.width > 0).collect()
}

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

/// Block RAM and SPRAM of `device` that the memories of `plans` take; memories made of registers are not counted.
pub(super) fn memory_use(plans: &[LayerPlan], device: &Device) -> (MemoryUse, Option<MemoryUse>) {
    let mut block = MemoryUse { available: device.block_rams, ..MemoryUse::default() };
    let memories = plans.iter().flat_map(|plan| block_memories(plan, plan.placement));
    for memory in memories.filter(|memory| !memory.is_registers()) {
        block.blocks += device.block_rams_for(memory.width, memory.depth);
        block.used_bits += memory.bits();
    }
    block.bought_bits = block.blocks * device.block_bits();
    let spram = device.spram.map(|spram| {
        let blocks = plans.iter().map(|plan| device.sprams_for(plan.placement.spram_bits, plan.weight_memory.depth)).sum();
        let used_bits = plans.iter().map(|plan| plan.placement.spram_bits as usize * plan.weight_memory.depth).sum();
        MemoryUse { blocks, available: spram.count, used_bits, bought_bits: blocks * spram.width as usize * spram.depth }
    });
    (block, spram)
}
