//! What a run does in a layer, and what the layer is made of: the one list that estimates of energy and of logic put their prices on.

use super::{Activity, LayerActivity, LayerPlan, Memory, Plan, Work};
use crate::network::Walk;

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
    /// Flip-flops, about: pipeline of the lanes, logits and codes of the classes, schedule.
    pub registers: f64,
    /// Bits of all memories.
    pub memory_bits: f64,
}

/// What a layer is made of besides memories, as far as the logic that it takes follows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logic {
    /// Inputs are looked at one by one, and those that need no cycle get none.
    pub by_columns: bool,
    /// Bits of its lanes: corrections, gathered words, sums.
    pub lane_bits: f64,
    /// Bits of code counters and logits of all classes.
    pub code_bits: f64,
}

impl LayerPlan {
    /// Cycles in which a word of weights passes by for a sample, or a flush, that asks for `work`.
    fn walk_cycles(&self, work: &Work) -> usize {
        match self.walk {
            Walk::Row => super::row::walk_cycles(self),
            Walk::Column => super::column::walk_cycles(self, work),
        }
    }

    /// Counts a sample, or a flush, that asks for `work`.
    pub fn count_pass(&self, classes: usize, work: &Work, events: &mut LayerActivity) {
        events.walk_cycles += self.walk_cycles(work) as u64;
        events.scan_cycles += classes as u64;
    }

    /// Counts the words that a sample writes: `corrected` rows, where each input with an increment has its weight corrected.
    pub fn count_writes(&self, corrected: &[bool], increments: &[bool], events: &mut LayerActivity) {
        let (weights, biases) = match self.walk {
            Walk::Row => super::row::words_written(self, corrected),
            Walk::Column => super::column::words_written(self, corrected, increments),
        };
        events.weight_writes += weights as u64;
        events.bias_writes += biases as u64;
    }

    /// The layer's part of a run's events.
    pub fn quantities(&self, plan: &Plan, activity: &Activity) -> Quantities {
        let (events, samples, w) = (&activity.layers[self.index], activity.samples, &self.widths);
        let (activations, stored) = match self.walk {
            Walk::Row => super::row::made_and_stored(self, events, samples),
            Walk::Column => super::column::made_and_stored(self, samples),
        };
        let words = events.walk_cycles as f64;
        let access = |memory: Memory| Access { memory, reads: words, writes: stored };
        let biases = |memory| Access { memory, reads: activations, writes: events.bias_writes as f64 };
        let weights = Access { memory: self.weight_memory, reads: words, writes: events.weight_writes as f64 };
        Quantities {
            layer: self.index,
            learns: self.learns,
            samples: samples as f64,
            words,
            products: words * self.lanes as f64,
            activations,
            scans: events.scan_cycles as f64,
            corrected: (events.weight_writes * self.lanes as u64 + events.bias_writes) as f64,
            learned: [weights].into_iter().chain(self.bias_memory.map(biases)).collect(),
            incoming: [access(self.activation_memory)].into_iter().chain(self.learns.then(|| access(self.increment_memory))).collect(),
            weight_bits: w.weight,
            lane_sum_bits: w.lane_sum,
            accumulator_bits: w.accumulator,
            logit_bits: w.logit,
            code_bits: self.code.bits,
            registers: self.registers(plan),
            memory_bits: self.memories().iter().map(Memory::bits).sum::<usize>() as f64,
        }
    }

    /// Flip-flops, about.
    fn registers(&self, plan: &Plan) -> f64 {
        let w = &self.widths;
        let lane = 3 * w.weight + w.product + 16 + if self.learns { 2 * (w.increment + 1) } else { 0 };
        let class = 2 * w.logit + 2 * plan.total_bits + 2 * self.code.bits;
        self.lanes as f64 * lane as f64 + plan.classes as f64 * class as f64 + 150.0
    }

    /// How far apart the inputs are that a lane sees one after the other.
    pub fn stride(&self) -> usize {
        match self.walk {
            Walk::Row => self.lanes.min(self.fan_in),
            Walk::Column => 1,
        }
    }

    /// What its logic is made of.
    pub fn logic(&self, classes: usize) -> Logic {
        match self.walk {
            Walk::Row => super::row::logic(self, classes),
            Walk::Column => super::column::logic(self, classes),
        }
    }
}

impl Plan {
    /// The events of a run, layer by layer.
    pub fn quantities(&self, activity: &Activity) -> Vec<Quantities> {
        self.layers.iter().map(|layer| layer.quantities(self, activity)).collect()
    }
}
