//! What the golden model says must happen, and the first thing that does not.

use super::queue::Queue;
use entrain_model::network::Walk;
use entrain_model::plan::image::{Word, fill, images, pack, pack_into, unpack};
use entrain_model::plan::{HostMemory, LayerPlan, Role, Work, Workload};
use entrain_model::rule::{Correction, Counts};
use entrain_model::{Model, Plan};
use std::collections::VecDeque;
use std::fmt;

/// The first difference between the Verilog and the golden model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What differs, in words.
    pub what: String,
    /// Clock cycle since reset.
    pub cycle: u64,
    /// Sample, counted from 0.
    pub sample: u64,
    /// Layer, counted from 0.
    pub layer: Option<usize>,
    /// Row of the weight matrix.
    pub row: Option<usize>,
    /// Column of the weight matrix; none for a bias.
    pub column: Option<usize>,
    /// The golden model's value.
    pub expected: String,
    /// The Verilog's value.
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: sample {}", self.what, self.sample)?;
        for (name, place) in [("layer", self.layer), ("row", self.row), ("column", self.column)] {
            if let Some(place) = place {
                write!(f, ", {name} {place}")?;
            }
        }
        write!(f, ": expected {}, found {} (cycle {})", self.expected, self.found, self.cycle)
    }
}

/// An answer that must be given.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub class: usize,
    pub totals: Vec<i32>,
    /// Bit k: layer k is to be corrected.
    pub updates: u64,
    /// The label was no class.
    pub refused: bool,
    /// What the sample asks of each layer, for the prediction of its cycle.
    pub work: Vec<Work>,
}

/// Corrections that a column-walked layer makes when the next sample comes, in an order that depends on it.
#[derive(Debug, Clone, Default)]
struct Held {
    sample: u64,
    /// Old weights, bias last, of each corrected row.
    old: Vec<Option<Vec<i16>>>,
    /// For each input whether it has an increment.
    increment: Vec<bool>,
}

/// The golden model, one sample ahead of the Verilog, and everything it expects.
pub(super) struct Golden<'a> {
    plan: &'a Plan,
    pub model: Model,
    /// The memories that the core writes.
    pub memories: Vec<HostMemory>,
    /// One queue a memory.
    pub writes: Vec<Queue>,
    pub answers: VecDeque<Answer>,
    /// What the rule did.
    pub counts: Counts,
    held: Vec<Held>,
    workload: Workload<'a>,
    /// What the memories hold, write by write; only where somebody asks for it.
    mirror: Option<Vec<Vec<Word>>>,
}

