//! The column walk: input by input, the lanes are neurons. An input that is zero, and has nothing to correct, costs no cycle.
//!
//! A sample takes, from its first cycle to its result (hdl/src/blocks/dense_column/column_control.v):
//!
//!   1 + (1 + columns) words + DRAIN + chunks + settle + classes + 1
//!
//! columns: inputs that are not 0, and, where the sample before is to be corrected, those that are 0 now and had an
//! increment then; 1 more for the biases. chunks: ceil(units / lanes) lanes / readout. settle: READ_STAGES and the
//! levels of the logits' adder tree. Then the decisions: chunks where a correction is due, else 1.

use super::Dense;
use crate::diagnostic::{Diagnostic, Result};
use crate::layers::{ACTIVATION_BITS, Claim, Clock, Edge, EnginePlan, Facts, Learner, Logic, Multiplier, Offer, Traffic};
use crate::network::{Network, Part, Walk};
use crate::plan::image::{Word, pack, pack_row};
use crate::plan::{Changes, LayerActivity, Memory, Role, Teller, Work, index_bits, tree_levels};
use crate::rule::Layer;
use serde_json::Value;

/// Cycles between the last word of a walk and the first accumulator read out.
const DRAIN: usize = 3;
/// Cycles from an accumulator to its activation.
pub const READ_STAGES: usize = 3;
/// Fewest words of a column: an accumulator is written that many cycles after it was read.
pub const FEWEST_WORDS: usize = 3;
/// Most neurons read out in a cycle: each costs an adder a class.
const WIDEST_READOUT: usize = 16;
/// Readout and decisions may take this share of the expected walk before they are widened.
const READOUT_SHARE: f64 = 1.0 / 24.0;

/// A dense layer walked by columns.
#[derive(Debug, Clone)]
pub struct Column {
    /// The layer.
    pub dense: Dense,
    /// Q: neurons whose activation, logits and decision are made in one cycle; divides the lanes.
    pub readout: usize,
    /// Chunks of Q neurons in a memory word.
    pub chunks: usize,
    /// Register levels of the adder tree over Q activations.
    pub levels: usize,
    /// Weights, lane 0 in the low bits: a column's words one after the other, the biases as the first column.
    pub weights: Memory,
    /// The list of the inputs that need a cycle, two slots.
    pub columns: Memory,
    /// Increments of the sample that came last.
    pub increments: Memory,
    /// One bit a neuron: h was above 0.
    pub active: Memory,
    /// One word of accumulators a group of neurons.
    pub accumulators: Memory,
    /// Decisions of the sample before, {sign, enable} a neuron; one such memory a chunk.
    pub decisions: Memory,
    /// Activations on their way to the next layer; none behind the last.
    pub outgoing: Option<Memory>,
}

impl Column {
    /// # Errors
    /// More lanes than a column's accumulators can keep up with.
    pub(super) fn new(dense: Dense, network: &Network, index: usize) -> Result<Column> {
        let (lanes, words, units) = (dense.lanes, dense.words, dense.units());
        if words < FEWEST_WORDS {
            return Err(too_many_lanes(&dense, network, index));
        }
        let expected = (1.0 + dense.fan_in() as f64 * dense.active) * words as f64;
        let fast_enough = |readout: usize| 2.0 * (words * lanes / readout) as f64 <= READOUT_SHARE * expected;
        let divisors = || (1..=lanes.min(WIDEST_READOUT)).filter(|readout| lanes.is_multiple_of(*readout));
        let readout = divisors().find(|&readout| fast_enough(readout)).or(divisors().next_back()).unwrap_or(1);
        let chunks = lanes / readout;
        let increment = dense.widths.increment + 1;
        let memory = |role, width: u32, depth| Memory { role, width, depth };
        let (fan_in, weights) = (dense.fan_in(), dense.weights(dense.fan_in() + 1));
        let last = index + 1 == network.layers.len();
        debug_assert!(units <= words * lanes);
        Ok(Column {
            readout,
            chunks,
            levels: tree_levels(readout),
            weights,
            columns: memory(Role::Columns, weights.address_bits() + ACTIVATION_BITS + increment, 2 * fan_in),
            increments: memory(Role::Increments, increment, fan_in),
            active: memory(Role::ActiveBits, readout as u32, words * chunks),
            accumulators: memory(Role::Accumulators, lanes as u32 * dense.widths.accumulator, words),
            decisions: memory(Role::Decisions, 2 * readout as u32, words),
            outgoing: (!last).then(|| memory(Role::Outgoing, readout as u32 * ACTIVATION_BITS, words * chunks)),
            dense,
        })
    }

