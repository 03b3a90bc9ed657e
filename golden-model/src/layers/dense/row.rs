//! The row walk: neuron by neuron, the lanes are inputs.
//!
//! A sample takes, from its first cycle to its result (hdl/src/blocks/dense_row/layer_control.v):
//!
//!   1 + units words + pipeline + classes + 1
//!
//! pipeline: from the issue of a word to its activation, as many stages as the adder tree over the lanes has levels, and 6.

use super::Dense;
use crate::layers::{ACTIVATION_BITS, Claim, Clock, Edge, EnginePlan, Facts, Learner, Logic, Multiplier, Offer, Traffic};
use crate::network::Walk;
use crate::plan::image::{Word, pack, pack_into, pack_row, unpack};
use crate::plan::{Changes, LayerActivity, Memory, Role, Teller, Work, index_bits, tree_levels};
use crate::rule::Layer;
use serde_json::Value;

/// Register stages before the adder tree (issue, choice, correction, product) and behind it (accumulator, activation).
const STAGES: usize = 6;

/// The active bits of up to this many rows wait in a shift register, those of more rows in a memory.
const QUEUE_BITS: usize = 256;

/// A dense layer walked by rows.
#[derive(Debug, Clone)]
pub struct Row {
    /// The layer.
    pub dense: Dense,
    /// Register levels of the adder tree over the products of a word.
    pub levels: usize,
    /// Register stages from the issue of a word to its h.
    pub pipeline: usize,
    /// Most rows that have begun and are not finished when another begins.
    pub ahead: usize,
    /// The active bits are a shift register.
    pub queue: bool,
    /// Weights, lane 0 in the low bits: a row's words one after the other.
    pub weights: Memory,
    /// Biases, one word a row.
    pub biases: Memory,
    /// Activations, two slots: the sample being walked and the one being filled.
    pub activations: Memory,
    /// Increments, three slots: as above, and the sample that is still being learned.
    pub increments: Memory,
    /// One bit a neuron: h was above 0.
    pub active: Memory,
}

impl Row {
    pub(super) fn new(dense: Dense) -> Row {
        let (lanes, words, units) = (dense.lanes as u32, dense.words, dense.units());
        let memory = |role, width, depth| Memory { role, width, depth };
        let levels = tree_levels(dense.lanes);
        let pipeline = STAGES + levels;
        Row {
            levels,
            pipeline,
            ahead: (1 + pipeline / words).min(units - 1),
            queue: units <= QUEUE_BITS,
            weights: dense.weights(units),
            biases: memory(Role::Biases, dense.widths.weight, units),
            activations: memory(Role::Activations, lanes * ACTIVATION_BITS, 2 * words),
            increments: memory(Role::Increments, lanes * (dense.widths.increment + 1), 3 << index_bits(words)),
            active: memory(Role::ActiveBits, 1, units),
            dense,
        }
    }
}

impl EnginePlan for Row {
    fn learner(&self) -> Option<&Learner> {
        Some(&self.dense.learner)
    }

    fn input(&self) -> &Edge {
        &self.dense.input
    }

    fn output(&self) -> &Edge {
        &self.dense.output
    }

    fn facts(&self) -> Facts {
        self.dense.facts(Walk::Row)
    }

    fn report(&self) -> Value {
        self.told()
    }

    fn fingerprint(&self) -> Value {
        self.dense.fingerprint(Walk::Row)
    }

    fn forget_learning(&mut self) {
        self.dense.learner.learns = false;
    }

    fn memories(&self) -> Vec<Memory> {
        let learning = [self.increments, self.active].into_iter().filter(|_| self.dense.learner.learns);
        [self.weights, self.biases, self.activations].into_iter().chain(learning).collect()
    }

    fn in_registers(&self, role: Role) -> bool {
        self.queue && role == Role::ActiveBits
    }

    fn may_be_spram(&self, role: Role) -> bool {
        role == Role::Weights
    }

    fn multiplier(&self) -> Multiplier {
        self.dense.multiplier()
    }

    /// Words are gathered from values, and their products added in a tree.
    fn logic(&self) -> Logic {
        let (dense, widths, head) = (&self.dense, self.dense.widths, self.dense.head());
        let gathered = widths.increment as f64 + 9.0;
        Logic {
            by_columns: false,
            lane_bits: dense.lanes as f64 * (widths.weight as f64 + gathered + widths.lane_sum as f64),
            code_bits: head.code.classes as f64 * (head.code.bits + head.bits) as f64,
        }
    }

