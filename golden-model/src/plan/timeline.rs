//! When each layer takes and hands on each sample: the pipeline's cycles, to the cycle.

use super::layer::LayerPlan;
use super::{Plan, Work};

/// What one layer is doing.
#[derive(Debug, Clone, Copy, Default)]
struct Stage {
    /// First cycle in which it may take another sample.
    idle: usize,
    /// Cycle in which it took the sample before.
    took: Option<usize>,
    /// First cycle in which its way out is free (column walk).
    sent: usize,
}

/// The pipeline as a set of clocks: one call of `sample` a sample, in order, with a source that always
/// has the next value and a sink that always takes the result.
///
/// A row-walked layer takes sample t in the first cycle in which its input is complete, it is done with t - 1 and its
/// successor has taken t - 1; it hands t on `cycles - 1` cycles later. A column-walked layer does not wait for its
/// successor before the walk but before the readout, and its values leave one a cycle while it goes on.
#[derive(Debug, Clone)]
pub struct Timeline<'a> {
    plan: &'a Plan,
    /// Cycle in which the next value may enter.
    input_free: usize,
    stages: Vec<Stage>,
}

impl<'a> Timeline<'a> {
    /// The empty pipeline of `plan`, in the first cycle that can accept a value.
    pub fn new(plan: &'a Plan) -> Timeline<'a> {
        Timeline { plan, input_free: 0, stages: vec![Stage::default(); plan.layers.len()] }
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
            let successor = self.stages.get(index + 1).and_then(|stage| stage.took).map_or(0, |took| took + 1);
            let stage = &mut self.stages[index];
            let take = match layer.column {
                None => (complete + 1).max(stage.idle).max(successor),
                Some(_) => (complete + 2 + if flush && layer.learns { layer.fan_in } else { 0 }).max(stage.idle),
            };
            stage.took = Some(take);
            if index == 0 {
                self.input_free = take + 1;
            }
            complete = match layer.column {
                None => {
                    stage.idle = take + layer.cycles;
                    take + layer.cycles - 1
                }
                Some(_) => stage.columns(layer, self.plan.classes, work[index], successor, flush),
            };
        }
        complete + 1
    }
}

impl Stage {
    /// The rest of a column walk that has been taken; the cycle in which the successor's input is complete.
    fn columns(&mut self, layer: &LayerPlan, classes: usize, work: Work, successor: usize, flush: bool) -> usize {
        let (Some(column), Some(take)) = (layer.column, self.took) else { return 0 };
        // Whoever is in the way is seen in the cycle before.
        let read = (take + column.walk(layer, work.columns)).max(successor + 1).max(self.sent + 1);
        let hand = read + column.read(layer, classes);
        self.idle = hand + 1 + column.decide(layer, work.updates);
        if column.outgoing.is_none() || flush {
            return hand;
        }
        let last_value = read + super::column::READ_STAGES + 1 + layer.units;
        self.sent = hand.max(last_value) + 1;
        hand.max(last_value)
    }
}
