//! What a run does in a layer, and what the layer is made of: the one list that estimates of energy and of logic put their prices on.

use super::{Activity, LayerActivity, LayerPlan, Memory, Plan, Role, Work};
use crate::layers::Traffic;

/// What goes to and from a memory in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Access {
    /// The memory.
    pub memory: Memory,
    /// Words read.
    pub reads: f64,
    /// Words written.
    pub writes: f64,
}

/// The events of a run in one layer, and the widths that they have.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantities {
    /// Layer, 0 first.
    pub layer: usize,
    /// It can learn.
    pub learns: bool,
    /// Samples of the run.
    pub samples: f64,
    /// Words of weights that passed by.
    pub words: f64,
    /// Multiplications, and weights that passed the adder of the correction.
    pub products: f64,
    /// Neurons whose activation was made.
    pub activations: f64,
    /// Cycles in which a logit was read out.
    pub scans: f64,
    /// Weights and biases in corrected words.
    pub corrected: f64,
    /// Memories of weights and biases.
    pub learned: Vec<Access>,
    /// Memories of what comes in: activations, and increments where it learns.
    pub incoming: Vec<Access>,
    /// Bits of a weight.
    pub weight_bits: u32,
    /// Bits of the sum of a word's products.
    pub lane_sum_bits: u32,
    /// Bits of an accumulator.
    pub accumulator_bits: u32,
    /// Bits of a logit.
    pub logit_bits: u32,
    /// Bits of the counter of a code.
    pub code_bits: u32,
    /// Flip-flops, about: pipeline of the lanes, logits and codes of the classes, schedule, pace.
    pub registers: f64,
    /// Bits of all memories.
    pub memory_bits: f64,
}

impl LayerPlan {
    /// Counts a sample, or a flush, that asks for `work`.
    pub fn count_pass(&self, classes: usize, work: &Work, events: &mut LayerActivity) {
        events.walk_cycles += self.engine.plan().walk_cycles(work) as u64;
        events.scan_cycles += if self.learner().is_some() && self.engine.plan().scans(work) { classes as u64 } else { 0 };
    }

    /// Counts the words that a sample that asked for `work` writes: `corrected` rows, where each input with an increment has its weight
    /// corrected.
    pub fn count_writes(&self, corrected: &[bool], increments: &[bool], work: &Work, events: &mut LayerActivity) {
        let (weights, biases) = self.engine.plan().words_written(corrected, increments, work);
        events.weight_writes += weights as u64;
        events.bias_writes += biases as u64;
    }

    /// The layer's part of a run's events.
    pub fn quantities(&self, plan: &Plan, activity: &Activity) -> Quantities {
        let (events, samples, engine) = (&activity.layers[self.index], activity.samples, self.engine.plan());
        let (facts, Traffic { activations, stored }) = (self.facts(), engine.traffic(events, samples));
        let (lane_sum_bits, accumulator_bits, lane_registers) = engine.lane_bits();
        let words = events.walk_cycles as f64;
        let access = |memory: Memory| match memory.role {
            Role::Weights => Some(Access { memory, reads: words, writes: events.weight_writes as f64 }),
            Role::Biases => Some(Access { memory, reads: activations, writes: events.bias_writes as f64 }),
            Role::Activations | Role::Columns | Role::Increments | Role::Line => Some(Access { memory, reads: words, writes: stored }),
            _ => None,
        };
        let memories = self.memories();
        let (learned, incoming) = memories.iter().copied().filter_map(access).partition(|access| access.memory.role.is_learned());
        let (logit_bits, code_bits) = self.head().map_or((0, 0), |head| (head.bits, head.code.bits));
        let pacing = plan.pacing.as_ref().zip(self.learner().filter(|learner| learner.learns));
        let pacer = pacing.map_or(0, |(pacing, learner)| pacing.registers(learner.number));
        let class_registers = 2 * logit_bits + 2 * plan.total_bits + 2 * code_bits;
        Quantities {
            layer: self.index,
            learns: self.learns(),
            samples: samples as f64,
            words,
            products: words * facts.lanes as f64,
            activations,
            scans: events.scan_cycles as f64,
            corrected: (events.weight_writes * facts.lanes as u64 + events.bias_writes) as f64,
            learned,
            incoming,
            weight_bits: facts.weight_bits,
            lane_sum_bits,
            accumulator_bits,
            logit_bits,
            code_bits,
            registers: facts.lanes as f64 * lane_registers as f64 + plan.classes as f64 * class_registers as f64 + 150.0 + pacer as f64,
            memory_bits: memories.iter().map(Memory::bits).sum::<usize>() as f64,
        }
    }
}

impl Plan {
    /// The events of a run, layer by layer.
    pub fn quantities(&self, activity: &Activity) -> Vec<Quantities> {
        self.layers.iter().map(|layer| layer.quantities(self, activity)).collect()
    }
}
