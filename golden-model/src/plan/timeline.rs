//! When each layer takes and hands on each sample: the pipeline's cycles, to the cycle.

use super::{Plan, Work};
use crate::layers::{Clock, Offer};

/// The pipeline as a set of clocks: one call of `sample` a sample, in order, with a source that always
/// has the next value and a sink that always takes the result.
/// When a stage takes a sample and hands it on, its engine says (`EnginePlan::advance`).
#[derive(Debug, Clone)]
pub struct Timeline<'a> {
    plan: &'a Plan,
    /// Cycle in which the next value may enter.
    input_free: usize,
    stages: Vec<Clock>,
}

impl<'a> Timeline<'a> {
    /// The empty pipeline of `plan`, in the first cycle that can accept a value.
    pub fn new(plan: &'a Plan) -> Timeline<'a> {
        Timeline { plan, input_free: 0, stages: vec![Clock::default(); plan.layers.len()] }
    }

    /// Cycle, counted from 0, in which the result of the next sample, that asks `work` of each layer, is on the output.
    pub fn sample(&mut self, work: &[Work]) -> usize {
        self.advance(self.plan.features, work, false)
    }

    /// Cycle in which the flush is acknowledged; a flush is a sample of one beat.
    pub fn flush(&mut self, work: &[Work]) -> usize {
        self.advance(1, work, true)
    }

    fn advance(&mut self, beats: usize, work: &[Work], flush: bool) -> usize {
        // The cycle in which the input of the layer at hand is complete.
        let mut complete = self.input_free + beats - 1;
        for (index, layer) in self.plan.layers.iter().enumerate() {
            let successor = self.took_from(index + 1).map_or(0, |took| took + 1);
            let offer = Offer { complete, successor, work: work[index], flush };
            complete = layer.engine.plan().advance(&mut self.stages[index], offer);
        }
        self.input_free = self.took_from(0).map_or(self.input_free, |took| took + 1);
        complete + 1
    }

    /// When the first stage from `index` on that has room for a sample took the last one.
    fn took_from(&self, index: usize) -> Option<usize> {
        let mut stages = self.plan.layers.iter().zip(&self.stages).skip(index);
        stages.find(|(layer, _)| !layer.engine.plan().passes()).and_then(|(_, stage)| stage.took)
    }
}
