//! What a device makes of a layer: where its weights are kept, and how many lanes share a multiplier.

use super::device::{Cutter, Device, Narrow};
use super::frames;
use super::layer::{LayerPlan, Placement};
use super::memory::{Memory, Role};
use crate::layers::Multiplier;

/// What a device has too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Short {
    /// Block RAMs: the layer that finds too few, and how many are left for it.
    BlockRams { layer: usize, left: usize },
    /// Multipliers, for all lanes together.
    Multipliers,
}

/// Who chose the lanes, and so whether they may be more than there are multipliers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lanes {
    /// The file: those that find no multiplier are made of logic.
    Given,
    /// The plan, which stops where multipliers do, or a quarter of the logic that stands in for them.
    Chosen,
}

/// Chooses the placement of every layer: block RAM, which a bitstream can fill, and as little SPRAM as makes them fit.
///
/// # Errors
/// What is short, in the placement that needs the fewest block RAMs.
pub(super) fn place(plans: &mut [LayerPlan], device: &Device, lanes: Lanes) -> Result<(), Short> {
    plans.iter_mut().for_each(|plan| plan.share_multipliers(device));
    if lanes == Lanes::Given {
        soften(plans, device);
    }
    let block_rams = frames::left(plans, device);
    let mut search = Search { block_rams, options: plans.iter().map(|plan| options(plan, device)).collect(), best: None };
    search.layer(&mut Vec::new(), Cost { over: 0, sprams: 0, blocks: 0 }, device.sprams);
    let chosen = search.best.map(|(_, chosen)| chosen).unwrap_or_default();
    plans.iter_mut().zip(&chosen).for_each(|(plan, option)| plan.put_in_spram(option.bits, option.code));
    let mut left = frames::left(plans, device);
    for (plan, option) in plans.iter().zip(&chosen) {
        left = left.checked_sub(option.blocks).ok_or(Short::BlockRams { layer: plan.index, left })?;
    }
    for plan in plans.iter_mut() {
        left -= plan.cut_into_banks(device, left);
    }
    let short = if device.dsps > 0 { multipliers(plans) > device.dsps } else { lanes == Lanes::Chosen && too_much_logic(plans, device) };
    if short { Err(Short::Multipliers) } else { Ok(()) }
}

/// Whether products would take more than a quarter of a device that has no multipliers: a lane takes as much again beside its product, and the
/// rest of a design as much as all lanes. A file may ask for more.
fn too_much_logic(plans: &[LayerPlan], device: &Device) -> bool {
    4 * plans.iter().map(|plan| plan.lanes() * plan.soft_product_luts()).sum::<usize>() > device.luts
}

/// Makes lanes of logic, those of the last layer first, until the others find a multiplier each; none if they would take more
/// than half of the device's logic.
fn soften(plans: &mut [LayerPlan], device: &Device) {
    let mut softened = plans.to_vec();
    while device.dsps > 0 && multipliers(&softened) > device.dsps {
        let Some(plan) = softened.iter_mut().rev().find(|plan| plan.placement.soft_lanes < plan.lanes()) else { return };
        plan.placement.soft_lanes += 1;
    }
    let luts = |plan: &LayerPlan| plan.placement.soft_lanes * plan.soft_product_luts();
    if 2 * softened.iter().map(luts).sum::<usize>() <= device.luts {
        plans.clone_from_slice(&softened);
    }
}

/// Hardware multipliers that all layers take together.
pub(super) fn multipliers(plans: &[LayerPlan]) -> usize {
    let others: usize = plans.iter().map(|plan| plan.engine.plan().other_multipliers()).sum();
    let alone = |plan: &&LayerPlan| plan.placement.pairs || plan.placement.lanes_per_dsp == 1;
    let of_a_layer: usize = plans.iter().filter(alone).map(LayerPlan::multipliers).sum();
    let mixed = || plans.iter().filter(|plan| !alone(plan));
    let lanes_per_dsp = mixed().map(|plan| plan.placement.lanes_per_dsp).max().unwrap_or(1);
    others + of_a_layer + mixed().map(LayerPlan::hard_lanes).sum::<usize>().div_ceil(lanes_per_dsp)
}

/// One way to keep a layer's weights.
#[derive(Debug, Clone, Copy)]
struct Choice {
    bits: u32,
    code: bool,
    sprams: usize,
    blocks: usize,
}

/// All ways, least SPRAM first: whole SPRAMs of a word's low bits, or all of it; a learned code there, or not.
fn options(plan: &LayerPlan, device: &Device) -> Vec<Choice> {
    let (engine, width) = (plan.engine.plan(), plan.weights().width);
    let spram = |role: Role| device.spram_shape.filter(|_| engine.may_be_spram(role));
    let step = spram(Role::Weights).map_or(width, |shape| shape.width).max(1);
    let bits = (0..width.max(1)).step_by(step as usize).chain(spram(Role::Weights).map(|_| width));
    let codes = 1 + spram(Role::Codes).is_some() as usize;
    let ways = bits.flat_map(|bits| [false, true].into_iter().take(codes).map(move |code| (bits, code)));
    let way = |(bits, code)| {
        let placed = Placement { spram_bits: bits, code_in_spram: code, ..plan.placement };
        let blocks = block_memories(plan, placed, device).iter().map(|(_, blocks)| blocks).sum();
        Choice { bits, code, sprams: plan.sprams(placed, device), blocks }
    };
    ways.map(way).collect()
}