    /// Cycles from taking a sample to the first chunk read out, if nothing is in the way.
    fn walk(&self, columns: usize) -> usize {
        1 + (1 + columns) * self.dense.words + DRAIN
    }

    /// Cycles from the first chunk read out to handing the sample on.
    fn read(&self) -> usize {
        self.dense.words * self.chunks + READ_STAGES + self.levels + self.dense.head().code.classes
    }

    /// Cycles from handing a sample on to being ready for the next.
    fn decide(&self, updates: bool) -> usize {
        if updates { self.dense.words * self.chunks } else { 1 }
    }

    /// Bits of a neuron's number, padding included.
    pub fn row_bits(&self) -> u32 {
        index_bits(self.dense.words * self.dense.lanes + 1)
    }
}

fn too_many_lanes(dense: &Dense, network: &Network, index: usize) -> Diagnostic {
    let (most, units) = (most_lanes(dense.units()), dense.units());
    // The file's own number, though no more than the units could be lanes.
    let lanes = network.layers[index].lanes.unwrap_or(dense.lanes);
    let message = format!("layer {} has {lanes} lanes, too many to walk {units} units by columns", index + 1);
    let label = format!("{most} at most: a column takes {FEWEST_WORDS} cycles or more");
    let part = if network.layers[index].lanes.is_some() { Part::Lanes(index) } else { Part::Walk(index) };
    network.point_at(Diagnostic::new(message), part, label)
}

/// Most lanes of a column walk over `units` neurons; 0 if there is none.
pub fn most_lanes(units: usize) -> usize {
    (1..=units).rev().find(|lanes| units.div_ceil(*lanes) >= FEWEST_WORDS).unwrap_or(0)
}

