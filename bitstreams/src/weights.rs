//! Start weights without place and route.
//!
//! A design is synthesised, placed and routed with random numbers in the memories that start with contents. The block
//! RAMs that hold them are then found in the placed design by what they hold, and get the start weights instead; so
//! another checkpoint costs the packing of the bitstream, and place and route never sees a weight. The families' own
//! tools for this (icebram, ecpbram) want memories of 256 or 512 words and widths of 4 bits; Gowin has none.

use crate::contents::{Bits, Cut, Layout, cuts};
use crate::family::Family;
use crate::job::Job;
use entrain_hdl::{StartMemory, start_memories};
use entrain_model::checkpoint::write_atomically;
use entrain_model::plan::{Device, RamShape, image::Word};
use entrain_model::rule::XorShift32;
use entrain_model::{Diagnostic, Model, Plan, Result};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What the memories hold during place and route.
pub(crate) struct Placeholders {
    /// The memories.
    pub memories: Vec<StartMemory>,
    /// Which memory's which part a block RAM with these contents holds; empty if the memories hold the start weights
    /// themselves, because they are too small to be told apart, or cut in a way that is not known here.
    cuts: HashMap<Bits, (usize, Cut)>,
}

/// Seeds to try: only memories whose last block holds a few bits need more than one.
const SEEDS: u32 = 50;

impl Placeholders {
    /// Random contents for the memories of `plan`, so that no two block RAMs of any shape hold the same, and none only
    /// zeros. Where memories are too small for that, `model`'s weights, which then go through place and route.
    pub fn new(plan: &Plan, model: &Model, device: &Device, layout: Layout) -> Placeholders {
        let real = start_memories(plan, model);
        for seed in 1..=SEEDS {
            let mut random = XorShift32::new(seed);
            let mut memories = real.clone();
            for memory in &mut memories {
                memory.words.iter_mut().for_each(|word| fill(word, memory.width, &mut random));
            }
            if let Some(cuts) = find(&memories, device, layout) {
                return Placeholders { memories, cuts };
            }
        }
        Placeholders::fixed(plan, model)
    }

    /// The start weights themselves, which cannot be exchanged.
    pub fn fixed(plan: &Plan, model: &Model) -> Placeholders {
        Placeholders { memories: start_memories(plan, model), cuts: HashMap::new() }
    }

    /// Whether the start weights can be exchanged without place and route.
    pub fn exchangeable(&self) -> bool {
        !self.cuts.is_empty()
    }

    /// Puts the job's start weights into the placed design `from`, as `to`. False if a memory is not where it should be:
    /// synthesis cut it in a way that is not known here.
    ///
    /// # Errors
    /// Files that cannot be read or written.
    pub fn exchange(&self, job: &Job, family: &dyn Family, from: &Path, to: &Path) -> Result<bool> {
        let text = std::fs::read_to_string(from).map_err(|error| Diagnostic::io("read", from, &error))?;
        if !self.exchangeable() {
            return write_atomically(to, text.as_bytes()).map(|()| true);
        }
        let (layout, new) = (family.layout(), start_memories(job.plan, job.model));
        let mut seen = HashSet::new();
        let text = family.exchange(&text, &mut |bits| {
            let &(index, cut) = self.cuts.get(bits)?;
            seen.insert((index, cut));
            Some(cut.render(layout, &new[index].words, new[index].width))
        });
        for (index, memory) in new.iter().enumerate() {
            let mut shapes = job.board.device.resources.ram_shapes.iter();
            let whole = shapes.any(|&shape| cuts(shape, memory.words.len(), memory.width).all(|cut| seen.contains(&(index, cut))));
            if !whole {
                return Ok(false);
            }
        }
        write_atomically(to, text.as_bytes()).map(|()| true)
    }
}

/// Random bits up to `width`.
fn fill(word: &mut Word, width: u32, random: &mut XorShift32) {
    for (index, chunk) in word.iter_mut().enumerate() {
        let bits = (width as usize).saturating_sub(32 * index);
        *chunk = random.next_u32() & if bits >= 32 { u32::MAX } else { (1 << bits) - 1 };
    }
}

/// Which memory's which part has these contents, for every shape of RAM that synthesis might take; none if two are the same, or one only
/// zeros. A shape that takes more than twice the blocks of another one is not among them: four words of twelve bits as twelve columns of a bit
/// could not be told apart.
fn find(memories: &[StartMemory], device: &Device, layout: Layout) -> Option<HashMap<Bits, (usize, Cut)>> {
    let mut found = HashMap::new();
    for (index, memory) in memories.iter().enumerate() {
        let blocks = |shape: &RamShape| shape.blocks_for(memory.width, memory.words.len());
        let fewest = device.ram_shapes.iter().map(blocks).min().unwrap_or(0);
        for &shape in device.ram_shapes.iter().filter(|shape| blocks(shape) <= 2 * fewest) {
            for cut in cuts(shape, memory.words.len(), memory.width) {
                let bits = cut.render(layout, &memory.words, memory.width);
                if bits.is_zero() || found.insert(bits, (index, cut)).is_some() {
                    return None;
                }
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contents::NINES;
    use entrain_boards::{Board, names};
    use entrain_model::Network;

    #[test]
    fn placeholders_can_be_told_apart_even_where_a_block_holds_few_words() {
        for name in names(None) {
            let board = Board::find(&name, None).unwrap_or_else(|error| panic!("{error}"));
            let dense = |units: usize, lanes: usize| {
                format!("input = {{ shape = [6], format = \"u8\" }}\n[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\n")
            };
            let seen = |channels: usize| {
                format!(
                    "input = {{ shape = [1, 5, 5], format = \"u8\" }}\n[[layer]]\ntype = \"conv2d\"\nchannels = {channels}\nlanes = 2\n"
                )
            };
            for layers in [dense(257, 6), dense(8, 1), dense(40, 4), seen(4), seen(6)] {
                let text =
                    format!("[network]\nname = \"n\"\nclasses = 3\n{layers}[weights]\nbits = 9\nfraction = 8\n[training]\nrate = 8\n");
                let network = Network::parse(&text, Path::new("n.toml")).unwrap_or_else(|error| panic!("{error}"));
                let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
                let start = Placeholders::new(&plan, &Model::new(&plan), &board.device.resources, NINES);
                assert!(start.exchangeable(), "{name}: {layers}");
            }
        }
    }
}
