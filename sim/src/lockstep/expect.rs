//! What the golden model says must happen, and the first thing that does not.

use super::queue::Queue;
use entrain_model::plan::image::{Word, fill, images, unpack};
use entrain_model::plan::{HostMemory, Work, Workload, Write, Writes};
use entrain_model::rule::Counts;
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
    order: Writes<'a>,
    workload: Workload<'a>,
    /// What the memories hold, write by write; only where somebody asks for it.
    mirror: Option<Vec<Vec<Word>>>,
}

impl<'a> Golden<'a> {
    /// The hardware counts samples from its reset on and warms up, so the model does too, whatever its weights have seen before.
    pub fn new(plan: &'a Plan, start: &Model) -> Golden<'a> {
        let mut model = start.clone();
        model.start_anew();
        let memories = plan.host_memories();
        let writes = memories.iter().map(|host| Queue::new(host.memory.width)).collect();
        let (answers, counts) = (VecDeque::new(), Counts::default());
        let (order, workload) = (Writes::new(plan), Workload::new(plan));
        Golden { plan, model, memories, writes, answers, counts, order, workload, mirror: None }
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
        self.model.start_anew();
        self.writes = self.memories.iter().map(|host| Queue::new(host.memory.width)).collect();
        self.order = Writes::new(self.plan);
        self.answers.clear();
        self.workload = Workload::new(self.plan);
    }

    /// Takes in sample `index` as the Verilog will.
    pub fn sample(&mut self, index: u64, input: &[i16], label: usize, learn: bool) {
        let (plan, model, writes) = (self.plan, &mut self.model, &mut self.writes);
        let mut expect = |write: Write| writes[write.memory].push(&write);
        let class = if learn {
            let (class, counts) = self.order.learn(model, index, input, label, &mut expect);
            self.counts.add(&counts);
            class
        } else {
            self.order.predict(model, input, &mut expect)
        };
        let work = self.workload.sample(&self.model, input);
        let updates = self.model.updated().iter().rev().fold(0, |bits, updates| bits << 1 | *updates as u64);
        let refused = learn && label >= plan.classes && plan.learns();
        self.answers.push_back(Answer { class, totals: self.model.totals().to_vec(), updates, refused, work });
    }

    /// Takes in the flush; its work.
    pub fn flush(&mut self) -> Vec<Work> {
        let writes = &mut self.writes;
        self.order.flush(&mut self.model, &mut |write| writes[write.memory].push(&write));
        self.workload.flush()
    }

    /// The first lane in which a word differs from what it should be.
    pub fn word_mismatch(&self, memory: usize, address: u64, expected: &[u32], found: &[u32]) -> Mismatch {
        let host = &self.memories[memory];
        let bits = host.memory.width / host.lanes as u32;
        let lane = (0..host.lanes).find(|&lane| unpack(expected, lane, bits) != unpack(found, lane, bits)).unwrap_or(0);
        let place = self.plan.place(memory, address as usize, lane);
        Mismatch {
            what: String::new(),
            cycle: 0,
            sample: 0,
            layer: Some(place.layer),
            row: Some(place.row),
            column: place.column,
            expected: unpack(expected, lane, bits).to_string(),
            found: unpack(found, lane, bits).to_string(),
        }
    }
}
