//! What a device makes of a layer: where its weights are kept, and how many lanes share a multiplier.

use super::device::{Cutter, Device, Narrow};
use super::frames;
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
    /// They are lanes of this layer, two in a block of their own; else any lanes of the design.
    pub pairs: bool,
}

impl Default for Placement {
    /// Block RAM, and a multiplier a lane: what every device has.
    fn default() -> Placement {
        Placement { spram_bits: 0, lanes_per_dsp: 1, pairs: false }
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
    plans.iter_mut().for_each(|plan| plan.share_multipliers(device));
    let block_rams = frames::left(plans, device);
    let mut search = Search { block_rams, options: plans.iter().map(|plan| options(plan, device)).collect(), best: None };
    search.layer(&mut Vec::new(), Cost { over: 0, sprams: 0, blocks: 0 }, device.sprams);
    let chosen = search.best.map(|(_, chosen)| chosen).unwrap_or_default();
    plans.iter_mut().zip(&chosen).for_each(|(plan, option)| plan.placement.spram_bits = option.bits);
    let mut left = frames::left(plans, device);
    for (plan, option) in plans.iter().zip(&chosen) {
        left = left.checked_sub(option.blocks).ok_or(Short::BlockRams { layer: plan.index, left })?;
    }
    if device.dsps > 0 && multipliers(plans) > device.dsps { Err(Short::Multipliers) } else { Ok(()) }
}

/// Hardware multipliers that the lanes of all layers take together.
pub(super) fn multipliers(plans: &[LayerPlan]) -> usize {
    let alone = |plan: &&LayerPlan| plan.placement.pairs || plan.placement.lanes_per_dsp == 1;
    let of_a_layer: usize = plans.iter().filter(alone).map(LayerPlan::multipliers).sum();
    let mixed = || plans.iter().filter(|plan| !alone(plan));
    let lanes_per_dsp = mixed().map(|plan| plan.placement.lanes_per_dsp).max().unwrap_or(1);
    of_a_layer + mixed().map(|plan| plan.lanes).sum::<usize>().div_ceil(lanes_per_dsp)
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
    let spram = device.spram_shape.filter(|_| alternates);
    let bits = (0..width).step_by(spram.map_or(width, |shape| shape.width) as usize).chain(spram.map(|_| width));
    bits.map(|bits| {
        let placed = Placement { spram_bits: bits, ..plan.placement };
        let blocks = block_memories(plan, placed, device).iter().map(|(_, blocks)| blocks).sum();
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

struct Search {
    block_rams: usize,
    options: Vec<Vec<Choice>>,
    best: Option<(Cost, Vec<Choice>)>,
}

impl Search {
    /// Tries all choices of the next layer with the `sprams` that are left.
    fn layer(&mut self, chosen: &mut Vec<Choice>, cost: Cost, sprams: usize) {
        let cost = Cost { over: cost.blocks.saturating_sub(self.block_rams), ..cost };
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

/// The memories that are left for block RAM, and the block RAMs of each. Those that a bitstream fills take one at least,
/// however small they are: only there can their contents be exchanged.
pub(super) fn block_memories(plan: &LayerPlan, placement: Placement, device: &Device) -> Vec<(Memory, usize)> {
    let filled = |memory: &Memory| *memory == plan.weight_memory || Some(*memory) == plan.bias_memory;
    let count = |memory: Memory| (memory, device.block_rams_for(memory.width, memory.depth).max(usize::from(filled(&memory))));
    plan.memories_beside(placement).into_iter().map(count).collect()
}

impl LayerPlan {
    /// Narrow weights and inputs share a multiplier where it can be cut.
    pub(super) fn share_multipliers(&mut self, device: &Device) {
        let fits = |narrow: &Narrow| self.widths.weight <= narrow.weight && self.factor_bits() <= narrow.input;
        let narrow = device.narrow.filter(fits);
        self.placement.lanes_per_dsp = narrow.map_or(1, |narrow| narrow.lanes);
        self.placement.pairs = narrow.is_some_and(|narrow| narrow.by == Cutter::Generator);
    }

    /// Hardware multipliers that its lanes take, if no other layer's share them.
    pub fn multipliers(&self) -> usize {
        self.lanes.div_ceil(self.placement.lanes_per_dsp)
    }

    /// The memories that are left for block RAM, LUT RAM or registers with `placement`: without the bits in SPRAM, and without
    /// active bits that are a shift register.
    pub fn memories_beside(&self, placement: Placement) -> Vec<Memory> {
        let (weights, active) = (self.weight_memory, self.active_memory);
        let queue = self.row.is_some_and(|row| row.queue);
        let left = move |memory: Memory| match memory == weights {
            true => Memory { width: memory.width - placement.spram_bits, ..memory },
            false => memory,
        };
        let memories = self.memories().into_iter().filter(move |memory| !(queue && *memory == active));
        memories.map(left).filter(|memory| memory.width > 0).collect()
    }
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
        let blocks = plans.iter().map(|plan| device.sprams_for(plan.placement.spram_bits, plan.weight_memory.depth)).sum();
        let used_bits = plans.iter().map(|plan| plan.placement.spram_bits as usize * plan.weight_memory.depth).sum();
        MemoryUse { blocks, available: device.sprams, used_bits, bought_bits: blocks * shape.width as usize * shape.depth }
    });
    (block, spram)
}

#[cfg(test)]
mod tests {
    use crate::network::Network;
    use crate::plan::{Device, Plan, RamShape};
    use std::path::Path;

    /// An iCE40 UP5K with as many block RAMs as asked for.
    fn device(block_rams: usize) -> Device {
        Device {
            part: "test".into(),
            luts: 5280,
            dsps: 8,
            block_rams,
            ram_shapes: [(16, 256, 16), (8, 512, 1), (4, 1024, 1), (2, 2048, 1)]
                .map(|(width, depth, enables)| RamShape { width, depth, enables })
                .to_vec(),
            sprams: 4,
            spram_shape: Some(RamShape { width: 16, depth: 16384, enables: 1 }),
            lut_ram: None,
            narrow: None,
        }
    }

    fn spram_bits(text: &str, block_rams: usize) -> Vec<(u32, u32)> {
        let text = format!(
            "[network]\nname = \"net\"\nclasses = 10\ninput = {{ shape = [784], format = \"u8\" }}\n{text}\n[weights]\nbits = 9\nfraction = 8\n"
        );
        let network = Network::parse(&text, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::new(&network, Some(&device(block_rams))).unwrap_or_else(|error| panic!("{error}"));
        plan.layers.iter().map(|layer| (layer.placement.spram_bits, layer.weight_memory.width)).collect()
    }

    #[test]
    fn spram_takes_what_block_ram_cannot_hold() {
        let layer = |units, rest: &str| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n{rest}\n");
        // Four lanes of nine bits: two SPRAMs of 16 bits a bank, and the other four bits in block RAM, if there is enough.
        assert_eq!(spram_bits(&layer(64, ""), 30), [(32, 36)]);
        assert_eq!(spram_bits(&layer(64, ""), 12), [(27, 27)]);
        assert_eq!(spram_bits(&layer(64, ""), 200), [(0, 72)]);
        // The second layer stays where a bitstream can fill it.
        assert_eq!(spram_bits(&(layer(64, "lanes = 3") + &layer(32, "lanes = 2")), 30), [(27, 27), (0, 18)]);
    }

    /// 60 units are 15 words of 4 lanes, an odd number, and a column walk wants even and odd words in turn.
    #[test]
    fn an_odd_column_is_not_put_into_spram() {
        let text = "[[layer]]\ntype = \"dense\"\nunits = 60\nlanes = 4\nwalk = \"column\"\n";
        let network = format!("[network]\nname = \"net\"\nclasses = 10\ninput = {{ shape = [784], format = \"u8\" }}\n{text}");
        let network = Network::parse(&network, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}"));
        let message = Plan::new(&network, Some(&device(30))).map(|_| ()).unwrap_err().to_string();
        assert!(message.contains("does not fit") && message.contains("an even number of words"), "{message}");
    }
}
