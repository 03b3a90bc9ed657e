//! Backpropagation through ReLU layers, a step of Adam after each sample (D. Kingma and J. Ba 2015).

use super::{Learner, Numbers, largest, softmax};
use crate::rivals::cost::Sizes;
use entrain_model::rule::XorShift32;

/// Decay of the mean gradient, of the mean square, and what keeps a division from zero, as the authors have them.
const MEAN: f32 = 0.9;
const SQUARE: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// A layer: each unit has a row of its inputs' weights and a bias.
struct Layer {
    inputs: usize,
    weights: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
    output: Vec<f32>,
    /// Derivative of the loss to what comes out before the ReLU.
    error: Vec<f32>,
}

impl Layer {
    /// Uniform in +-sqrt(6 / inputs), biases 0.
    fn new((inputs, units): (usize, usize), random: &mut XorShift32) -> Layer {
        let limit = (6.0 / inputs as f32).sqrt();
        let mut draw = || limit * (random.next_u32() as f32 / 2f32.powi(31) - 1.0);
        let weights: Vec<f32> =
            (0..units).flat_map(|_| (0..=inputs).map(|at| if at < inputs { draw() } else { 0.0 }).collect::<Vec<_>>()).collect();
        let zeros = || vec![0.0; weights.len()];
        Layer { inputs, mean: zeros(), square: zeros(), output: vec![0.0; units], error: vec![0.0; units], weights }
    }

    fn forward(&mut self, x: &[f32], relu: bool) {
        for (h, row) in self.output.iter_mut().zip(self.weights.chunks_exact(self.inputs + 1)) {
            let sum = row.iter().zip(x).map(|(weight, x)| weight * x).sum::<f32>() + row[self.inputs];
            *h = if relu { sum.max(0.0) } else { sum };
        }
    }

    /// The error of the layer before, whose output was `h`.
    fn back(&self, h: &[f32], error: &mut [f32]) {
        error.fill(0.0);
        for (own, row) in self.error.iter().zip(self.weights.chunks_exact(self.inputs + 1)) {
            error.iter_mut().zip(row).for_each(|(error, weight)| *error += own * weight);
        }
        error.iter_mut().zip(h).filter(|(_, h)| **h <= 0.0).for_each(|(error, _)| *error = 0.0);
    }

    /// One step of Adam; `rate` has the correction of both means' start in it.
    fn step(&mut self, x: &[f32], rate: f32) {
        let rows = self.weights.chunks_exact_mut(self.inputs + 1);
        let means = self.mean.chunks_exact_mut(self.inputs + 1).zip(self.square.chunks_exact_mut(self.inputs + 1));
        for ((row, (mean, square)), error) in rows.zip(means).zip(&self.error) {
            for (index, weight) in row.iter_mut().enumerate() {
                let gradient = error * x.get(index).unwrap_or(&1.0);
                mean[index] = MEAN * mean[index] + (1.0 - MEAN) * gradient;
                square[index] = SQUARE * square[index] + (1.0 - SQUARE) * gradient * gradient;
                *weight -= rate * mean[index] / (square[index].sqrt() + EPSILON);
            }
        }
    }
}

/// The network's hidden layers and an output layer.
pub struct Perceptron {
    layers: Vec<Layer>,
    numbers: Numbers,
    rate: f32,
    steps: i32,
}

impl Perceptron {
    /// Random weights.
    pub fn new(sizes: &Sizes, fraction: u32, rate: f32, seed: u32) -> Perceptron {
        let random = &mut XorShift32::new(seed);
        let layers = sizes.layers().into_iter().map(|layer| Layer::new(layer, random)).collect();
        Perceptron { layers, numbers: Numbers::new(sizes.features, fraction), rate, steps: 0 }
    }

    /// Errors of all layers, from those of the last, for the sample that was last predicted.
    fn errors(&mut self, label: usize) {
        let Some((last, _)) = self.layers.split_last_mut() else { return };
        last.error.copy_from_slice(&last.output);
        softmax(&mut last.error);
        last.error[label] -= 1.0;
        for at in (1..self.layers.len()).rev() {
            let (before, behind) = self.layers.split_at_mut(at);
            let Layer { output, error, .. } = &mut before[at - 1];
            behind[0].back(output, error);
        }
    }
}

impl Learner for Perceptron {
    fn predict(&mut self, input: &[i16]) -> usize {
        let last = self.layers.len() - 1;
        for at in 0..=last {
            let (before, behind) = self.layers.split_at_mut(at);
            let x = before.last().map_or(if at == 0 { self.numbers.of(input) } else { &[] }, |layer| layer.output.as_slice());
            behind[0].forward(x, at < last);
        }
        largest(&self.layers[last].output)
    }

    fn learn(&mut self, input: &[i16], label: usize) -> usize {
        let said = self.predict(input);
        self.errors(label);
        self.steps += 1;
        let rate = self.rate * (1.0 - SQUARE.powi(self.steps)).sqrt() / (1.0 - MEAN.powi(self.steps));
        for at in 0..self.layers.len() {
            let (before, behind) = self.layers.split_at_mut(at);
            behind[0].step(before.last().map_or(&self.numbers.values, |layer| &layer.output), rate);
        }
        said
    }

    /// Weights, and both means of each.
    fn bytes(&self) -> usize {
        3 * self.layers.iter().map(|layer| size_of_val(layer.weights.as_slice())).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_the_slopes_of_the_loss() {
        let sizes = Sizes { features: 3, hidden: vec![5, 4], classes: 3 };
        let (mut rule, input, label) = (Perceptron::new(&sizes, 8, 0.01, 7), [200, 90, 30], 2);
        let loss = |rule: &mut Perceptron| {
            rule.predict(&input);
            let mut shares = rule.layers[2].output.clone();
            softmax(&mut shares);
            -shares[label].ln()
        };
        loss(&mut rule);
        rule.errors(label);
        for layer in 0..3 {
            for unit in 0..rule.layers[layer].output.len() {
                let (error, bias) = (rule.layers[layer].error[unit], unit * (rule.layers[layer].inputs + 1) + rule.layers[layer].inputs);
                let mut moved = |offset: f32| {
                    rule.layers[layer].weights[bias] += offset;
                    let found = loss(&mut rule);
                    rule.layers[layer].weights[bias] -= offset;
                    found
                };
                let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
                assert!((slope - error).abs() < 1e-3, "layer {layer}, unit {unit}: {slope} {error}");
            }
        }
    }

    #[test]
    fn the_first_step_of_adam_has_the_length_of_the_rate() {
        let sizes = Sizes { features: 2, hidden: Vec::new(), classes: 2 };
        let mut rule = Perceptron::new(&sizes, 0, 0.25, 3);
        let before = rule.layers[0].weights.clone();
        rule.learn(&[1, 2], 0);
        let moved: Vec<f32> = rule.layers[0].weights.iter().zip(before).map(|(now, then)| now - then).collect();
        assert!(
            moved.iter().zip([0.25, 0.25, 0.25, -0.25, -0.25, -0.25]).all(|(found, wanted)| (found - wanted).abs() < 1e-4),
            "{moved:?}"
        );
        assert_eq!(rule.bytes(), 3 * 6 * 4);
    }
}