/// A layer with each way to keep its weights, and the SPRAMs and block RAMs that it then takes.
pub(super) fn ways(plan: &LayerPlan, device: &Device) -> impl Iterator<Item = (LayerPlan, usize, usize)> {
    options(plan, device).into_iter().map(|option| {
        let mut way = plan.clone();
        way.put_in_spram(option.bits, option.code);
        (way, option.sprams, option.blocks)
    })
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
    let filled = |memory: &Memory| memory.role.is_learned() && placement.of(memory.role).spram_bits == 0;
    let count = |memory: Memory| (memory, device.block_rams_for(memory.width, memory.depth).max(usize::from(filled(&memory))));
    plan.memories_beside(placement).into_iter().map(count).collect()
}

impl LayerPlan {
    /// Narrow weights and inputs share a multiplier where it can be cut.
    pub(super) fn share_multipliers(&mut self, device: &Device) {
        let Multiplier { weight, factor } = self.engine.plan().multiplier();
        let fits = |narrow: &Narrow| weight <= narrow.weight && factor <= narrow.input;
        let narrow = device.narrow.filter(fits);
        (self.placement.banks, self.placement.soft_lanes) = (1, 0);
        self.placement.lanes_per_dsp = narrow.map_or(1, |narrow| narrow.lanes);
        self.placement.pairs = narrow.is_some_and(|narrow| narrow.by == Cutter::Generator);
    }

    /// Hardware multipliers that its lanes take, if no other layer's share them.
    pub fn multipliers(&self) -> usize {
        self.hard_lanes().div_ceil(self.placement.lanes_per_dsp)
    }

    /// Lanes that have a hardware multiplier, or a part of one.
    pub fn hard_lanes(&self) -> usize {
        self.lanes() - self.placement.soft_lanes
    }

    /// LUTs of a product that is made of logic, about: for each bit of the input a row of the weight's bits and an adder for it.
    pub fn soft_product_luts(&self) -> usize {
        let Multiplier { weight, factor } = self.engine.plan().multiplier();
        2 * (weight * factor) as usize
    }

    /// The memories that are left for block RAM, LUT RAM or registers with `placement`: without the bits in SPRAM, each bank of
    /// the weights by itself, and without active bits that are a shift register.
    pub fn memories_beside(&self, placement: Placement) -> Vec<Memory> {
        let banks = |memory: Memory| -> Vec<Memory> {
            let Placement { spram_bits, banks, .. } = placement.of(memory.role);
            let width = memory.width - spram_bits;
            (0..banks).map(|bank| Memory { width, depth: (memory.depth - bank).div_ceil(banks), ..memory }).collect()
        };
        let memories = self.memories().into_iter().filter(|memory| !self.engine.plan().in_registers(memory.role));
        memories.flat_map(banks).filter(|memory| memory.width > 0).collect()
    }
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
        plan.layers.iter().map(|layer| (layer.placement.spram_bits, layer.weights().width)).collect()
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

    #[test]
    fn lanes_without_a_multiplier_are_made_of_logic() {
        let soft = |lanes: &str, luts: usize| -> Result<(Vec<usize>, usize), String> {
            let layer = |units: usize| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n{lanes}\n");
            let input = "input = { shape = [64], format = \"u8\" }";
            let network = format!("[network]\nname = \"net\"\nclasses = 10\n{input}\n{}{}", layer(64), layer(32));
            let network = Network::parse(&network, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}"));
            let plan = Plan::new(&network, Some(&Device { luts, ..device(200) })).map_err(|error| error.to_string())?;
            Ok((plan.layers.iter().map(|layer| layer.placement.soft_lanes).collect(), plan.multipliers()))
        };
        // Twelve lanes, eight multipliers: the last layer is the first to do without.
        assert_eq!(soft("lanes = 6", 5280), Ok((vec![0, 4], 8)));
        assert_eq!(soft("lanes = 10", 5280), Ok((vec![2, 10], 8)));
        // No more than half of the logic: four products of 12 x 8 bits.
        assert_eq!(soft("lanes = 6", 2 * 4 * 2 * 96), Ok((vec![0, 4], 8)));
        let refused = soft("lanes = 6", 2 * 4 * 2 * 96 - 1).unwrap_err();
        assert!(refused.contains("12 lanes do not fit") && refused.contains("more than half of the logic"), "{refused}");
        // Nobody asked for so many lanes.
        assert_eq!(soft("", 5280).map(|(soft, _)| soft), Ok(vec![0, 0]));
    }

    /// Ten products of 12 x 8 bits are a quarter of 7,680 LUTs, one more is not; a file gets what it asks for.
    #[test]
    fn a_device_without_multipliers_keeps_room_for_the_rest() {
        let lanes = |lanes: &str| -> usize {
            let layer = |units: usize| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n{lanes}\n");
            let input = "input = { shape = [64], format = \"u8\" }";
            let network = format!("[network]\nname = \"net\"\nclasses = 10\n{input}\n{}{}", layer(64), layer(32));
            let network = Network::parse(&network, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}"));
            let plan = Plan::new(&network, Some(&Device { luts: 7680, dsps: 0, ..device(200) })).unwrap_or_else(|error| panic!("{error}"));
            plan.layers.iter().map(|layer| layer.lanes()).sum()
        };
        assert_eq!(lanes("lanes = 8"), 16);
        assert!((8..=10).contains(&lanes("")), "{}", lanes(""));
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
