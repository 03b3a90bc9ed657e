//! A stage of the pipeline: its engine, and where the device keeps what it needs.

use super::image::Word;
use super::{Device, HostMap, HostMemory, Memory, Role};
use crate::diagnostic::Result;
use crate::layers::{self, Edge, Engine, Facts, Head, LearnedCode, Learner};
use crate::network::{Network, Walk};
use crate::rule::Layer;
use serde::Serialize;

/// How a layer is put on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// Low bits of each weight word that are kept in SPRAM; the others are in block RAM.
    pub spram_bits: u32,
    /// The learned code is kept in SPRAM.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub code_in_spram: bool,
    /// Banks of the weights in block RAM, a power of two: word a is in bank a mod `banks`.
    pub banks: usize,
    /// Lanes that share a multiplier.
    pub lanes_per_dsp: usize,
    /// They are lanes of this layer, two in a block of their own; else any lanes of the design.
    pub pairs: bool,
    /// Lanes, its last ones, that find no multiplier any more: their products are made of logic.
    pub soft_lanes: usize,
}

impl Default for Placement {
    /// Block RAM, and a multiplier a lane: what every device has.
    fn default() -> Placement {
        Placement { spram_bits: 0, code_in_spram: false, banks: 1, lanes_per_dsp: 1, pairs: false, soft_lanes: 0 }
    }
}

impl Placement {
    /// That of its memory of a role alone.
    pub(super) fn of(self, role: Role) -> Placement {
        match role {
            Role::Weights => self,
            Role::Codes if self.code_in_spram => Placement { spram_bits: LearnedCode::BITS, banks: 1, ..self },
            _ => Placement { spram_bits: 0, banks: 1, ..self },
        }
    }
}

/// The plan of a layer.
#[derive(Debug, Clone)]
pub struct LayerPlan {
    /// Its entry in the network file, 0 first.
    pub index: usize,
    /// What the device makes of it.
    pub placement: Placement,
    /// What it is.
    pub engine: Engine,
}

impl LayerPlan {
    /// Plans layer `index` of `network` with `lanes` lanes, walked as `walk` says.
    pub(super) fn new(network: &Network, index: usize, lanes: usize, walk: Walk) -> Result<LayerPlan> {
        Ok(LayerPlan { index, placement: Placement::default(), engine: layers::plan(network, index, lanes, walk)? })
    }

    /// What it learns with; none: it has no weights.
    pub fn learner(&self) -> Option<&Learner> {
        self.engine.plan().learner()
    }

    /// It can learn.
    pub fn learns(&self) -> bool {
        self.learner().is_some_and(|learner| learner.learns)
    }

    /// Its codes and logits.
    pub fn head(&self) -> Option<&Head> {
        self.learner().map(|learner| &learner.head)
    }

    /// What reaches it.
    pub fn input(&self) -> &Edge {
        self.engine.plan().input()
    }

    /// How many numbers reach it.
    pub fn fan_in(&self) -> usize {
        self.input().values()
    }

    /// How many numbers leave it.
    pub fn units(&self) -> usize {
        self.engine.plan().output().values()
    }

    /// What it is, for people and for those who choose.
    pub fn facts(&self) -> Facts {
        self.engine.plan().facts()
    }

    /// Weights in a memory word, multiplied in one cycle.
    pub fn lanes(&self) -> usize {
        self.facts().lanes
    }

    /// Clock cycles that one expected sample keeps it busy.
    pub fn cycles(&self) -> usize {
        self.engine.plan().cycles()
    }

    /// All its memories.
    pub fn memories(&self) -> Vec<Memory> {
        self.engine.plan().memories()
    }

    /// Its memory of weights; one without words, if it has none.
    pub fn weights(&self) -> Memory {
        let found = self.memories().into_iter().find(|memory| memory.role == Role::Weights);
        found.unwrap_or(Memory { role: Role::Weights, width: 0, depth: 0 })
    }

    /// Keeps the low `bits` bits of its weights in SPRAM, and its learned code.
    pub fn put_in_spram(&mut self, bits: u32, code: bool) {
        (self.placement.spram_bits, self.placement.code_in_spram) = (bits, code);
        self.engine.plan_mut().put_code_in_spram(code);
    }

    /// How its memory of a role is kept.
    pub fn placed(&self, role: Role) -> Placement {
        self.placement.of(role)
    }

    /// What of its memories is kept in SPRAM, when the layer is as `placement` says.
    pub fn spram_memories(&self, placement: Placement) -> impl Iterator<Item = Memory> {
        let part = move |memory: Memory| Memory { width: placement.of(memory.role).spram_bits, ..memory };
        self.memories().into_iter().map(part).filter(|memory| memory.width > 0)
    }

    /// SPRAMs of `device` that it takes, when the layer is as `placement` says.
    pub(super) fn sprams(&self, placement: Placement, device: &Device) -> usize {
        let count = |memory: Memory| match self.engine.plan().single_port(memory.role) {
            Some(_) => device.single_sprams_for(memory.width, memory.depth),
            None => device.sprams_for(memory.width, memory.depth),
        };
        self.spram_memories(placement).map(count).sum()
    }

    /// Those of weights and biases, which a host sees, in the order of their numbers.
    pub fn host_memories(&self) -> Vec<HostMemory> {
        let (bits, number) = (self.facts().weight_bits.max(1), self.learner().map_or(0, |learner| learner.number));
        let learned = self.memories().into_iter().filter(|memory| memory.role.is_learned() && memory.role != Role::Codes);
        let on_host =
            |(memory, select): (Memory, usize)| HostMemory { select, layer: self.index, memory, lanes: (memory.width / bits) as usize };
        learned.zip(HostMap::A_LAYER * number..).map(on_host).collect()
    }

    /// That of its learned code as number `select` of the host's, if it has one.
    pub(super) fn code_memory(&self, select: usize) -> Option<HostMemory> {
        let memory = self.memories().into_iter().find(|memory| memory.role == Role::Codes)?;
        Some(HostMemory { select, layer: self.index, memory, lanes: (memory.width / LearnedCode::BITS) as usize })
    }

    /// The words of its memories that a host sees, the code's last, for the weights in `state`.
    pub(super) fn images(&self, state: &Layer) -> Vec<Vec<Word>> {
        self.engine.plan().images(state)
    }
}