impl<'a> Golden<'a> {
    /// The hardware counts samples from its reset on, so the model does too, whatever its weights have seen before.
    pub fn new(plan: &'a Plan, start: &Model) -> Golden<'a> {
        let mut model = start.clone();
        model.samples = 0;
        let memories = plan.host_memories();
        let writes = memories.iter().map(|host| Queue::new(host.memory.width)).collect();
        let held = vec![Held::default(); plan.layers.len()];
        let (answers, counts, workload) = (VecDeque::new(), Counts::default(), Workload::new(plan));
        Golden { plan, model, memories, writes, answers, counts, held, workload, mirror: None }
    }

    /// From now on every write is kept, for `word`, `host_write` and `reset`.
    pub fn keep_memories(&mut self) {
        self.mirror = Some(images(self.plan, &self.model));
    }

    /// The first write that memory `memory` waited for has come.
    pub fn written(&mut self, memory: usize) {
        if let (Some(mirror), Some(write)) = (&mut self.mirror, self.writes[memory].first()) {
            mirror[memory][write.address as usize].copy_from_slice(write.new);
        }
        self.writes[memory].pop();
    }

    /// The memory that has number `select` on the host's port.
    pub fn place(&self, select: usize) -> Option<usize> {
        self.memories.iter().position(|memory| memory.select == select)
    }

    /// Word `address` of memory number `select` as it is now; 0 past the end, and where there is no such memory.
    pub fn word(&self, select: usize, address: usize) -> &[u32] {
        let mirror = self.mirror.as_ref().zip(self.place(select));
        mirror.and_then(|(mirror, place)| mirror[place].get(address)).map_or(&[], Vec::as_slice)
    }

    /// A host writes a word, while no correction is due.
    pub fn host_write(&mut self, select: usize, address: usize, word: &Word) {
        let place = self.place(select);
        let Some((mirror, place)) = self.mirror.as_mut().zip(place) else { return };
        if let Some(old) = mirror[place].get_mut(address) {
            old.clone_from(word);
            fill(self.plan, mirror, &mut self.model);
        }
    }

    /// The core was reset: what was inside is gone, what was written stays.
    pub fn reset(&mut self) {
        if let Some(mirror) = &self.mirror {
            fill(self.plan, mirror, &mut self.model);
        }
        self.model.samples = 0;
        self.writes = self.memories.iter().map(|host| Queue::new(host.memory.width)).collect();
        self.held.fill(Held::default());
        self.answers.clear();
        self.workload = Workload::new(self.plan);
    }

    /// Takes in sample `index` as the Verilog will.
    pub fn sample(&mut self, index: u64, input: &[i16], label: usize, learn: bool) {
        if self.held.iter().any(|held| !held.old.is_empty()) {
            // The weights are still those of the sample before; the layers' inputs are this one's.
            self.model.predict(input);
            self.release(Some(input));
        }
        let (plan, writes, memories, held) = (self.plan, &mut self.writes, &self.memories, &mut self.held);
        let mut expect = |layer: usize, correction: Correction| {
            let stage = &plan.layers[layer];
            let place = |role| memories.iter().position(|host| host.layer == layer && host.memory.role == role);
            match (stage.walk, place(Role::Weights), place(Role::Biases)) {
                (Walk::Row, Some(weights), Some(biases)) => row_writes(stage, index, &correction, writes, weights, biases),
                _ => held[layer].keep(index, stage.units, &correction),
            }
        };
        let class = if learn {
            let (class, counts) = self.model.learn_and_watch(input, label, &mut expect);
            self.counts.add(&counts);
            class
        } else {
            self.model.predict(input)
        };
        for layer in plan.layers.iter().filter(|layer| layer.walk == Walk::Column) {
            let input = if layer.index == 0 { input } else { self.model.layers[layer.index - 1].output() };
            let state = &self.model.layers[layer.index];
            self.held[layer.index].increment = input.iter().map(|&a| state.increments(a as i32) != (0, 0)).collect();
        }
        let work = self.workload.sample(&self.model, input);
        let updates = self.model.updated().iter().rev().fold(0, |bits, updates| bits << 1 | *updates as u64);
        let refused = learn && label >= self.plan.classes && self.plan.learns();
        self.answers.push_back(Answer { class, totals: self.model.totals().to_vec(), updates, refused, work });
    }

    /// Takes in the flush; its work.
    pub fn flush(&mut self) -> Vec<Work> {
        self.release(None);
        self.workload.flush()
    }

    /// The column-walked layers write what they hold: the biases, the inputs that are not 0 now, then those that are.
    fn release(&mut self, input: Option<&[i16]>) {
        for layer in self.plan.layers.iter().filter(|layer| layer.walk == Walk::Column) {
            let held = std::mem::take(&mut self.held[layer.index]);
            let Some(memory) = self.memories.iter().position(|memory| memory.layer == layer.index) else { continue };
            if held.old.is_empty() {
                continue;
            }
            let zeros = vec![0; layer.fan_in];
            let now = match input {
                None => zeros.as_slice(),
                Some(input) if layer.index == 0 => input,
                Some(_) => self.model.layers[layer.index - 1].output(),
            };
            let state = &self.model.layers[layer.index];
            let (weights, biases) = (state.weights(), state.biases());
            let inputs = || (0..layer.fan_in).filter(|&input| held.increment[input]);
            let columns = inputs().filter(|&input| now[input] != 0).chain(inputs().filter(|&input| now[input] == 0));
            for column in std::iter::once(None).chain(columns.map(Some)) {
                let new = |row: usize| column.map_or(biases[row], |input| weights[row * layer.fan_in + input]);
                held.column_writes(layer, column, &new, &mut self.writes[memory]);
            }
        }
    }

    /// The first lane in which a word differs from what it should be.
    pub fn word_mismatch(&self, memory: usize, address: u64, expected: &[u32], found: &[u32]) -> Mismatch {
        let host = &self.memories[memory];
        let layer = &self.plan.layers[host.layer];
        let bits = layer.widths.weight;
        let lane = (0..host.lanes).find(|&lane| unpack(expected, lane, bits) != unpack(found, lane, bits)).unwrap_or(0);
        let (line, word) = (address as usize / layer.words, address as usize % layer.words);
        let (row, column) = match (host.memory.role == Role::Biases, layer.walk) {
            (true, _) => (address as usize, None),
            (false, Walk::Row) => (line, Some(word * layer.lanes + lane)),
            (false, Walk::Column) => (word * layer.lanes + lane, line.checked_sub(1)),
        };
        Mismatch {
            what: String::new(),
            cycle: 0,
            sample: 0,
            layer: Some(host.layer),
            row: Some(row),
            column,
            expected: unpack(expected, lane, bits).to_string(),
            found: unpack(found, lane, bits).to_string(),
        }
    }
}

/// A row-walked layer corrects row after row, every word of it.
fn row_writes(stage: &LayerPlan, sample: u64, correction: &Correction, writes: &mut [Queue], weights: usize, biases: usize) {
    let (row, first) = (correction.row, correction.row * stage.words);
    let mut buffers = (Vec::new(), Vec::new());
    let words = correction.old.chunks(stage.lanes).zip(correction.new.chunks(stage.lanes)).enumerate();
    for (word, (old, new)) in words {
        pack_into(&mut buffers.0, old, stage.lanes, stage.widths.weight);
        pack_into(&mut buffers.1, new, stage.lanes, stage.widths.weight);
        writes[weights].push(sample, row, first + word, &buffers.0, &buffers.1);
    }
    let bias = |value| pack(&[value], 1, stage.widths.weight);
    let (old, new) = (bias(correction.old_bias), bias(correction.new_bias));
    writes[biases].push(sample, row, row, &old, &new);
}

impl Held {
    fn keep(&mut self, sample: u64, units: usize, correction: &Correction) {
        self.sample = sample;
        self.old.resize(units, None);
        self.old[correction.row] = Some(correction.old.iter().copied().chain([correction.old_bias]).collect());
    }

    /// The words of one column (none: the biases) in which a row is corrected; `new` has its weights after it.
    fn column_writes(&self, layer: &LayerPlan, column: Option<usize>, new: &dyn Fn(usize) -> i16, writes: &mut Queue) {
        let place = column.unwrap_or(layer.fan_in);
        let first = column.map_or(0, |input| (input + 1) * layer.words);
        for (group, rows) in self.old.chunks(layer.lanes).enumerate().filter(|(_, rows)| rows.iter().any(Option::is_some)) {
            let row = group * layer.lanes;
            let after: Vec<i16> = (row..row + rows.len()).map(new).collect();
            let before: Vec<i16> = rows.iter().zip(&after).map(|(old, &new)| old.as_ref().map_or(new, |old| old[place])).collect();
            let pack = |values: &[i16]| pack(values, layer.lanes, layer.widths.weight);
            writes.push(self.sample, row, first + group, &pack(&before), &pack(&after));
        }
    }
}
