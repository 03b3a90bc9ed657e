//! A multilayer perceptron whose hidden layers learn from the output's error: backprop, fa, dfa, frozen, linear.
//!
//! Hidden layers are leaky ReLU, the output is linear, the loss is softmax cross entropy. The rules differ in `Feedback`.
//! Gradients move the weights by schedule-free AdamW for all, so that only the rule differs.

use super::cost::{Cost, NUMBER_BITS, Sizes, float_bytes, parameters, weights};
use super::dense::{Dense, Gradient, nonlinear};
use super::feedback::Feedback;
use super::learner::BatchRule;
use crate::float::loss::cross_entropy;
use entrain_model::diagnostic::Result;
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// Layers and the way back.
#[derive(Debug, Clone)]
pub struct Perceptron {
    sizes: Sizes,
    layers: Vec<Dense>,
    feedback: Feedback,
}

impl Perceptron {
    /// Random layers of `sizes`, the output layer last.
    pub fn new(sizes: Sizes, rate: f64, random: &mut XorShift32, feedback: impl Fn(&Sizes, &mut XorShift32) -> Feedback) -> Perceptron {
        let layers = sizes.layers().into_iter().map(|layer| Dense::new(layer, rate, random)).collect();
        let feedback = feedback(&sizes, random);
        Perceptron { sizes, layers, feedback }
    }

    /// Mean loss (nats) and the gradients of all layers, none for those that stay. `x` is N x features.
    fn gradients(&self, x: &DMatrix<f64>, labels: &[usize]) -> Result<(f64, Vec<Option<Gradient>>)> {
        let mut hidden: Vec<DMatrix<f64>> = Vec::new();
        for layer in &self.layers[..self.layers.len() - 1] {
            let mut h = layer.forward(hidden.last().unwrap_or(x));
            nonlinear(&mut h);
            hidden.push(h);
        }
        let logits = self.layers[hidden.len()].forward(hidden.last().unwrap_or(x));
        let output = cross_entropy(&logits, labels)?;
        let errors = self.feedback.errors(&self.layers, &hidden, output.d_logits);
        let inputs = [x].into_iter().chain(&hidden);
        let gradients = errors.iter().zip(inputs).map(|(error, input)| error.as_ref().map(|error| Dense::gradient(input, error)));
        Ok((output.loss, gradients.collect()))
    }
}

impl BatchRule for Perceptron {
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<()> {
        let (_, gradients) = self.gradients(x, labels)?;
        for (layer, gradient) in self.layers.iter_mut().zip(&gradients) {
            gradient.iter().for_each(|gradient| layer.apply(gradient));
        }
        Ok(())
    }

    fn scores(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let mut h = x.clone();
        for (index, layer) in self.layers.iter().enumerate() {
            h = layer.infer(&h);
            if index + 1 < self.layers.len() {
                nonlinear(&mut h);
            }
        }
        Ok(h)
    }

