//! When each layer takes and hands on each sample: the pipeline's cycles, to the cycle.

use super::Plan;

/// The pipeline as a set of clocks: one call of `advance` a sample, in order, with a source that always
/// has the next value and a sink that always takes the result.
///
/// A layer takes sample t in the cycle after the last of: its input was complete, it handed on t - 1,
/// its successor took t - 1. It hands t on `cycles - 1` cycles after taking it.
#[derive(Debug, Clone)]
pub struct Timeline {
    beats: usize,
    cycles: Vec<usize>,
    /// Cycle in which the next value may enter.
    input_free: usize,
    /// Cycle in which each layer took the sample before.
    took: Vec<Option<usize>>,
    /// Cycle in which each layer handed on the sample before.
    gave: Vec<Option<usize>>,
}

impl Timeline {
    /// The empty pipeline of `plan`, in the first cycle that can accept a value.
    pub fn new(plan: &Plan) -> Timeline {
        let cycles: Vec<usize> = plan.layers.iter().map(|layer| layer.cycles).collect();
        Timeline { beats: plan.features, input_free: 0, took: vec![None; cycles.len()], gave: vec![None; cycles.len()], cycles }
    }

    /// Cycle, counted from 0, in which the result of the next sample is on the output.
    pub fn sample(&mut self) -> usize {
        self.advance(self.beats)
    }

    /// Cycle in which the flush is acknowledged; a flush is a sample of one beat.
    pub fn flush(&mut self) -> usize {
        self.advance(1)
    }

    fn advance(&mut self, beats: usize) -> usize {
        // The cycle in which the input of the layer at hand is complete.
        let mut complete = self.input_free + beats - 1;
        for layer in 0..self.cycles.len() {
            let successor = self.took.get(layer + 1).copied().flatten();
            let after = [Some(complete), self.gave[layer], successor].into_iter().flatten().max().unwrap_or(0);
            let take = after + 1;
            self.took[layer] = Some(take);
            if layer == 0 {
                self.input_free = take + 1;
            }
            complete = take + self.cycles[layer] - 1;
            self.gave[layer] = Some(complete);
        }
        complete + 1
    }
}