impl EnginePlan for Column {
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
        self.dense.facts(Walk::Column)
    }

    fn report(&self) -> Value {
        self.told()
    }

    fn fingerprint(&self) -> Value {
        self.dense.fingerprint(Walk::Column)
    }

    /// The list of columns has no increments in it then.
    fn forget_learning(&mut self) {
        if self.dense.learner.learns {
            self.columns.width -= self.dense.widths.increment + 1;
        }
        self.dense.learner.learns = false;
    }

    fn memories(&self) -> Vec<Memory> {
        let learns = |memory: Memory| Some(memory).filter(|_| self.dense.learner.learns);
        let decisions = std::iter::repeat_n(learns(self.decisions), self.chunks);
        let first = [Some(self.weights), Some(self.columns), learns(self.increments), learns(self.active), Some(self.accumulators)];
        first.into_iter().chain(decisions).chain([self.outgoing]).flatten().collect()
    }

    fn in_registers(&self, _: Role) -> bool {
        false
    }

    fn may_be_spram(&self, role: Role) -> bool {
        role == Role::Weights && self.dense.words.is_multiple_of(2)
    }

    fn multiplier(&self) -> Multiplier {
        self.dense.multiplier()
    }

    /// Each lane has an accumulator, and several activations are made in a cycle.
    fn logic(&self) -> Logic {
        let (readout, sum, code) = (self.readout as f64, self.dense.widths.accumulator as f64, self.dense.head().code);
        Logic {
            by_columns: true,
            lane_bits: self.dense.lanes as f64 * (sum + self.dense.widths.weight as f64) + readout * sum,
            code_bits: readout * code.classes as f64 * (code.bits as f64 + 10.0),
        }
    }

    fn bounds(&self) -> Vec<Claim> {
        let product = self.dense.product();
        self.dense.bounds(&[("product", product, self.dense.widths.product, "weight x input, and bias x 1.0")])
    }

    fn cycles(&self) -> usize {
        self.walk(self.expected_columns()) + self.read() + 1 + self.decide(true)
    }

    fn ideal_cycles(&self) -> usize {
        self.expected_columns() * self.dense.words
    }

    fn expected_columns(&self) -> usize {
        (self.dense.fan_in() as f64 * self.dense.active).ceil() as usize
    }

    fn after_answer(&self) -> usize {
        self.decide(self.dense.learner.learns)
    }

    /// It does not wait for its successor before the walk but before the readout, and its values leave one a cycle while it goes on.
    fn advance(&self, clock: &mut Clock, offer: Offer) -> usize {
        let first = offer.complete + 2 + if offer.flush && self.dense.learner.learns { self.dense.fan_in() } else { 0 };
        let take = first.max(clock.idle);
        // Whoever is in the way is seen in the cycle before.
        let read = (take + self.walk(offer.work.columns)).max(offer.successor + 1).max(clock.sent + 1);
        let hand = read + self.read();
        (clock.took, clock.idle) = (Some(take), hand + 1 + self.decide(offer.work.updates));
        if self.outgoing.is_none() || offer.flush {
            return hand;
        }
        let last_value = read + READ_STAGES + 1 + self.dense.units();
        clock.sent = hand.max(last_value) + 1;
        hand.max(last_value)
    }

    fn images(&self, state: &Layer) -> Vec<Vec<Word>> {
        let (weights, fan_in) = (state.weights(), self.dense.fan_in());
        let column = |input: usize| weights.iter().skip(input).step_by(fan_in).copied().collect::<Vec<i16>>();
        let columns = std::iter::once(state.biases()).chain((0..fan_in).map(|passing| column(self.dense.input.at(passing))));
        let (lanes, bits) = (self.dense.lanes, self.dense.widths.weight);
        vec![columns.flat_map(|column| pack_row(&column, lanes, bits).collect::<Vec<Word>>()).collect()]
    }

    fn fill(&self, images: &[Vec<Word>], state: &mut Layer) {
        let units = self.dense.units();
        let columns = self.dense.unpack_lines(&images[0], units);
        let (biases, columns) = columns.split_at(units);
        let row = |row: usize| columns.iter().skip(row).step_by(units).copied().collect::<Vec<i16>>();
        let weights: Vec<i16> = (0..units).flat_map(|at| self.dense.input.in_order(&row(at))).collect();
        state.set(&weights, biases);
    }

    /// The biases are the first column.
    fn place(&self, _: usize, address: usize, lane: usize) -> (usize, Option<usize>) {
        let Dense { words, lanes, .. } = self.dense;
        (address % words * lanes + lane, (address / words).checked_sub(1).map(|passing| self.dense.input.at(passing)))
    }

    fn writes_late(&self) -> bool {
        true
    }

    /// The biases, the inputs that are not 0 now, then those that are; of each that has an increment the words in which a row is corrected.
    /// At slow rates 1.0 has none, though larger activations have.
    fn writes(&self, changes: &Changes, state: &Layer, now: &[i16], tell: &mut Teller) {
        let (fan_in, words, lanes) = (self.dense.fan_in(), self.dense.words, self.dense.lanes);
        let mut old: Vec<Option<&[i16]>> = vec![None; self.dense.units()];
        changes.rows.iter().for_each(|changed| old[changed.row] = Some(&changed.old));
        let at = |passing: usize| self.dense.input.at(passing);
        let inputs = || (0..fan_in).filter(|&passing| changes.increments[at(passing)]);
        let columns = inputs().filter(|&passing| now[at(passing)] != 0).chain(inputs().filter(|&passing| now[at(passing)] == 0));
        let biases = (state.increments(self.dense.input.format.one()) != (0, 0)).then_some(None);
        for passing in biases.into_iter().chain(columns.map(Some)) {
            let (column, first) = (passing.map(at), passing.map_or(0, |passing| (passing + 1) * words));
            let place = column.unwrap_or(fan_in);
            for (group, rows) in old.chunks(lanes).enumerate().filter(|(_, rows)| rows.iter().any(Option::is_some)) {
                let row = group * lanes;
                let after: Vec<i16> = (row..row + rows.len()).map(|row| state.weight(row, column)).collect();
                let before: Vec<i16> = rows.iter().zip(&after).map(|(old, &new)| old.map_or(new, |old| old[place])).collect();
                let [before, after] = [before, after].map(|values| pack(&values, lanes, self.dense.widths.weight));
                tell(0, row, first + group, &before, &after);
            }
        }
    }

    /// The words of the biases, and of each input that needs them.
    fn walk_cycles(&self, work: &Work) -> usize {
        (1 + work.columns) * self.dense.words
    }

    /// Biases are words of weights.
    fn words_written(&self, corrected: &[bool], increments: &[bool], _: &Work) -> (usize, usize) {
        let groups = corrected.chunks(self.dense.lanes).filter(|rows| rows.contains(&true)).count();
        let biases = (self.dense.bias_increments() != (0, 0)) as usize;
        (groups * (biases + increments.iter().filter(|increment| **increment).count()), 0)
    }

    fn traffic(&self, _: &LayerActivity, samples: u64) -> Traffic {
        Traffic { activations: (samples * self.dense.units() as u64) as f64, stored: samples as f64 * self.dense.fan_in() as f64 }
    }

    fn stride(&self) -> usize {
        1
    }

    fn lane_bits(&self) -> (u32, u32, u32) {
        (self.dense.widths.lane_sum, self.dense.widths.accumulator, self.dense.lane_registers())
    }
}
