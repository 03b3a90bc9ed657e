//! Trained local classifiers: each hidden layer learns through a linear classifier of its own.
//!
//! The layer's output (leaky ReLU) meets a linear classifier with softmax cross entropy; both learn from that loss, and
//! nothing travels further back. The last layer's classifier is the network's output. It is the "prediction loss" of A.
//! Nøkland and L. H. Eidnes, "Training neural networks with local error signals", ICML 2019, without their similarity loss.

use super::cost::{Cost, NUMBER_BITS, Sizes, float_bytes, parameters, weights};
use super::dense::{Dense, mask, nonlinear};
use super::learner::BatchRule;
use crate::float::loss::cross_entropy;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// Hidden layers, each with its classifier.
#[derive(Debug, Clone)]
pub struct LocalClassifiers {
    sizes: Sizes,
    layers: Vec<(Dense, Dense)>,
}

impl LocalClassifiers {
    /// Random layers and classifiers.
    pub fn new(sizes: Sizes, rate: f64, random: &mut XorShift32) -> LocalClassifiers {
        let pair =
            |(inputs, units): (usize, usize)| (Dense::new((inputs, units), rate, random), Dense::new((units, sizes.classes), rate, random));
        let layers = sizes.hidden_layers().into_iter().map(pair).collect();
        LocalClassifiers { sizes, layers }
    }
}

impl BatchRule for LocalClassifiers {
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<()> {
        let mut input = x.clone();
        for (layer, classifier) in &mut self.layers {
            let mut h = layer.forward(&input);
            nonlinear(&mut h);
            let d_logits = cross_entropy(&classifier.forward(&h), labels)?.d_logits;
            let mut error = &d_logits * &classifier.weight;
            mask(&mut error, &h);
            classifier.apply(&Dense::gradient(&h, &d_logits));
            layer.apply(&Dense::gradient(&input, &error));
            input = h;
        }
        Ok(())
    }

    fn scores(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let mut h = x.clone();
        for (layer, _) in &self.layers {
            h = layer.infer(&h);
            nonlinear(&mut h);
        }
        let (_, classifier) = self.layers.last().ok_or_else(|| Diagnostic::new("the network has no hidden layer"))?;
        Ok(classifier.infer(&h))
    }

    fn cost(&self, batch: usize) -> Cost {
        let Sizes { hidden, classes, .. } = &self.sizes;
        let layers = self.sizes.hidden_layers();
        let classifiers: Vec<(usize, usize)> = hidden.iter().map(|&units| (units, *classes)).collect();
        let output = self.sizes.last() * classes;
        let trained = parameters(&layers) + parameters(&classifiers);
        let kept = layers.iter().map(|(inputs, units)| inputs + 2 * units + classes).max().unwrap_or(0);
        Cost {
            macs_forward: (weights(&layers) + output) as f64,
            adds_forward: 0.0,
            macs_update: (weights(&layers) + 3 * weights(&classifiers) - output) as f64,
            adds_update: trained as f64 / batch as f64,
            parameters: parameters(&self.sizes.layers()),
            memory_bytes: float_bytes(trained, 0, &layers, kept, batch),
            kept_bits: NUMBER_BITS * kept,
            learning_numbers: trained - parameters(&self.sizes.layers()),
            transposed_reads: weights(&classifiers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::feedback::Feedback;
    use super::super::perceptron::Perceptron;
    use super::super::start::uniform;
    use super::*;

    /// With one hidden layer, the local classifier is the output layer and the rule is backpropagation.
    #[test]
    fn one_layer_learns_as_by_backpropagation() {
        let sizes = Sizes { features: 5, hidden: vec![7], classes: 3 };
        let mut local = LocalClassifiers::new(sizes.clone(), 0.01, &mut XorShift32::new(2));
        let mut exact = Perceptron::new(sizes, 0.01, &mut XorShift32::new(2), |_, _| Feedback::Weights);
        let x = uniform(6, 5, 6, &mut XorShift32::new(9));
        for _ in 0..5 {
            local.step(&x, &[0, 1, 2, 0, 1, 2]).expect("fits");
            exact.step(&x, &[0, 1, 2, 0, 1, 2]).expect("fits");
        }
        assert_eq!(local.scores(&x).expect("fits"), exact.scores(&x).expect("fits"));
    }
}
