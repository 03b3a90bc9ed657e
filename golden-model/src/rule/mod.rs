//! The integer learning rule: the single definition of what the hardware does.

mod arithmetic;
mod layer;
mod lfsr;
mod signal;
mod start;

pub use arithmetic::{dot, fnv1a, quantise, saturate};
pub use layer::{Correction, Decision, Layer};
pub use lfsr::Lfsr;
pub use signal::{project, staircase, ternary};
pub use start::XorShift32;

use crate::plan::Plan;

/// A network's whole state, and its behaviour one sample at a time.
#[derive(Debug, Clone)]
pub struct Model {
    /// The layers' states.
    pub layers: Vec<Layer>,
    /// t: learning samples seen.
    pub samples: u64,
    totals: Vec<i32>,
}

/// What happened in one sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Layers that updated (their margin was not reached).
    pub updates: u64,
    /// Layers that skipped the update.
    pub skips: u64,
    /// Rows corrected.
    pub rows: u64,
    /// Weights and biases in corrected rows.
    pub weights: u64,
    /// Rows corrected by revival: dead, and raised all the same.
    pub revivals: u64,
    /// Weights and biases that hit the end of their range.
    pub saturations: u64,
}

impl Counts {
    /// Adds another sample's counts.
    pub fn add(&mut self, other: &Counts) {
        self.updates += other.updates;
        self.skips += other.skips;
        self.rows += other.rows;
        self.weights += other.weights;
        self.revivals += other.revivals;
        self.saturations += other.saturations;
    }
}

impl Model {
    /// The network with its start weights.
    pub fn new(plan: &Plan) -> Model {
        let mut random = XorShift32::new(plan.training.seed);
        let layers = plan.layers.iter().map(|layer| Layer::new(layer, plan, &mut random)).collect();
        Model { layers, samples: 0, totals: vec![0; plan.classes] }
    }

    /// The class of one sample: argmax over the classes of the logits summed over the layers, lowest first.
    ///
    /// `input` holds `features` values in the input format.
    pub fn predict(&mut self, input: &[i16]) -> usize {
        self.forward(input);
        argmax(&self.totals)
    }

    /// Predicts, then lets every layer learn from `label`; returns the prediction made before learning.
    pub fn learn(&mut self, input: &[i16], label: usize) -> (usize, Counts) {
        self.learn_and_watch(input, label, &mut |_, _| {})
    }

    /// As `learn`, and shows every correction (layer, row and direction, old and new values) to `watch`.
    pub fn learn_and_watch(&mut self, input: &[i16], label: usize, watch: &mut dyn FnMut(usize, Correction)) -> (usize, Counts) {
        self.forward(input);
        let prediction = argmax(&self.totals);
        let mut counts = Counts::default();
        for index in 0..self.layers.len() {
            let (before, rest) = self.layers.split_at_mut(index);
            let input = before.last().map_or(input, |layer| layer.output());
            let layer = &mut rest[0];
            let decision = layer.decide(label);
            counts.add(&layer.update(input, decision, self.samples, &mut |correction| watch(index, correction)));
        }
        self.samples += 1;
        (prediction, counts)
    }

    /// Learns at another rate from the next sample on: that of `stage` of the plan's `Training::rates`.
    pub fn set_stage(&mut self, stage: usize) {
        self.layers.iter_mut().for_each(|layer| layer.set_stage(stage));
    }

    /// The logits of the last sample, summed over the layers, one a class.
    pub fn totals(&self) -> &[i32] {
        &self.totals
    }

    /// FNV-1a over each layer's weights, then biases, 16 bits of two's complement each.
    pub fn hashes(&self) -> Vec<u32> {
        self.layers.iter().map(|layer| fnv1a(layer.weights.iter().chain(&layer.biases).copied())).collect()
    }

    fn forward(&mut self, input: &[i16]) {
        self.totals.fill(0);
        for index in 0..self.layers.len() {
            let (before, rest) = self.layers.split_at_mut(index);
            let input = before.last().map_or(input, |layer| layer.output());
            rest[0].forward(input);
            for (total, logit) in self.totals.iter_mut().zip(rest[0].logits()) {
                *total += logit;
            }
        }
    }
}

/// Index of the largest value, the lowest index of equals.
fn argmax(values: &[i32]) -> usize {
    values.iter().enumerate().fold(0, |best, (index, value)| if *value > values[best] { index } else { best })
}
