//! The column walk: input by input, the lanes are neurons. An input that is zero, and has nothing to correct, costs no cycle.
//!
//! A sample takes, from its first cycle to its result (hdl/src/blocks/column_control.v):
//!
//!   1 + (1 + columns) words + DRAIN + chunks + settle + classes + 1
//!
//! columns: inputs that are not 0, and, where the sample before is to be corrected, those that are 0 now and had an
//! increment then; 1 more for the biases. chunks: ceil(units / lanes) lanes / readout. settle: READ_STAGES and the
//! levels of the logits' adder tree. Then the decisions: chunks where a correction is due, else 1.

use super::image::pack;
use super::layer::{ACTIVATION_BITS, LayerPlan};
use super::memory::{Memory, Role};
use super::writes::{Changes, Teller};
use super::{Logic, Work, index_bits, tree_levels};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part};
use crate::rule::Layer;
use serde::Serialize;

/// Cycles between the last word of a walk and the first accumulator read out.
pub const DRAIN: usize = 3;
/// Cycles from an accumulator to its activation.
pub const READ_STAGES: usize = 3;
/// Fewest words of a column: an accumulator is written that many cycles after it was read.
pub const FEWEST_WORDS: usize = 3;
/// Most neurons read out in a cycle: each costs an adder a class.
const WIDEST_READOUT: usize = 16;
/// Readout and decisions may take this share of the expected walk before they are widened.
const READOUT_SHARE: f64 = 1.0 / 24.0;

/// What only a column walk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ColumnPlan {
    /// Q: neurons whose activation, logits and decision are made in one cycle; divides the lanes.
    pub readout: usize,
    /// Chunks of Q neurons in a memory word.
    pub chunks: usize,
    /// Register levels of the adder tree over Q activations.
    pub levels: usize,
    /// One word of accumulators a group of neurons.
    pub accumulators: Memory,
    /// Decisions of the sample before, {sign, enable} a neuron; one such memory a chunk.
    pub decisions: Memory,
    /// Activations on their way to the next layer; none behind the last.
    pub outgoing: Option<Memory>,
}

impl ColumnPlan {
    /// Fills in the memories and the cycles of a column-walked layer.
    ///
    /// # Errors
    /// More lanes than a column's accumulators can keep up with.
    pub(super) fn complete(layer: &mut LayerPlan, network: &Network) -> Result<()> {
        if layer.words < FEWEST_WORDS {
            let most = most_lanes(layer.units);
            // The file's own number, though no more than the units could be lanes.
            let lanes = network.layers[layer.index].lanes.unwrap_or(layer.lanes);
            let message = format!("layer {} has {lanes} lanes, too many to walk {} units by columns", layer.index + 1, layer.units);
            let label = format!("{most} at most: a column takes {FEWEST_WORDS} cycles or more");
            let part = if network.layers[layer.index].lanes.is_some() { Part::Lanes(layer.index) } else { Part::Walk(layer.index) };
            return Err(network.point_at(Diagnostic::new(message), part, label));
        }
        let (lanes, words, last) = (layer.lanes, layer.words, layer.index + 1 == network.layers.len());
        let expected = (1.0 + layer.fan_in as f64 * layer.active) * words as f64;
        let fast_enough = |readout: usize| 2.0 * (words * lanes / readout) as f64 <= READOUT_SHARE * expected;
        let divisors = || (1..=lanes.min(WIDEST_READOUT)).filter(|readout| lanes.is_multiple_of(*readout));
        let readout = divisors().find(|&readout| fast_enough(readout)).or(divisors().next_back()).unwrap_or(1);
        let chunks = lanes / readout;
        let increment = layer.widths.increment + 1;
        let memory = |role, width: u32, depth| Memory { role, width, depth };
        layer.weight_memory = memory(Role::Weights, lanes as u32 * layer.widths.weight, (layer.fan_in + 1) * words);
        let entry = layer.weight_memory.address_bits() + ACTIVATION_BITS + increment;
        layer.activation_memory = memory(Role::Columns, entry, 2 * layer.fan_in);
        layer.increment_memory = memory(Role::Increments, increment, layer.fan_in);
        layer.active_memory = memory(Role::ActiveBits, readout as u32, words * chunks);
        let column = ColumnPlan {
            readout,
            chunks,
            levels: tree_levels(readout),
            accumulators: memory(Role::Accumulators, lanes as u32 * layer.widths.accumulator, words),
            decisions: memory(Role::Decisions, 2 * readout as u32, words),
            outgoing: (!last).then(|| memory(Role::Outgoing, readout as u32 * ACTIVATION_BITS, words * chunks)),
        };
        layer.column = Some(column);
        let columns = (layer.fan_in as f64 * layer.active).ceil() as usize;
        layer.cycles = column.hand(layer, columns, network.classes) + 1 + column.decide(layer, true);
        Ok(())
    }

