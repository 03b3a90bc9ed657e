//! A net that learns without any message from layer to layer but the activation itself.

use super::layer::{LayerTrace, LocalLayer};
use super::loss::{CrossEntropy, cross_entropy};
use super::optimiser::Optimiser;
use super::require;
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// The last layer: a linear softmax classifier at tau = 1, without a basis.
#[derive(Debug, Clone)]
pub struct Classifier {
    /// W, C x n.
    weight: DMatrix<f64>,
    /// b, 1 x C.
    bias: DMatrix<f64>,
    optimiser: Optimiser,
}

impl Classifier {
    /// Error: not one bias a class, or no class.
    pub fn new(weight: DMatrix<f64>, bias: DMatrix<f64>, optimiser: Optimiser) -> Result<Classifier> {
        let classes = weight.nrows();
        require(!weight.is_empty() && bias.shape() == (1, classes), || format!("{} biases for {classes} classes", bias.len()))?;
        Ok(Classifier { weight, bias, optimiser })
    }

    /// W (C x n) and b (1 x C).
    pub fn parameters(&self) -> Vec<&DMatrix<f64>> {
        vec![&self.weight, &self.bias]
    }

    fn logits(&self, x: &DMatrix<f64>, weight: &DMatrix<f64>, bias: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        require(x.ncols() == weight.ncols(), || format!("{} values a sample, the classifier takes {}", x.ncols(), weight.ncols()))?;
        let mut logits = x * weight.transpose();
        logits.column_iter_mut().zip(bias.iter()).for_each(|(mut column, &bias)| column.add_scalar_mut(bias));
        Ok(logits)
    }

    /// Logits (N x C) and mean loss, both from before the update that it makes.
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<(DMatrix<f64>, f64)> {
        let logits = self.logits(x, &self.weight, &self.bias)?;
        let CrossEntropy { loss, d_logits, .. } = cross_entropy(&logits, labels)?;
        let sums = d_logits.row_sum();
        let gradients = [d_logits.transpose() * x, DMatrix::from_fn(1, sums.len(), |_, class| sums[class])];
        self.optimiser.step(&mut [&mut self.weight, &mut self.bias], &gradients);
        Ok((logits, loss))
    }
}

/// Hidden layers, each with its own loss, then the classifier.
#[derive(Debug, Clone)]
pub struct Network {
    layers: Vec<LocalLayer>,
    classifier: Classifier,
}

/// What one step computed; everything is from before the updates.
#[derive(Debug, Clone)]
pub struct NetworkTrace {
    /// Hidden layers, first to last.
    pub layers: Vec<LayerTrace>,
    /// The classifier's logits, N x C.
    pub logits: DMatrix<f64>,
    /// The classifier's mean loss, nats.
    pub loss: f64,
}

impl Network {
    /// Error: neighbours do not fit.
    pub fn new(layers: Vec<LocalLayer>, classifier: Classifier) -> Result<Network> {
        let inputs = layers.iter().skip(1).map(|layer| layer.block().input().features()).chain([classifier.weight.ncols()]);
        for (index, (layer, next)) in layers.iter().zip(inputs).enumerate() {
            let outputs = layer.block().output().features();
            require(outputs == next, || format!("layer {} has {outputs} outputs, the next takes {next}", index + 1))?;
        }
        Ok(Network { layers, classifier })
    }

    /// Hidden layers, first to last.
    pub fn layers(&self) -> &[LocalLayer] {
        &self.layers
    }

    /// The last layer.
    pub fn classifier(&self) -> &Classifier {
        &self.classifier
    }

    /// One sweep: every layer passes its activation on and updates itself at once, so what the next layer sees is from
    /// before the update. `x` is N x inputs. Errors: sizes or labels that do not fit.
    pub fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<NetworkTrace> {
        let mut traces: Vec<LayerTrace> = Vec::with_capacity(self.layers.len());
        for layer in &mut self.layers {
            let input = traces.last().map_or(x, |trace| &trace.forward.output);
            let trace = layer.evaluate(input, labels)?;
            layer.apply(&trace.gradients())?;
            traces.push(trace);
        }
        let input = traces.last().map_or(x, |trace| &trace.forward.output);
        let (logits, loss) = self.classifier.step(input, labels)?;
        Ok(NetworkTrace { layers: traces, logits, loss })
    }

    /// Logits (N x C) for inference: averaged weights and running statistics, no basis. Error: sizes that do not fit.
    pub fn infer(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let mut activation = x.clone();
        for layer in &self.layers {
            activation = layer.inference_block().infer(&activation)?;
        }
        let averaged = self.classifier.optimiser.averaged(&self.classifier.parameters());
        match averaged.as_slice() {
            [weight, bias] => self.classifier.logits(&activation, weight, bias),
            _ => self.classifier.logits(&activation, &self.classifier.weight, &self.classifier.bias),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::basis::{Waveform, basis};
    use super::super::{Block, LocalLoss, Modulation, Pool};
    use super::*;

    fn layer(inputs: usize, outputs: usize) -> LocalLayer {
        let weight = DMatrix::from_fn(outputs, inputs, |row, column| ((row * inputs + column) as f64 * 1.3).sin());
        let block = Block::dense(weight, DMatrix::zeros(1, outputs), None, 0.0).expect("valid");
        let loss = LocalLoss::new(basis(Waveform::Square, 2, outputs), 0.5, Modulation::None).expect("valid");
        LocalLayer::new(block, Pool::identity(outputs).expect("valid"), loss, Optimiser::Sgd { rate: 0.05 }).expect("valid")
    }

    fn classifier(inputs: usize) -> Classifier {
        Classifier::new(DMatrix::zeros(2, inputs), DMatrix::zeros(1, 2), Optimiser::Sgd { rate: 0.05 }).expect("valid")
    }

    #[test]
    fn two_clusters_are_learned() {
        let mut network = Network::new(vec![layer(4, 8), layer(8, 6)], classifier(6)).expect("fits");
        let x = DMatrix::from_row_slice(4, 4, &[1., 0., 1., 0., 0.9, 0., 1., 0.1, 0., 1., 0., 1., 0.1, 1., 0., 0.8]);
        let labels = [0, 0, 1, 1];
        (0..300).for_each(|_| drop(network.step(&x, &labels).expect("fits")));
        let logits = network.infer(&x).expect("fits");
        assert!(logits.row_iter().zip(labels).all(|(row, label)| row[label] > row[1 - label]), "{logits}");
    }

    #[test]
    fn the_next_layer_sees_the_activation_from_before_the_update() {
        let mut network = Network::new(vec![layer(4, 8), layer(8, 6)], classifier(6)).expect("fits");
        let x = DMatrix::from_element(1, 4, 0.7);
        let h = layer(4, 8).block().infer(&x).expect("fits");
        let second = layer(8, 6).block().infer(&h).expect("fits");
        assert_eq!(network.step(&x, &[1]).expect("fits").layers[1].forward.output, second);
    }

    #[test]
    fn neighbours_that_do_not_fit_are_an_error() {
        assert!(Network::new(vec![layer(4, 8), layer(7, 6)], classifier(6)).is_err());
        assert!(Network::new(vec![layer(4, 8)], classifier(6)).is_err());
    }
}
