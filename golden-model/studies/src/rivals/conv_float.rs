//! Backpropagation in floats through convolutions: the network of the file, an output layer behind it.
//!
//! Leaky ReLU behind each layer with weights but the last, softmax cross entropy, schedule-free AdamW: as in `perceptron`. Zeros
//! around the maps; a max-pool gives the error to the largest value of a square, the first of equals.

use super::cost::{Cost, NUMBER_BITS, float_bytes};
use super::dense::{Dense, Gradient, mask, nonlinear};
use super::learner::BatchRule;
use super::maps::{Maps, Stage};
use crate::float::convolution::{to_maps, to_pixel_rows};
use crate::float::loss::cross_entropy;
use entrain_model::diagnostic::Result;
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// Stages, and the weights of those that have any.
#[derive(Debug, Clone)]
pub struct ConvNet {
    maps: Maps,
    /// One for each stage with weights: channels x taps, or outputs x inputs.
    layers: Vec<Dense>,
}

impl ConvNet {
    /// Random weights.
    pub fn new(maps: Maps, rate: f64, random: &mut XorShift32) -> ConvNet {
        let layers = maps.shapes().into_iter().map(|(inputs, outputs)| Dense::new((inputs, outputs), rate, random)).collect();
        ConvNet { maps, layers }
    }

    /// What leaves each stage; `x` is N x features. `apply` is a layer's product with its inputs.
    fn forward(&self, x: &DMatrix<f64>, apply: &dyn Fn(&Dense, &DMatrix<f64>) -> DMatrix<f64>) -> Vec<DMatrix<f64>> {
        let mut outputs: Vec<DMatrix<f64>> = Vec::new();
        let (mut layers, last) = (self.layers.iter(), self.maps.stages.len() - 1);
        for (index, stage) in self.maps.stages.iter().enumerate() {
            let input = outputs.last().unwrap_or(x);
            let mut output = match (stage, stage.has_weights().then(|| layers.next()).flatten()) {
                (Stage::Conv(conv), Some(layer)) => to_maps(&apply(layer, &conv.patches(input)), conv.shape.pixels()),
                (Stage::Pool(pool), _) => pool.forward(input),
                (_, Some(layer)) => apply(layer, input),
                (_, None) => continue,
            };
            if stage.has_weights() && index < last {
                nonlinear(&mut output);
            }
            outputs.push(output);
        }
        outputs
    }

    /// Mean loss (nats) and the gradients of all layers. `x` is N x features.
    fn gradients(&self, x: &DMatrix<f64>, labels: &[usize]) -> Result<(f64, Vec<Gradient>)> {
        let outputs = self.forward(x, &Dense::forward);
        let output = cross_entropy(&outputs[outputs.len() - 1], labels)?;
        let (mut error, mut gradients, mut number) = (output.d_logits, Vec::new(), self.layers.len());
        for (index, stage) in self.maps.stages.iter().enumerate().rev() {
            let input = if index == 0 { x } else { &outputs[index - 1] };
            error = match stage {
                Stage::Pool(pool) => pool.backward(input, &error),
                Stage::Conv(conv) => {
                    number -= 1;
                    let rows = to_pixel_rows(&error, conv.shape.pixels());
                    gradients.push(Dense::gradient(&conv.patches(input), &rows));
                    if index == 0 {
                        break;
                    }
                    conv.scatter(&(rows * &self.layers[number].weight), input.nrows())
                }
                Stage::Dense { .. } => {
                    number -= 1;
                    gradients.push(Dense::gradient(input, &error));
                    error * &self.layers[number].weight
                }
            };
            if index > 0 && self.maps.stages[index - 1].has_weights() {
                mask(&mut error, &outputs[index - 1]);
            }
        }
        gradients.reverse();
        Ok((output.loss, gradients))
    }
}

impl BatchRule for ConvNet {
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<()> {
        let (_, gradients) = self.gradients(x, labels)?;
        self.layers.iter_mut().zip(&gradients).for_each(|(layer, gradient)| layer.apply(gradient));
        Ok(())
    }

    fn scores(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        Ok(self.forward(x, &Dense::infer).pop().unwrap_or_else(|| x.clone()))
    }

    fn cost(&self, batch: usize) -> Cost {
        let maps = &self.maps;
        let (forward, behind, trained) = (maps.macs(), maps.macs_behind_the_first(), maps.parameters());
        let kept = maps.kept();
        Cost {
            macs_forward: forward as f64,
            adds_forward: 0.0,
            macs_update: (forward + behind) as f64,
            adds_update: trained as f64 / batch as f64,
            parameters: trained,
            memory_bytes: float_bytes(trained, 0, &maps.shapes(), kept, batch),
            kept_bits: NUMBER_BITS * kept,
            learning_numbers: 0,
            transposed_reads: maps.weights_behind_the_first(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::start::uniform;
    use super::*;
    use crate::float::Shape;

    fn network() -> (ConvNet, DMatrix<f64>, [usize; 5]) {
        let first = Shape { channels: 2, height: 5, width: 4 };
        let maps = Maps::of(first, 3, &[(3, 3), (4, 1)], &[6], true);
        let x = uniform(5, first.features(), 6, &mut XorShift32::new(9));
        (ConvNet::new(maps, 0.01, &mut XorShift32::new(5)), x, [0, 2, 1, 2, 0])
    }

    #[test]
    fn backpropagation_equals_finite_differences() {
        const STEP: f64 = 1e-6;
        let (network, x, labels) = network();
        let gradients = network.gradients(&x, &labels).expect("fits").1;
        assert_eq!(gradients.len(), 4);
        for (layer, [d_weight, d_bias]) in gradients.iter().enumerate() {
            for k in 0..d_weight.len() + d_bias.len() {
                let loss = |offset: f64| {
                    let mut moved = network.clone();
                    let Dense { weight, bias, .. } = &mut moved.layers[layer];
                    *weight.iter_mut().chain(bias.iter_mut()).nth(k).expect("in range") += offset;
                    moved.gradients(&x, &labels).expect("fits").0
                };
                let slope = (loss(STEP) - loss(-STEP)) / (2.0 * STEP);
                let gradient = *d_weight.iter().chain(d_bias.iter()).nth(k).expect("in range");
                assert!((slope - gradient).abs() < 1e-6, "layer {layer}, parameter {k}: {slope} {gradient}");
            }
        }
    }

    #[test]
    fn costs_are_those_of_the_maps() {
        let (network, ..) = network();
        // 3 x 3 over 2 channels at 20 pixels, a pool, 1 x 1 over 3 at 4 pixels, 16 inputs to 6, and 6 to 3.
        assert_eq!(network.maps.macs(), 20 * 3 * 18 + 4 * 4 * 3 + 16 * 6 + 18);
        assert_eq!(network.maps.parameters(), 3 * 19 + 4 * 4 + 17 * 6 + 7 * 3);
    }
}
