//! What the hardware writes to the memories of weights and biases, word by word, in its order: a run of the model, told as writes.

use super::changes::{ChangedCode, Changes};
use super::{LayerPlan, Plan};
use crate::rule::{Counts, Layer, Model};

/// A word that is written.
#[derive(Debug, Clone, Copy)]
pub struct Write<'a> {
    /// The memory: its place in `Plan::host_memories`.
    pub memory: usize,
    /// The sample that it is corrected for.
    pub sample: u64,
    /// The first of the rows that it has weights of.
    pub row: usize,
    /// Its address.
    pub address: usize,
    /// The word before.
    pub old: &'a [u32],
    /// The word after.
    pub new: &'a [u32],
}

/// Where a weight or bias belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Layer, 0 first.
    pub layer: usize,
    /// Row of the weight matrix.
    pub row: usize,
    /// Column of the weight matrix; none for a bias.
    pub column: Option<usize>,
}

impl Plan {
    /// What lane `lane` of word `address` belongs to, in the memory at `memory` of `host_memories`; the rows of a learned code are
    /// classes.
    pub fn place(&self, memory: usize, address: usize, lane: usize) -> Place {
        let memories = self.host_memories();
        let layer = memories[memory].layer;
        let own = memories[..memory].iter().filter(|host| host.layer == layer).count();
        let (row, column) = self.layers[layer].engine.plan().place(own, address, lane);
        Place { layer, row, column }
    }
}

/// A run of the model whose writes are told.
#[derive(Debug, Clone)]
pub struct Writes<'a> {
    plan: &'a Plan,
    /// The memories of each layer, by their places in `Plan::host_memories`.
    own: Vec<Vec<usize>>,
    /// What is not written yet.
    late: Vec<Changes>,
}

impl<'a> Writes<'a> {
    /// Before the first sample, or after a reset: a correction that was due is not made.
    pub fn new(plan: &'a Plan) -> Writes<'a> {
        let memories = plan.host_memories();
        let own = |layer: &LayerPlan| (0..memories.len()).filter(|&place| memories[place].layer == layer.index).collect();
        Writes { plan, own: plan.layers.iter().map(own).collect(), late: vec![Changes::default(); plan.layers.len()] }
    }

    /// `model` learns sample number `sample`; its class before, and what happened.
    pub fn learn(&mut self, model: &mut Model, sample: u64, input: &[i16], label: usize, tell: &mut dyn FnMut(Write)) -> (usize, Counts) {
        self.release(model, Some(input), tell);
        let mut changes = vec![Changes { sample, ..Changes::default() }; self.plan.layers.len()];
        let codes: Vec<Vec<i16>> = model.layers.iter().map(Layer::code).collect();
        let learned = model.learn_and_watch(input, label, &mut |layer, correction| changes[layer].rows.push(correction.into()));
        for (stage, old) in self.plan.learning().zip(codes).filter(|(_, old)| !old.is_empty()) {
            let number = stage.learner().map_or(0, |learner| learner.number);
            if model.updated()[number] {
                changes[stage.index].code = Some(ChangedCode { decision: model.layers[number].decide(label), old });
            }
        }
        for (index, mut changes) in
            changes.into_iter().enumerate().filter(|(_, changes)| !changes.rows.is_empty() || changes.code.is_some())
        {
            if self.plan.layers[index].engine.plan().writes_late() {
                let state = self.state(index, model);
                changes.increments = model.input_of(index, input).iter().map(|&a| state.increments(a as i32) != (0, 0)).collect();
                self.late[index] = changes;
            } else {
                self.tell(index, &changes, model, &[], tell);
            }
        }
        learned
    }

    /// `model` predicts a sample; its class.
    pub fn predict(&mut self, model: &mut Model, input: &[i16], tell: &mut dyn FnMut(Write)) -> usize {
        self.release(model, Some(input), tell);
        model.predict(input)
    }

    /// A flush: what is due is written, as for a sample whose inputs are all 0.
    pub fn flush(&mut self, model: &mut Model, tell: &mut dyn FnMut(Write)) {
        self.release(model, None, tell);
    }

    /// Writes what is due, in the order that the inputs of the sample that comes make.
    fn release(&mut self, model: &mut Model, input: Option<&[i16]>, tell: &mut dyn FnMut(Write)) {
        if self.late.iter().all(|changes| changes.rows.is_empty()) {
            return;
        }
        if let Some(input) = input {
            // The weights are still those of the sample before; the layers' inputs are this one's.
            model.predict(input);
        }
        for index in 0..self.late.len() {
            let changes = std::mem::take(&mut self.late[index]);
            if changes.rows.is_empty() {
                continue;
            }
            let zeros = vec![0; self.plan.layers[index].fan_in()];
            let now = input.map_or(zeros.as_slice(), |input| model.input_of(index, input));
            self.tell(index, &changes, model, now, tell);
        }
    }

    /// The weights of the stage `index`, which learns.
    fn state<'m>(&self, index: usize, model: &'m Model) -> &'m Layer {
        &model.layers[self.plan.layers[index].learner().map_or(0, |learner| learner.number)]
    }

    fn tell(&self, index: usize, changes: &Changes, model: &Model, now: &[i16], tell: &mut dyn FnMut(Write)) {
        let (own, sample) = (&self.own[index], changes.sample);
        self.plan.layers[index].engine.plan().writes(changes, self.state(index, model), now, &mut |memory, row, address, old, new| {
            tell(Write { memory: own[memory], sample, row, address, old, new });
        });
    }
}
