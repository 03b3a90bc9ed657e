//! Rules that learn from one sample at a time, each once, in the order in which they come: what a learner in the field is compared with.
//!
//! `Rule` names them, `compare` sends each through the same streams. Where a rule has a constant to choose, it is chosen on other
//! streams than those that are shown.

mod compare;
mod linear;
mod model;
mod neighbours;
mod perceptron;
mod rule;
mod tree;

pub use compare::{JUDGES, Progress, Row, compare};
pub use rule::{Rule, Setting};

/// A learner on a stream.
trait Learner {
    /// The class that it would say.
    fn predict(&mut self, input: &[i16]) -> usize;

    /// Predicts, then learns from `label`; what it said before.
    fn learn(&mut self, input: &[i16], label: usize) -> usize;

    /// Bytes of all that it keeps from one sample to the next.
    fn bytes(&self) -> usize;
}

/// Index of the largest, the first of equals.
fn largest(scores: &[f32]) -> usize {
    scores.iter().enumerate().fold(0, |best, (at, score)| if *score > scores[best] { at } else { best })
}

/// Scores as shares of one: e^score over their sum.
fn softmax(scores: &mut [f32]) {
    let most = scores[largest(scores)];
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// The numbers that 8-bit inputs stand for, value / 2^F.
#[derive(Debug, Clone)]
struct Numbers {
    step: f32,
    values: Vec<f32>,
}

impl Numbers {
    /// For `features` inputs with `fraction` bits behind the point.
    fn new(features: usize, fraction: u32) -> Numbers {
        Numbers { step: 1.0 / (1u32 << fraction) as f32, values: vec![0.0; features] }
    }

    fn of(&mut self, input: &[i16]) -> &[f32] {
        self.values.iter_mut().zip(input).for_each(|(value, &input)| *value = input as f32 * self.step);
        &self.values
    }
}