    /// All its memories, without or with those for learning.
    pub(super) fn memories(&self, learns: bool) -> impl Iterator<Item = Memory> {
        let decisions = std::iter::repeat_n(self.decisions, if learns { self.chunks } else { 0 });
        [self.accumulators].into_iter().chain(decisions).chain(self.outgoing)
    }

    /// Cycles from taking a sample to the first chunk read out, if nothing is in the way.
    pub(super) fn walk(&self, layer: &LayerPlan, columns: usize) -> usize {
        1 + (1 + columns) * layer.words + DRAIN
    }

    /// Cycles from the first chunk read out to handing the sample on.
    pub(super) fn read(&self, layer: &LayerPlan, classes: usize) -> usize {
        layer.words * self.chunks + READ_STAGES + self.levels + classes
    }

    /// Cycles from handing a sample on to being ready for the next.
    pub(super) fn decide(&self, layer: &LayerPlan, updates: bool) -> usize {
        if updates { layer.words * self.chunks } else { 1 }
    }

    fn hand(&self, layer: &LayerPlan, columns: usize, classes: usize) -> usize {
        self.walk(layer, columns) + self.read(layer, classes)
    }

    /// Bits of a neuron's number, padding included.
    pub fn row_bits(&self, layer: &LayerPlan) -> u32 {
        index_bits(layer.words * layer.lanes + 1)
    }
}

/// The biases, the inputs that are not 0 now, then those that are; of each the words in which a row is corrected.
pub(super) fn writes(layer: &LayerPlan, changes: &Changes, state: &Layer, now: &[i16], tell: &mut Teller) {
    let mut old: Vec<Option<&[i16]>> = vec![None; layer.units];
    changes.rows.iter().for_each(|changed| old[changed.row] = Some(&changed.old));
    let inputs = || (0..layer.fan_in).filter(|&input| changes.increments[input]);
    let columns = inputs().filter(|&input| now[input] != 0).chain(inputs().filter(|&input| now[input] == 0));
    for column in std::iter::once(None).chain(columns.map(Some)) {
        let (place, first) = (column.unwrap_or(layer.fan_in), column.map_or(0, |input| (input + 1) * layer.words));
        for (group, rows) in old.chunks(layer.lanes).enumerate().filter(|(_, rows)| rows.iter().any(Option::is_some)) {
            let row = group * layer.lanes;
            let after: Vec<i16> = (row..row + rows.len()).map(|row| state.weight(row, column)).collect();
            let before: Vec<i16> = rows.iter().zip(&after).map(|(old, &new)| old.map_or(new, |old| old[place])).collect();
            let [before, after] = [before, after].map(|values| pack(&values, layer.lanes, layer.widths.weight));
            tell(0, row, first + group, &before, &after);
        }
    }
}

/// Row and column of a lane; the biases are the first column.
pub(super) fn place(layer: &LayerPlan, address: usize, lane: usize) -> (usize, Option<usize>) {
    (address % layer.words * layer.lanes + lane, (address / layer.words).checked_sub(1))
}

/// The words of the biases, and of each input that needs them.
pub(super) fn walk_cycles(layer: &LayerPlan, work: &Work) -> usize {
    (1 + work.columns) * layer.words
}

/// Words that a sample with these corrected rows and inputs with increments writes; biases are words of weights.
pub(super) fn words_written(layer: &LayerPlan, corrected: &[bool], increments: &[bool]) -> (usize, usize) {
    let groups = corrected.chunks(layer.lanes).filter(|rows| rows.contains(&true)).count();
    (groups * (1 + increments.iter().filter(|increment| **increment).count()), 0)
}

/// Activations that a run made, and inputs that it stored.
pub(super) fn made_and_stored(layer: &LayerPlan, samples: u64) -> (f64, f64) {
    ((samples * layer.units as u64) as f64, samples as f64 * layer.fan_in as f64)
}

/// Each lane has an accumulator, and several activations are made in a cycle.
pub(super) fn logic(layer: &LayerPlan, classes: usize) -> Logic {
    let (readout, sum) = (layer.column.map_or(1.0, |column| column.readout as f64), layer.widths.accumulator as f64);
    Logic {
        by_columns: true,
        lane_bits: layer.lanes as f64 * (sum + layer.widths.weight as f64) + readout * sum,
        code_bits: readout * classes as f64 * (layer.code.bits as f64 + 10.0),
    }
}

/// Most lanes of a column walk over `units` neurons; 0 if there is none.
pub fn most_lanes(units: usize) -> usize {
    (1..=units).rev().find(|lanes| units.div_ceil(*lanes) >= FEWEST_WORDS).unwrap_or(0)
}
