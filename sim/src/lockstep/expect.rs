//! What the golden model says must happen, and the first thing that does not.

use entrain_model::plan::image::{pack, pack_into, unpack};
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

/// A word that must be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Write<'q> {
    pub sample: u64,
    pub row: usize,
    pub address: u64,
    pub old: &'q [u32],
    pub new: &'q [u32],
}

/// The writes that one memory must see, in order: records of equal length in one buffer.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    /// 32-bit chunks of a memory word.
    chunks: usize,
    records: Vec<u32>,
    next: usize,
}

impl Queue {
    const HEAD: usize = 3;

    fn new(width: u32) -> Queue {
        Queue { chunks: width.div_ceil(32) as usize, records: Vec::new(), next: 0 }
    }

    fn push(&mut self, sample: u64, row: usize, address: usize, old: &[u32], new: &[u32]) {
        if self.next == self.records.len() {
            self.records.clear();
            self.next = 0;
        }
        self.records.extend([sample as u32, row as u32, address as u32]);
        self.records.extend_from_slice(old);
        self.records.extend_from_slice(new);
    }

    /// The write that comes next, left in the queue.
    pub fn first(&self) -> Option<Write<'_>> {
        let record = self.records.get(self.next..self.next + Self::HEAD + 2 * self.chunks)?;
        let (old, new) = record[Self::HEAD..].split_at(self.chunks);
        Some(Write { sample: record[0] as u64, row: record[1] as usize, address: record[2] as u64, old, new })
    }

    /// Drops the write that came.
    pub fn pop(&mut self) {
        self.next += Self::HEAD + 2 * self.chunks;
    }
}

/// An answer that must be given.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub class: usize,
    pub totals: Vec<i32>,
}

/// The golden model, one sample ahead of the Verilog, and everything it expects.
pub(super) struct Golden<'a> {
    plan: &'a Plan,
    pub model: Model,
    /// Two queues a layer: weights, biases.
    pub writes: Vec<Queue>,
    pub answers: VecDeque<Answer>,
    /// What the rule did.
    pub counts: Counts,
}

impl<'a> Golden<'a> {
    /// The hardware counts samples from its reset on, so the model does too, whatever its weights have seen before.
    pub fn new(plan: &'a Plan, start: &Model) -> Golden<'a> {
        let mut model = start.clone();
        model.samples = 0;
        let memories = plan.layers.iter().flat_map(|layer| [layer.weight_memory, layer.bias_memory]);
        let writes = memories.map(|memory| Queue::new(memory.width)).collect();
        Golden { plan, model, writes, answers: VecDeque::new(), counts: Counts::default() }
    }

    /// Takes in sample `index` as the Verilog will.
    pub fn sample(&mut self, index: u64, input: &[i16], label: usize, learn: bool) {
        let (plan, writes) = (self.plan, &mut self.writes);
        let mut expect = |layer: usize, correction: Correction| {
            let stage = &plan.layers[layer];
            let (row, first) = (correction.row, correction.row * stage.words);
            let mut buffers = (Vec::new(), Vec::new());
            let words = correction.old.chunks(stage.lanes).zip(correction.new.chunks(stage.lanes)).enumerate();
            for (word, (old, new)) in words {
                pack_into(&mut buffers.0, old, stage.lanes, stage.widths.weight);
                pack_into(&mut buffers.1, new, stage.lanes, stage.widths.weight);
                writes[2 * layer].push(index, row, first + word, &buffers.0, &buffers.1);
            }
            let bias = |value| pack(&[value], 1, stage.widths.weight);
            let (old, new) = (bias(correction.old_bias), bias(correction.new_bias));
            writes[2 * layer + 1].push(index, row, row, &old, &new);
        };
        let class = if learn {
            let (class, counts) = self.model.learn_and_watch(input, label, &mut expect);
            self.counts.add(&counts);
            class
        } else {
            self.model.predict(input)
        };
        self.answers.push_back(Answer { class, totals: self.model.totals().to_vec() });
    }

    /// The first lane in which a word differs from what it should be.
    pub fn word_mismatch(&self, memory: usize, address: u64, expected: &[u32], found: &[u32]) -> Mismatch {
        let (layer, bias) = (memory / 2, memory % 2 == 1);
        let stage = &self.plan.layers[layer];
        let (bits, lanes) = (stage.widths.weight, if bias { 1 } else { stage.lanes });
        let lane = (0..lanes).find(|&lane| unpack(expected, lane, bits) != unpack(found, lane, bits)).unwrap_or(0);
        let (row, word) = if bias { (address as usize, 0) } else { (address as usize / stage.words, address as usize % stage.words) };
        Mismatch {
            what: String::new(),
            cycle: 0,
            sample: 0,
            layer: Some(layer),
            row: Some(row),
            column: (!bias).then_some(word * stage.lanes + lane),
            expected: unpack(expected, lane, bits).to_string(),
            found: unpack(found, lane, bits).to_string(),
        }
    }
}
