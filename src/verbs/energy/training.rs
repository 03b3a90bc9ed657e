//! Energy of a whole training run, in which most updates are skipped by the margin: its events, foretold by the golden
//! model, times what an inference and a corrected weight cost.

use entrain_model::Samples;
use entrain_model::{Model, Plan};
use entrain_sim::predict;
use serde::Serialize;

/// What a sample and a corrected weight cost, nanojoules.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// A sample without learning.
    pub inference: f64,
    /// What a weight (or bias) that is corrected and written adds; all weights of a written word count.
    pub weight: f64,
    /// A sample on the inference-only twin, where it is known.
    pub twin: Option<f64>,
}

/// A training run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// Epochs, in file order.
    pub epochs: usize,
    /// Samples of all epochs.
    pub samples: u64,
    /// Layer updates that could have been, and that were.
    pub updates_offered: u64,
    /// See `updates_offered`.
    pub updates: u64,
    /// Weights and biases written.
    pub weights: u64,
    /// Millijoules of the run.
    pub millijoules: f64,
    /// Nanojoules a sample, on average.
    pub sample_nj: f64,
    /// Nanojoules that an update which was performed adds, on average.
    pub update_nj: f64,
    /// Picojoules that a corrected weight adds, on average.
    pub weight_update_pj: f64,
    /// The run over the same samples on the inference-only twin.
    pub over_twin: Option<f64>,
}

impl Run {
    /// Foretells `epochs` epochs from the weights of `start`.
    pub fn new(plan: &Plan, start: &Model, train: &Samples, epochs: usize, costs: Costs) -> Run {
        let mut all = Samples::new(train.features());
        for _ in 0..epochs {
            train.iter().for_each(|(input, label)| all.push(input, label));
        }
        let activity = predict(plan, start, &all, &|_| true);
        let weights: u64 = plan
            .layers
            .iter()
            .zip(&activity.layers)
            .map(|(layer, events)| events.weight_writes * layer.lanes() as u64 + events.bias_writes)
            .sum();
        let samples = activity.samples;
        let learning = weights as f64 * costs.weight;
        let total = samples as f64 * costs.inference + learning;
        let each = |count: u64| if count > 0 { learning / count as f64 } else { 0.0 };
        Run {
            epochs,
            samples,
            updates_offered: samples * plan.learning().count() as u64,
            updates: activity.updates,
            weights,
            millijoules: total * 1e-6,
            sample_nj: total / samples.max(1) as f64,
            update_nj: each(activity.updates),
            weight_update_pj: each(weights) * 1000.0,
            over_twin: costs.twin.map(|twin| total / (samples as f64 * twin)),
        }
    }
}
