//! What can be asked of an engine, whatever kind it is.

use super::{Edge, Learner};
use crate::network::Walk;
use crate::plan::image::Word;
use crate::plan::{Changes, Interval, LayerActivity, Memory, Role, Teller, Work};
use crate::rule::Layer;
use serde_json::Value;

/// What an engine is, for people and for those who choose between engines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// The word of the network file.
    pub kind: &'static str,
    /// The order in which its weights pass by, where there is a choice.
    pub walk: Option<Walk>,
    /// Weights in a memory word, multiplied in one cycle.
    pub lanes: usize,
    /// Memory words of a row, or of a column.
    pub words: usize,
    /// Share of the inputs for which cycles are expected to be spent.
    pub active: f64,
    /// Zeros cost no cycle.
    pub skips_zeros: bool,
    /// Bits of a weight.
    pub weight_bits: u32,
    /// R: right shift from the accumulator to h.
    pub shift_h: u32,
    /// K: right shift from an input to its increment.
    pub shift_u: u32,
    /// Multiply-accumulates of one forward pass.
    pub macs: usize,
    /// Weights and biases.
    pub parameters: usize,
    /// Rates below the file's that it can still learn with.
    pub slower: u32,
}

impl Facts {
    /// Its walk, or, where it has none, its kind, in a word.
    pub fn way(&self) -> &'static str {
        self.walk.map_or(self.kind, |walk| walk.word())
    }
}

/// What a lane multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multiplier {
    /// Bits of the weight, two's complement.
    pub weight: u32,
    /// Bits of the other factor, in its own sign.
    pub factor: u32,
}

/// Proof that a width is enough: name of the signal, its values, its bits, and why.
pub type Claim = (&'static str, Interval, u32, &'static str);

/// When a stage may do what.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    /// First cycle in which it may take another sample.
    pub idle: usize,
    /// Cycle in which it took the sample before.
    pub took: Option<usize>,
    /// First cycle in which its way out is free, where that is not the engine's own.
    pub sent: usize,
}

/// A sample, or a flush, that waits in front of a stage.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// Cycle in which it is complete.
    pub complete: usize,
    /// First cycle after the next stage took the sample before.
    pub successor: usize,
    /// What it asks for.
    pub work: Work,
    /// It is a flush.
    pub flush: bool,
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

/// Counts of a run that depend on the engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traffic {
    /// Neurons whose activation was made.
    pub activations: f64,
    /// Words of inputs that were stored.
    pub stored: f64,
}

/// All that anybody below the plan may ask of an engine.
pub trait EnginePlan {
    /// What it learns with; none: it has no weights.
    fn learner(&self) -> Option<&Learner>;
    /// What reaches it.
    fn input(&self) -> &Edge;
    /// What leaves it.
    fn output(&self) -> &Edge;
    /// What it is.
    fn facts(&self) -> Facts;
    /// What programs may read of it; keys that stay.
    fn report(&self) -> Value;
    /// 32 bits of a network's fingerprint depend on this; it says the same of the same layer in every version.
    fn fingerprint(&self) -> Value;
    /// Values pass through as they come: it has no room for a sample, and whoever is before it waits for whoever is behind it.
    fn passes(&self) -> bool {
        false
    }
    /// Takes learning away, as in an inference-only twin.
    fn forget_learning(&mut self);

    /// All its memories; those that a host sees in the order of their numbers.
    fn memories(&self) -> Vec<Memory>;
    /// A memory that is a shift register.
    fn in_registers(&self, role: Role) -> bool;
    /// A memory that may lie in SPRAM, which has one port: `single_port` says how, or words come even, odd, even, ... without a break.
    fn may_be_spram(&self, role: Role) -> bool;
    /// Who reads that memory needs no word in the cycle of a write that comes so many cycles late, so one single-ported memory will do.
    fn single_port(&self, _: Role) -> Option<u32> {
        None
    }
    /// Its learned code lies in SPRAM, or does not.
    fn put_code_in_spram(&mut self, _: bool) {}
    /// What its lanes multiply.
    fn multiplier(&self) -> Multiplier;
    /// Hardware multipliers that it takes beside those of its lanes.
    fn other_multipliers(&self) -> usize {
        0
    }
    /// What its logic is made of.
    fn logic(&self) -> Logic;
    /// That nothing overflows.
    fn bounds(&self) -> Vec<Claim>;

    /// Clock cycles that one expected sample keeps it busy.
    fn cycles(&self) -> usize;
    /// The cycles that nothing could be faster than with its lanes.
    fn ideal_cycles(&self) -> usize;
    /// Inputs for which an expected sample costs cycles.
    fn expected_columns(&self) -> usize;
    /// Cycles after an answer, or after a flush, in which it may still be busy.
    fn after_answer(&self) -> usize;
    /// Takes a sample as soon as it can, and hands it on; the cycle in which it is complete there.
    fn advance(&self, clock: &mut Clock, offer: Offer) -> usize;

    /// The words of its memories that a host sees, for weights in `state`; those of a learned code last.
    fn images(&self, state: &Layer) -> Vec<Vec<Word>>;
    /// Undoes `images`; as many images as the host sees memories.
    fn fill(&self, images: &[Vec<Word>], state: &mut Layer);
    /// Row, and column if it is no bias, of a lane of word `address` in its memory number `memory`.
    fn place(&self, memory: usize, address: usize, lane: usize) -> (usize, Option<usize>);
    /// What a sample changes is written when the next one comes, in an order that depends on it; else at once.
    fn writes_late(&self) -> bool;
    /// The writes that `changes` makes, `state` being the layer after them and `now` the inputs of the sample that comes.
    fn writes(&self, changes: &Changes, state: &Layer, now: &[i16], tell: &mut Teller);

    /// Words of weights that pass by for every sample, where that depends on no input.
    fn words_always(&self) -> Option<usize> {
        None
    }
    /// Cycles in which a word of weights passes by for `work`.
    fn walk_cycles(&self, work: &Work) -> usize;
    /// Whether `work` makes logits; a flush of some engines makes none.
    fn scans(&self, _: &Work) -> bool {
        true
    }
    /// Words of weights and codes, and of biases, written for `corrected` rows and inputs with `increments` by a sample that asked for `work`.
    fn words_written(&self, corrected: &[bool], increments: &[bool], work: &Work) -> (usize, usize);
    /// Activations and stored words of a run.
    fn traffic(&self, events: &LayerActivity, samples: u64) -> Traffic;
    /// How far apart the inputs are that a lane sees one after the other.
    fn stride(&self) -> usize;
    /// Bits of the sum of a word's products, of an accumulator, and flip-flops of a lane, about.
    fn lane_bits(&self) -> (u32, u32, u32);
}