    fn cost(&self, batch: usize) -> Cost {
        let sizes = &self.sizes;
        let layers = sizes.layers();
        let forward = weights(&layers);
        let (learning, errors, kept) = match self.feedback {
            Feedback::Weights | Feedback::Layered(_) => (layers.as_slice(), weights(&layers[1..]), sizes.kept_by_all()),
            Feedback::Direct(_) => (layers.as_slice(), sizes.classes * sizes.units(), sizes.kept_by_all()),
            Feedback::Nothing => (&layers[layers.len() - 1..], 0, sizes.kept_by_one()),
        };
        let transposed_reads = if matches!(self.feedback, Feedback::Weights) { weights(&layers[1..]) } else { 0 };
        let (trained, all) = (parameters(learning), parameters(&layers));
        Cost {
            macs_forward: forward as f64,
            adds_forward: 0.0,
            macs_update: (weights(learning) + errors) as f64,
            adds_update: trained as f64 / batch as f64,
            parameters: all,
            memory_bytes: float_bytes(trained, all - trained + self.feedback.stored(), learning, kept, batch),
            kept_bits: NUMBER_BITS * kept,
            learning_numbers: self.feedback.stored(),
            transposed_reads,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::start::uniform;
    use super::*;

    const STEP: f64 = 1e-6;

    fn sizes(hidden: &[usize]) -> Sizes {
        Sizes { features: 5, hidden: hidden.to_vec(), classes: 4 }
    }

    fn perceptron(hidden: &[usize]) -> Perceptron {
        Perceptron::new(sizes(hidden), 0.01, &mut XorShift32::new(5), |_, _| Feedback::Weights)
    }

    fn samples() -> (DMatrix<f64>, [usize; 6]) {
        (uniform(6, 5, 6, &mut XorShift32::new(9)), [0, 3, 1, 2, 3, 0])
    }

    fn gradients(perceptron: &Perceptron) -> Vec<Gradient> {
        let (x, labels) = samples();
        perceptron.gradients(&x, &labels).expect("fits").1.into_iter().flatten().collect()
    }

    #[test]
    fn backpropagation_equals_finite_differences() {
        for hidden in [&[][..], &[7], &[7, 6]] {
            let (x, labels) = samples();
            let perceptron = perceptron(hidden);
            let gradients = gradients(&perceptron);
            assert_eq!(gradients.len(), hidden.len() + 1);
            for (layer, [d_weight, d_bias]) in gradients.iter().enumerate() {
                for k in 0..d_weight.len() + d_bias.len() {
                    let loss = |offset: f64| {
                        let mut moved = perceptron.clone();
                        let Dense { weight, bias, .. } = &mut moved.layers[layer];
                        *weight.iter_mut().chain(bias.iter_mut()).nth(k).expect("in range") += offset;
                        moved.gradients(&x, &labels).expect("fits").0
                    };
                    let slope = (loss(STEP) - loss(-STEP)) / (2.0 * STEP);
                    let gradient = *d_weight.iter().chain(d_bias.iter()).nth(k).expect("in range");
                    assert!((slope - gradient).abs() < 1e-7, "layer {layer}, parameter {k}: {slope} {gradient}");
                }
            }
        }
    }

    #[test]
    fn feedback_alignment_through_the_weights_is_backpropagation() {
        let mut perceptron = perceptron(&[7, 6]);
        let exact = gradients(&perceptron);
        perceptron.feedback = Feedback::layered(&perceptron.sizes, &mut XorShift32::new(1));
        assert_ne!(gradients(&perceptron), exact);
        perceptron.feedback = Feedback::Layered(perceptron.layers[1..].iter().map(|layer| layer.weight.clone()).collect());
        assert_eq!(gradients(&perceptron), exact);
    }

    #[test]
    fn direct_feedback_through_the_output_weights_is_backpropagation_at_the_last_hidden_layer() {
        let mut perceptron = perceptron(&[7, 6]);
        let exact = gradients(&perceptron);
        let elsewhere = uniform(4, 7, 4, &mut XorShift32::new(1));
        perceptron.feedback = Feedback::Direct(vec![elsewhere, perceptron.layers[2].weight.clone()]);
        let direct = gradients(&perceptron);
        assert_eq!(direct[1..], exact[1..]);
        assert_ne!(direct[0], exact[0]);
    }

    #[test]
    fn frozen_layers_stay() {
        let mut perceptron = perceptron(&[7, 6]);
        perceptron.feedback = Feedback::Nothing;
        let before = perceptron.clone();
        let (x, labels) = samples();
        perceptron.step(&x, &labels).expect("fits");
        let moved: Vec<bool> = perceptron.layers.iter().zip(&before.layers).map(|(now, then)| now.weight != then.weight).collect();
        assert_eq!(moved, [false, false, true]);
    }

    #[test]
    fn cost_of_backpropagation_on_the_digits() {
        let sizes = Sizes { features: 64, hidden: vec![64, 32], classes: 10 };
        let cost = Perceptron::new(sizes, 0.01, &mut XorShift32::new(1), |_, _| Feedback::Weights).cost(32);
        assert_eq!(cost.macs_forward + cost.macs_update, 15_296.0);
    }
}
