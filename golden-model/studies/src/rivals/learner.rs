//! What the comparison asks of a rule.

use super::cost::Cost;
use crate::augment::Shifter;
use entrain_model::Samples;
use entrain_model::diagnostic::Result;
use entrain_model::network::{Format, Network};
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;
use std::ops::Range;

/// Samples predicted at once.
const CHUNK: usize = 1000;

/// A network and the rule that teaches it.
pub trait Learner {
    /// `epochs` passes over `samples`; `watch` hears the number of each finished one, 1 first.
    ///
    /// # Errors
    /// Samples that the rule cannot use.
    fn train(&mut self, samples: &Samples, epochs: usize, watch: &mut dyn FnMut(usize)) -> Result<()>;

    /// Number of samples predicted right.
    fn hits(&mut self, samples: &Samples) -> Result<usize>;

    /// Cost, after training where it is measured.
    fn cost(&self) -> Cost;
}

/// A rule that computes with matrices.
pub trait BatchRule {
    /// Learns from `x` (N x features) and N labels.
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<()>;

    /// One score a class, N x C; the highest is the prediction.
    fn scores(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>>;

    /// Cost with `batch` samples a step.
    fn cost(&self, batch: usize) -> Cost;
}

/// Feeds a rule with mini-batches in a new order each epoch.
pub struct Batched<R> {
    rule: R,
    batch: usize,
    format: Format,
    random: XorShift32,
    shifter: Shifter,
}

impl<R: BatchRule> Batched<R> {
    /// Learns the samples of `network`, varied as it says; `batch` is the most of them a step.
    pub fn new(rule: R, batch: usize, network: &Network, seed: u32) -> Batched<R> {
        let shifter = Shifter::new(network.training.augment.as_ref(), seed);
        Batched { rule, batch: batch.max(1), format: network.input.format, random: order_of(seed), shifter }
    }
}

/// The generator of the samples' order, the same for all rules of a seed and other than that of their weights.
pub fn order_of(seed: u32) -> XorShift32 {
    XorShift32::new(seed ^ 0x5bd1_e995)
}

impl<R: BatchRule> Learner for Batched<R> {
    /// The batches of an epoch differ by one sample at most, so that none is left with a single one.
    fn train(&mut self, samples: &Samples, epochs: usize, watch: &mut dyn FnMut(usize)) -> Result<()> {
        let mut order: Vec<usize> = (0..samples.len()).collect();
        let batches = samples.len().div_ceil(self.batch);
        for epoch in 1..=epochs {
            self.random.shuffle(&mut order);
            for batch in 0..batches {
                let chosen = &order[batch * order.len() / batches..(batch + 1) * order.len() / batches];
                let mut varied = Samples::new(samples.features());
                for (input, label) in chosen.iter().map(|&index| samples.get(index)) {
                    varied.push(self.shifter.next(input), label);
                }
                let (x, labels) = gather(&varied, 0..varied.len(), self.format);
                self.rule.step(&x, &labels)?;
            }
            watch(epoch);
        }
        Ok(())
    }

    fn hits(&mut self, samples: &Samples) -> Result<usize> {
        let mut hits = 0;
        for start in (0..samples.len()).step_by(CHUNK) {
            let (x, labels) = gather(samples, start..samples.len().min(start + CHUNK), self.format);
            let scores = self.rule.scores(&x)?;
            let predictions = scores.row_iter().map(|row| row.transpose().argmax().0);
            hits += predictions.zip(labels).filter(|(prediction, label)| prediction == label).count();
        }
        Ok(hits)
    }

    fn cost(&self) -> Cost {
        self.rule.cost(self.batch)
    }
}

/// Samples of a range as the numbers that the 8-bit inputs stand for, value / 2^F, and their labels.
fn gather(samples: &Samples, range: Range<usize>, format: Format) -> (DMatrix<f64>, Vec<usize>) {
    let scale = 1.0 / (1u32 << format.fraction()) as f64;
    let chosen = || range.clone().map(|index| samples.get(index));
    let values = chosen().flat_map(|(input, _)| input).map(|&value| value as f64 * scale);
    let labels = chosen().map(|(_, label)| label).collect();
    (DMatrix::from_row_iterator(range.len(), samples.features(), values), labels)
}

/// N x C, 1 at each sample's label.
pub fn one_hot(labels: &[usize], classes: usize) -> DMatrix<f64> {
    let mut matrix = DMatrix::zeros(labels.len(), classes);
    labels.iter().enumerate().for_each(|(sample, &label)| matrix[(sample, label)] = 1.0);
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_become_rows_of_numbers() {
        let mut samples = Samples::new(2);
        samples.push(&[64, -128], 1);
        samples.push(&[32, 0], 0);
        let (x, labels) = gather(&samples, 0..2, Format::S8);
        assert_eq!((x, labels), (DMatrix::from_row_slice(2, 2, &[0.5, -1.0, 0.25, 0.0]), vec![1, 0]));
    }
}
