//! One setting, trained from every seed and judged by the rows held out.

use super::{Choice, Holdout, Knob};
use crate::statistics::mean_and_deviation;
use crate::train::passes;
use entrain_model::diagnostic::Result;
use entrain_model::network::Network;
use entrain_model::plan::{Device, LayerPlan, Plan};
use entrain_model::rule::Model;
use serde::Serialize;
use std::cmp::Reverse;

/// Settings this near to the best, as a share of right predictions, may be called as good.
const TIE: f64 = 0.005;

/// A setting and how it did.
#[derive(Debug, Clone, Serialize)]
pub struct Trial {
    /// The setting.
    pub choice: Choice,
    /// What was varied; none for the network file as it is.
    pub knob: Option<Knob>,
    /// In which pass over the knobs, 1 first.
    pub pass: usize,
    /// Share of validation rows predicted right after the last epoch, one a seed; empty if it was refused.
    pub accuracies: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (n - 1).
    pub deviation: f64,
    /// Bits of all memories of the plan.
    pub memory_bits: usize,
    /// Weights and biases in corrected rows, a learned sample.
    pub corrected: f64,
    /// Why it cannot be, if so.
    pub refused: Option<String>,
}

/// What one seed gave: accuracy, weights corrected a sample.
pub(super) type Run = (f64, f64);

impl Trial {
    /// A setting that is still to be run, or is refused.
    pub(super) fn new(choice: Choice, knob: Option<Knob>, pass: usize, plan: &Result<(Network, Plan)>) -> Trial {
        let memory = |plan: &Plan| plan.layers.iter().flat_map(LayerPlan::memories).map(|memory| memory.bits()).sum();
        Trial {
            choice,
            knob,
            pass,
            accuracies: Vec::new(),
            mean: 0.0,
            deviation: 0.0,
            memory_bits: plan.as_ref().map_or(0, |(_, plan)| memory(plan)),
            corrected: 0.0,
            refused: plan.as_ref().err().map(|error| error.message().to_string()),
        }
    }

    /// Takes in the runs of all seeds.
    pub(super) fn finish(&mut self, runs: &[Run]) {
        let count = runs.len().max(1) as f64;
        self.accuracies = runs.iter().map(|run| run.0).collect();
        (self.mean, self.deviation) = mean_and_deviation(&self.accuracies);
        self.corrected = runs.iter().map(|run| run.1).sum::<f64>() / count;
    }

    /// Whether the difference to `best` is half a point at most and within one standard error of the paired differences.
    fn as_good_as(&self, best: &Trial) -> bool {
        let differences: Vec<f64> = best.accuracies.iter().zip(&self.accuracies).map(|(best, own)| best - own).collect();
        let (gap, deviation) = mean_and_deviation(&differences);
        gap <= TIE.min(deviation / (differences.len().max(1) as f64).sqrt())
    }
}

/// The network and plan of a setting.
pub(super) fn plan(choice: Choice, network: &Network, device: Option<&Device>) -> Result<(Network, Plan)> {
    let network = choice.network(network)?;
    let plan = Plan::new(&network, device)?;
    Ok((network, plan))
}

/// Trains `plan` from `seed` on one side of `holdout` and judges by the other; `watch` hears of every epoch.
pub(super) fn run(plan: &Plan, seed: u32, holdout: &Holdout, epochs: usize, watch: &mut dyn FnMut()) -> Run {
    let mut plan = plan.without_policy();
    plan.training.seed = seed;
    let (mut model, mut corrected) = (Model::new(&plan), 0);
    passes(&mut model, &plan, &holdout.train, epochs, &mut |_, epoch| {
        corrected += epoch.counts.weights;
        watch();
    });
    let accuracy = model.accuracy(&holdout.validation).unwrap_or(0.0);
    (accuracy, corrected as f64 / (epochs * holdout.train.len()).max(1) as f64)
}

/// The best of `trials`: of all that are as good as the one with the highest mean, that with the narrowest weights; of
/// several, `there`, which was best so far; else the highest mean, of equal ones that which corrects least.
pub(super) fn best(trials: &[&Trial], there: Choice) -> Choice {
    let run = || trials.iter().copied().filter(|trial| trial.refused.is_none());
    let rank = |trial: &Trial| (trial.mean, -trial.corrected);
    let Some(top) = run().reduce(|best, trial| if rank(trial) > rank(best) { trial } else { best }) else { return there };
    let good = run().filter(|trial| trial.as_good_as(top));
    let merit = |trial: &Trial| (Reverse(trial.choice.bits), trial.choice == there, rank(trial));
    good.reduce(|best, trial| if merit(trial) > merit(best) { trial } else { best }).unwrap_or(top).choice
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrain_model::network::Basis;

    fn trial(bits: u32, accuracies: &[f64], corrected: f64) -> Trial {
        let choice = Choice { basis: Basis::Sqq, rate: 9, margin: 128, revival: 63, bits, fraction: bits - 3 };
        let refused = accuracies.is_empty().then(|| "too slow".into());
        let mut trial = Trial {
            choice,
            knob: None,
            pass: 1,
            accuracies: Vec::new(),
            mean: 0.0,
            deviation: 0.0,
            memory_bits: 1000 * bits as usize,
            corrected,
            refused,
        };
        trial.finish(&accuracies.iter().map(|&accuracy| (accuracy, corrected)).collect::<Vec<_>>());
        trial
    }

    fn bits(trials: &[Trial]) -> u32 {
        best(&trials.iter().collect::<Vec<_>>(), trials[0].choice).bits
    }

    #[test]
    fn the_highest_mean_wins_and_a_refused_setting_never() {
        assert_eq!(bits(&[trial(9, &[0.90, 0.91], 5.0), trial(12, &[0.95, 0.96], 9.0), trial(8, &[], 0.0)]), 12);
    }

    #[test]
    fn narrower_weights_win_where_the_difference_is_noise() {
        // 0.2 points on average, but not the same from seed to seed.
        assert_eq!(bits(&[trial(9, &[0.950, 0.962, 0.950], 5.0), trial(12, &[0.957, 0.957, 0.954], 9.0)]), 9);
        // The same 0.2 points every time.
        assert_eq!(bits(&[trial(9, &[0.950, 0.962, 0.950], 5.0), trial(12, &[0.952, 0.964, 0.952], 9.0)]), 12);
        // Noise, but more than half a point.
        assert_eq!(bits(&[trial(9, &[0.93, 0.97, 0.94], 5.0), trial(12, &[0.96, 0.95, 0.96], 9.0)]), 12);
    }

    #[test]
    fn what_is_there_stays_unless_another_is_clearly_better() {
        let (there, mut other) = (trial(12, &[0.950, 0.962, 0.950], 5.0), trial(12, &[0.957, 0.957, 0.954], 4.0));
        other.choice.margin = 256;
        assert_eq!(best(&[&there, &other], there.choice).margin, 128);
        other.finish(&[(0.952, 4.0), (0.964, 4.0), (0.952, 4.0)]);
        assert_eq!(best(&[&there, &other], there.choice).margin, 256);
    }

    #[test]
    fn of_equal_settings_the_one_that_corrects_least_wins() {
        let (mut busy, calm, elsewhere) = (trial(12, &[0.95], 9.0), trial(12, &[0.95], 5.0), trial(12, &[0.9], 1.0));
        busy.choice.margin = 256;
        let there = Choice { margin: 64, ..elsewhere.choice };
        assert_eq!(best(&[&busy, &calm], there).margin, 128);
        assert_eq!(best(&[&calm, &busy], there).margin, 128);
    }
}
