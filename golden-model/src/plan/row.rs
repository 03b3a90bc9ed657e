//! The row walk: neuron by neuron, the lanes are inputs.
//!
//! A sample takes, from its first cycle to its result (hdl/src/blocks/layer_control.v):
//!
//!   1 + units words + pipeline + classes + 1
//!
//! pipeline: from the issue of a word to its activation, as many stages as the adder tree over the lanes has levels, and 6.

use super::image::{Word, pack_into};
use super::layer::{ACTIVATION_BITS, LayerPlan};
use super::memory::{Memory, Role};
use super::writes::{Changes, Teller};
use super::{LayerActivity, Logic, index_bits, tree_levels};
use serde::Serialize;

/// Register stages before the adder tree (issue, choice, correction, product) and behind it (accumulator, activation).
const STAGES: usize = 6;

/// The active bits of up to this many rows wait in a shift register, those of more rows in a memory.
const QUEUE_BITS: usize = 256;

/// What only a row walk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RowPlan {
    /// Register levels of the adder tree over the products of a word.
    pub levels: usize,
    /// Register stages from the issue of a word to its h.
    pub pipeline: usize,
    /// Most rows that have begun and are not finished when another begins.
    pub ahead: usize,
    /// The active bits are a shift register.
    pub queue: bool,
}

/// Fills in the memories and the cycles.
pub(super) fn complete(layer: &mut LayerPlan, classes: usize) {
    let (lanes, words, units) = (layer.lanes as u32, layer.words, layer.units);
    let memory = |role, width, depth| Memory { role, width, depth };
    layer.weight_memory = memory(Role::Weights, lanes * layer.widths.weight, units * words);
    layer.bias_memory = Some(memory(Role::Biases, layer.widths.weight, units));
    layer.activation_memory = memory(Role::Activations, lanes * ACTIVATION_BITS, 2 * words);
    layer.increment_memory = memory(Role::Increments, lanes * (layer.widths.increment + 1), 3 << index_bits(words));
    layer.active_memory = memory(Role::ActiveBits, 1, units);
    let levels = tree_levels(layer.lanes);
    let pipeline = STAGES + levels;
    let row = RowPlan { levels, pipeline, ahead: (1 + pipeline / words).min(units - 1), queue: units <= QUEUE_BITS };
    layer.cycles = 1 + units * words + row.pipeline + classes + 1;
    layer.row = Some(row);
}

/// A row is corrected word after word, then its bias.
pub(super) fn writes(layer: &LayerPlan, changes: &Changes, tell: &mut Teller) {
    let (lanes, bits) = (layer.lanes, layer.widths.weight);
    let (mut old, mut new) = (Word::new(), Word::new());
    for changed in &changes.rows {
        let (before, after) = (changed.old.split_at(layer.fan_in), changed.new.split_at(layer.fan_in));
        for (word, (before, after)) in before.0.chunks(lanes).zip(after.0.chunks(lanes)).enumerate() {
            pack_into(&mut old, before, lanes, bits);
            pack_into(&mut new, after, lanes, bits);
            tell(0, changed.row, changed.row * layer.words + word, &old, &new);
        }
        pack_into(&mut old, before.1, 1, bits);
        pack_into(&mut new, after.1, 1, bits);
        tell(1, changed.row, changed.row, &old, &new);
    }
}

/// Row and column of a lane; memory 0 has the weights, memory 1 the biases.
pub(super) fn place(layer: &LayerPlan, memory: usize, address: usize, lane: usize) -> (usize, Option<usize>) {
    match memory {
        0 => (address / layer.words, Some(address % layer.words * layer.lanes + lane)),
        _ => (address, None),
    }
}

/// Every word passes by for every sample.
pub(super) fn walk_cycles(layer: &LayerPlan) -> usize {
    layer.units * layer.words
}

/// Words of weights and of biases that a sample with these corrected rows writes.
pub(super) fn words_written(layer: &LayerPlan, corrected: &[bool]) -> (usize, usize) {
    let rows = corrected.iter().filter(|row| **row).count();
    (rows * layer.words, rows)
}

/// Activations that a run made, and words of inputs that it stored.
pub(super) fn made_and_stored(layer: &LayerPlan, events: &LayerActivity, samples: u64) -> (f64, f64) {
    let made = events.walk_cycles / layer.words as u64;
    (made as f64, samples as f64 * layer.fan_in as f64 / layer.lanes as f64)
}

/// Words are gathered from values, and their products added in a tree.
pub(super) fn logic(layer: &LayerPlan, classes: usize) -> Logic {
    let (widths, gathered) = (layer.widths, layer.widths.increment as f64 + 9.0);
    Logic {
        by_columns: false,
        lane_bits: layer.lanes as f64 * (widths.weight as f64 + gathered + widths.lane_sum as f64),
        code_bits: classes as f64 * (layer.code.bits + widths.logit) as f64,
    }
}
