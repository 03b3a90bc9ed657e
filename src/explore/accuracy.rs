//! What weights of some width do to accuracy: the golden model, trained as the network file says and judged by its test rows.
//!
//! Every result is kept by the digest of all that it depends on, so that nothing is trained twice and a search that was
//! stopped goes on where it was.

use crate::progress;
use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Model, Network, Plan, Result, digest};
use entrain_studies::parallel;
use entrain_studies::train::passes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Version of what is kept; to be raised whenever training comes to another result.
const VERSION: u32 = 1;
/// Accuracies this near to each other, as a share of right predictions, may be called level.
const LEVEL: f64 = 0.005;

/// How a width did.
#[derive(Debug, Clone, Serialize)]
pub struct Accuracy {
    /// Share of the rows predicted right after the last epoch, one a seed.
    pub of_each_seed: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (n - 1); 0 of one seed.
    pub deviation: f64,
}

/// How training is done.
#[derive(Debug, Clone)]
pub struct Training<'a> {
    pub data: &'a DataSet,
    pub epochs: usize,
    /// Seeds of the start weights and of the order.
    pub seeds: Vec<u32>,
    /// What was trained before is here.
    pub folder: &'a Path,
}

/// What is kept of a training.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    bits: u32,
    seed: u32,
    epochs: usize,
    accuracy: f64,
}

impl Training<'_> {
    /// Test rows, or, where the file has none, the training rows.
    pub fn judges(&self) -> &Samples {
        if self.data.test.is_empty() { &self.data.train } else { &self.data.test }
    }

    /// The accuracy of each of `networks`, on all cores.
    ///
    /// # Errors
    /// A network that cannot be planned; a folder that cannot be written.
    pub fn of(&self, networks: &[&Network]) -> Result<Vec<Accuracy>> {
        let data = self.data.digest();
        let mut jobs: Vec<(Plan, PathBuf)> = Vec::new();
        for network in networks {
            let plan = Plan::new(network, None)?.without_policy();
            for &seed in &self.seeds {
                let mut plan = plan.clone();
                (plan.training.seed, plan.training.epochs) = (seed, self.epochs);
                let path = self.folder.join(key(network, &plan, &data)).with_extension("json");
                jobs.push((plan, path));
            }
        }
        let bar = progress::bar("training", (jobs.len() * self.epochs) as u64);
        let found = parallel::map(&jobs, parallel::threads(), &mut |epochs| bar.inc(epochs), |(plan, path), report| match kept(path) {
            Some(found) => {
                report(self.epochs as u64);
                Ok(found)
            }
            None => self.train(plan, path, &mut || report(1)),
        });
        bar.finish_and_clear();
        let found = found.into_iter().collect::<Result<Vec<f64>>>()?;
        Ok(found.chunks(self.seeds.len()).map(Accuracy::new).collect())
    }

    fn train(&self, plan: &Plan, path: &Path, watch: &mut dyn FnMut()) -> Result<f64> {
        let mut model = Model::new(plan);
        passes(&mut model, plan, &self.data.train, self.epochs, &mut |_, _| watch());
        let accuracy = model.accuracy(self.judges()).ok_or_else(|| Diagnostic::new("there are no rows to judge by"))?;
        let bits = plan.learning().next().map_or(0, |layer| layer.facts().weight_bits);
        let kept = Kept { version: VERSION, bits, seed: plan.training.seed, epochs: self.epochs, accuracy };
        write_atomically(path, serde_json::to_string(&kept).expect("plain data becomes JSON").as_bytes())?;
        Ok(accuracy)
    }
}

impl Accuracy {
    fn new(of_each_seed: &[f64]) -> Accuracy {
        let (mean, deviation) = mean_and_deviation(of_each_seed);
        Accuracy { of_each_seed: of_each_seed.to_vec(), mean, deviation }
    }

    /// Whether the difference to `better` may be chance: half a point at most, and, of several seeds, within one standard
    /// error of the paired differences.
    fn level_with(&self, better: &Accuracy) -> bool {
        let differences: Vec<f64> = better.of_each_seed.iter().zip(&self.of_each_seed).map(|(better, own)| better - own).collect();
        let (gap, deviation) = mean_and_deviation(&differences);
        let error = if differences.len() < 2 { LEVEL } else { deviation / (differences.len() as f64).sqrt() };
        gap <= LEVEL.min(error)
    }
}

/// Ranks of `all`, 0 the best: what is level with the best of a rank shares it, so that chance puts nothing on a front.
pub fn ranks(all: &[&Accuracy]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| all[b].mean.total_cmp(&all[a].mean));
    let (mut ranks, mut rank, mut best) = (vec![0; all.len()], 0, order.first().copied());
    for at in order {
        if best.is_some_and(|best| !all[at].level_with(all[best])) {
            (rank, best) = (rank + 1, Some(at));
        }
        ranks[at] = rank;
    }
    ranks
}

/// What was found before, if it can be read.
fn kept(path: &Path) -> Option<f64> {
    let kept: Kept = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    (kept.version == VERSION).then_some(kept.accuracy)
}

/// Everything that a result depends on: lanes, walks and the board are not among it.
fn key(network: &Network, plan: &Plan, data: &str) -> String {
    let (network, error, training) = (network.signature(), network.error, &plan.training);
    digest::sha256(json!({ "version": VERSION, "network": network, "error": error, "training": training, "data": data }).to_string())
}

/// Mean, and standard deviation with n - 1.
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0).max(1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chance_can_do_is_one_rank() {
        // 0.2 points better in the mean, but not from every seed; then 0.2 points from every seed; then 2 points.
        let all = [[0.957, 0.957, 0.954], [0.950, 0.962, 0.950], [0.948, 0.960, 0.948], [0.93, 0.94, 0.93]].map(|of| Accuracy::new(&of));
        assert_eq!(ranks(&all.iter().collect::<Vec<_>>()), [0, 0, 1, 2]);
        let all = [[0.95], [0.957], [0.953]].map(|of| Accuracy::new(&of));
        assert_eq!(ranks(&all.iter().collect::<Vec<_>>()), [1, 0, 0]);
    }
}
