//! What a sample asks of each layer, as far as the cycles depend on it.

use super::Plan;
use crate::rule::{Layer, Model};

/// One layer's work for one sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Inputs for which a column walk spends cycles, or would, the bias not counted; words of weights that pass by in a convolution.
    pub columns: usize,
    /// The layer will be corrected for this sample.
    pub updates: bool,
}

impl Plan {
    /// Cycles after an answer, or after a flush, in which the core may still be busy: layers that are walked by columns make
    /// their decisions then.
    pub fn busy_after_answer(&self) -> usize {
        self.layers.iter().map(|layer| layer.engine.plan().after_answer()).max().unwrap_or(0)
    }

    /// What is expected of a sample: the planned share of active inputs, and a correction in every layer.
    pub fn expected_work(&self) -> Vec<Work> {
        self.layers.iter().map(|layer| Work { columns: layer.engine.plan().expected_columns(), updates: true }).collect()
    }
}

/// Follows a run of the model and counts the work of each sample, exactly.
#[derive(Debug, Clone)]
pub struct Workload<'a> {
    plan: &'a Plan,
    /// For each layer the inputs that had an increment in the sample before.
    corrected: Vec<Vec<bool>>,
    /// The sample before asked the layer for a correction.
    pending: Vec<bool>,
}

impl<'a> Workload<'a> {
    /// Before the first sample.
    pub fn new(plan: &'a Plan) -> Workload<'a> {
        let corrected = plan.layers.iter().map(|layer| vec![false; layer.fan_in()]).collect();
        Workload { plan, corrected, pending: vec![false; plan.layers.len()] }
    }

    /// The work of `input`, which `model` has just learned or predicted.
    pub fn sample(&mut self, model: &Model, input: &[i16]) -> Vec<Work> {
        let mut work = Vec::with_capacity(self.plan.layers.len());
        for index in 0..self.plan.layers.len() {
            let input = model.input_of(index, input);
            let Some(learner) = self.plan.layers[index].learner() else {
                work.push(Work { columns: input.len(), updates: false });
                continue;
            };
            let updates = model.updated()[learner.number];
            let columns = self.columns(index, &model.layers[learner.number], input);
            self.pending[index] = updates;
            work.push(Work { columns, updates });
        }
        work
    }

    /// The work of a flush: every input is 0, and nothing is learned.
    pub fn flush(&mut self) -> Vec<Work> {
        let pending = std::mem::replace(&mut self.pending, vec![false; self.plan.layers.len()]);
        let count = |(corrected, pending): (&mut Vec<bool>, bool)| {
            let columns = if pending { corrected.iter().filter(|corrected| **corrected).count() } else { 0 };
            corrected.fill(false);
            Work { columns, updates: false }
        };
        self.corrected.iter_mut().zip(pending).map(count).collect()
    }

    /// For each input of a layer whether it had an increment in the sample before: what a correction must look at.
    pub fn increments(&self, layer: usize) -> &[bool] {
        &self.corrected[layer]
    }

    fn columns(&mut self, index: usize, layer: &Layer, input: &[i16]) -> usize {
        if let Some(words) = self.plan.layers[index].engine.plan().words_always() {
            return words;
        }
        let pending = self.pending[index];
        let mut columns = 0;
        for (corrected, &a) in self.corrected[index].iter_mut().zip(input) {
            columns += (a != 0 || (pending && *corrected)) as usize;
            *corrected = layer.increments(a as i32) != (0, 0);
        }
        columns
    }
}