    fn bounds(&self) -> Vec<Claim> {
        let (product, widths) = (self.dense.product(), self.dense.widths);
        self.dense.bounds(&[
            ("product", product, widths.product, "weight x input"),
            ("lane sum", product.times(self.dense.lanes), widths.lane_sum, "lanes x product"),
        ])
    }

    fn cycles(&self) -> usize {
        1 + self.ideal_cycles() + self.pipeline + self.dense.head().code.classes + 1
    }

    fn ideal_cycles(&self) -> usize {
        self.dense.units() * self.dense.words
    }

    fn expected_columns(&self) -> usize {
        self.dense.fan_in()
    }

    fn after_answer(&self) -> usize {
        0
    }

    /// It takes a sample when its successor has taken the one before, and hands it on `cycles - 1` cycles later.
    fn advance(&self, clock: &mut Clock, offer: Offer) -> usize {
        let take = (offer.complete + 1).max(clock.idle).max(offer.successor);
        (clock.took, clock.idle) = (Some(take), take + self.cycles());
        take + self.cycles() - 1
    }

    fn images(&self, state: &Layer) -> Vec<Vec<Word>> {
        let (weights, lanes, bits) = (state.weights(), self.dense.lanes, self.dense.widths.weight);
        let biases = state.biases().iter().map(|&bias| pack(&[bias], 1, bits)).collect();
        let rows = weights.chunks(self.dense.fan_in()).map(|row| self.dense.input.passing(row));
        vec![rows.flat_map(|row| pack_row(&row, lanes, bits).collect::<Vec<Word>>()).collect(), biases]
    }

    fn fill(&self, images: &[Vec<Word>], state: &mut Layer) {
        let bits = self.dense.widths.weight;
        let passing = self.dense.unpack_lines(&images[0], self.dense.fan_in());
        let weights: Vec<i16> = passing.chunks(self.dense.fan_in()).flat_map(|row| self.dense.input.in_order(row)).collect();
        state.set(&weights, &images[1].iter().map(|word| unpack(word, 0, bits)).collect::<Vec<i16>>());
    }

    /// Memory 0 has the weights, memory 1 the biases.
    fn place(&self, memory: usize, address: usize, lane: usize) -> (usize, Option<usize>) {
        let Dense { words, lanes, .. } = self.dense;
        match memory {
            0 => (address / words, Some(self.dense.input.at(address % words * lanes + lane))),
            _ => (address, None),
        }
    }

    fn writes_late(&self) -> bool {
        false
    }

    /// A row is corrected word after word, then its bias.
    fn writes(&self, changes: &Changes, _: &Layer, _: &[i16], tell: &mut Teller) {
        let (lanes, bits, fan_in) = (self.dense.lanes, self.dense.widths.weight, self.dense.fan_in());
        let (mut old, mut new) = (Word::new(), Word::new());
        for changed in &changes.rows {
            let (before, after) = (changed.old.split_at(fan_in), changed.new.split_at(fan_in));
            let [olds, news] = [before.0, after.0].map(|weights| self.dense.input.passing(weights));
            for (word, (before, after)) in olds.chunks(lanes).zip(news.chunks(lanes)).enumerate() {
                pack_into(&mut old, before, lanes, bits);
                pack_into(&mut new, after, lanes, bits);
                tell(0, changed.row, changed.row * self.dense.words + word, &old, &new);
            }
            pack_into(&mut old, before.1, 1, bits);
            pack_into(&mut new, after.1, 1, bits);
            tell(1, changed.row, changed.row, &old, &new);
        }
    }

    /// Every word passes by for every sample.
    fn walk_cycles(&self, _: &Work) -> usize {
        self.ideal_cycles()
    }

    fn words_written(&self, corrected: &[bool], _: &[bool], _: &Work) -> (usize, usize) {
        let rows = corrected.iter().filter(|row| **row).count();
        (rows * self.dense.words, rows)
    }

    fn traffic(&self, events: &LayerActivity, samples: u64) -> Traffic {
        let activations = (events.walk_cycles / self.dense.words as u64) as f64;
        Traffic { activations, stored: samples as f64 * self.dense.fan_in() as f64 / self.dense.lanes as f64 }
    }

    fn stride(&self) -> usize {
        self.dense.lanes
    }

    fn lane_bits(&self) -> (u32, u32, u32) {
        (self.dense.widths.lane_sum, self.dense.widths.accumulator, self.dense.lane_registers())
    }
}
