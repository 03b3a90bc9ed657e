//! A layer that learns alone: block, pool, local loss and optimiser.

use super::block::{Backward, Block, Forward};
use super::loss::{LocalLoss, LossTrace};
use super::optimiser::Optimiser;
use super::pool::Pool;
use super::require;
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// One layer of the published rule.
#[derive(Debug, Clone)]
pub struct LocalLayer {
    block: Block,
    pool: Pool,
    loss: LocalLoss,
    optimiser: Optimiser,
}

/// Everything a layer computed for one batch, before its update.
#[derive(Debug, Clone)]
pub struct LayerTrace {
    /// Stages of the block.
    pub forward: Forward,
    /// a, N x n.
    pub pooled: DMatrix<f64>,
    /// The local loss.
    pub loss: LossTrace,
    /// dL/dh, N x output features.
    pub d_output: DMatrix<f64>,
    /// Derivatives to the block's stages and parameters.
    pub backward: Backward,
}

impl LayerTrace {
    /// Derivatives in the order of `LocalLayer::parameters`.
    pub fn gradients(&self) -> Vec<DMatrix<f64>> {
        self.backward.parameters.iter().chain(&self.loss.d_modulation).cloned().collect()
    }
}

impl LocalLayer {
    /// Error: block, pool and basis do not fit each other.
    pub fn new(block: Block, pool: Pool, loss: LocalLoss, optimiser: Optimiser) -> Result<LocalLayer> {
        require(block.output() == pool.input(), || {
            format!("a pool of {:?} behind a block with output {:?}", pool.input(), block.output())
        })?;
        require(pool.outputs() == loss.inputs(), || format!("a basis of {} columns behind a pool to {}", loss.inputs(), pool.outputs()))?;
        Ok(LocalLayer { block, pool, loss, optimiser })
    }

    /// The block, with training weights.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// The local loss.
    pub fn loss(&self) -> &LocalLoss {
        &self.loss
    }

    /// The optimiser and its state.
    pub fn optimiser(&self) -> &Optimiser {
        &self.optimiser
    }

    /// Training weights: those of the block, then the modulation where there is one.
    pub fn parameters(&self) -> Vec<&DMatrix<f64>> {
        self.block.parameters().into_iter().chain(self.loss.modulation()).collect()
    }

    /// Weights for inference, in the same order.
    pub fn averaged(&self) -> Vec<DMatrix<f64>> {
        self.optimiser.averaged(&self.parameters())
    }

    /// Replaces the training weights, in the order of `parameters`. Error: another number or other sizes.
    pub fn set_parameters(&mut self, values: &[DMatrix<f64>]) -> Result<()> {
        let same = self.parameters().iter().map(|parameter| parameter.shape()).eq(values.iter().map(|value| value.shape()));
        require(same, || "the new parameters differ in number or size".into())?;
        let parameters = self.block.parameters_mut().into_iter().chain(self.loss.modulation_mut());
        parameters.zip(values).for_each(|(parameter, value)| parameter.copy_from(value));
        Ok(())
    }

    /// Forward pass in training mode and all derivatives; weights stay, running statistics move.
    ///
    /// Errors: `x` (N x input features) or the labels do not fit.
    pub fn evaluate(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<LayerTrace> {
        let forward = self.block.forward(x)?;
        let pooled = self.pool.forward(&forward.output);
        let loss = self.loss.evaluate(&pooled, labels)?;
        let d_output = self.pool.transpose(&loss.d_pooled);
        let backward = self.block.backward(&forward, &d_output);
        Ok(LayerTrace { forward, pooled, loss, d_output, backward })
    }

    /// Moves the weights by `gradients`, in the order of `parameters`. Error: another number or other sizes.
    pub fn apply(&mut self, gradients: &[DMatrix<f64>]) -> Result<()> {
        let mut parameters: Vec<_> = self.block.parameters_mut().into_iter().chain(self.loss.modulation_mut()).collect();
        let same = parameters.iter().map(|parameter| parameter.shape()).eq(gradients.iter().map(|gradient| gradient.shape()));
        require(same, || "the gradients differ from the parameters in number or size".into())?;
        self.optimiser.step(&mut parameters, gradients);
        Ok(())
    }

    /// The block for inference: averaged weights and, in `Block::infer`, running statistics.
    pub fn inference_block(&self) -> Block {
        let mut block = self.block.clone();
        block.parameters_mut().into_iter().zip(self.averaged()).for_each(|(parameter, value)| *parameter = value);
        block
    }
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::super::basis::{Waveform, basis};
    use super::super::batch_norm::BatchNorm;
    use super::super::loss::Modulation;
    use super::*;
    use proptest::prelude::*;

    const INPUT: Shape = Shape { channels: 2, height: 3, width: 4 };
    const OUTPUTS: usize = 3;
    const STEP: f64 = 1e-6;

    /// Values from -1 to 1 without a pattern, from a counter.
    fn values(rows: usize, columns: usize, seed: u64) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |row, column| ((seed + 1) as f64 * 12.9898 + (row * columns + column) as f64 * 78.233).sin())
    }

    fn layer(convolution: bool, normalised: bool, slope: f64, seed: u64) -> LocalLayer {
        let norm = BatchNorm::new(values(1, OUTPUTS, seed + 1).add_scalar(1.5), values(1, OUTPUTS, seed + 2), 0.1, 1e-5);
        let norm = normalised.then(|| norm.expect("valid"));
        let bias = values(1, OUTPUTS, seed + 3);
        let block = match convolution {
            true => Block::convolution(INPUT, values(OUTPUTS, INPUT.channels * 9, seed + 4), bias, norm, slope),
            false => Block::dense(values(OUTPUTS, INPUT.features(), seed + 4), bias, norm, slope),
        };
        let block = block.expect("valid");
        let pool = Pool::new(block.output(), 2).expect("valid");
        let waves = basis(Waveform::Cosine, 4, pool.outputs());
        let loss = LocalLoss::new(waves, 0.5, Modulation::Diagonal(values(1, 4, seed + 5))).expect("valid");
        LocalLayer::new(block, pool, loss, Optimiser::Sgd { rate: 0.1 }).expect("valid")
    }

    proptest! {
        #[test]
        fn gradients_equal_finite_differences(convolution in any::<bool>(), normalised in any::<bool>(), leaky in any::<bool>(), seed in 0u64..100_000) {
            let mut layer = layer(convolution, normalised, if leaky { 0.01 } else { 0.0 }, seed);
            let (x, labels) = (values(4, INPUT.features(), seed + 6), [0, 3, 1, 2]);
            let trace = layer.evaluate(&x, &labels).expect("valid");
            let before = trace.forward.normalised.as_ref().unwrap_or(&trace.forward.linear);
            // A kink within reach of the step would spoil the difference, a tiny norm its precision.
            prop_assume!(before.iter().all(|u| u.abs() > 1e-4) && trace.loss.norm.iter().all(|&norm| norm > 0.2));
            let point: Vec<_> = layer.parameters().into_iter().cloned().collect();
            for (index, gradient) in trace.gradients().iter().enumerate() {
                for k in 0..gradient.len() {
                    let mut loss = |offset: f64| {
                        let mut moved = point.clone();
                        moved[index][k] += offset;
                        layer.set_parameters(&moved).expect("same sizes");
                        layer.evaluate(&x, &labels).expect("valid").loss.loss
                    };
                    let slope = (loss(STEP) - loss(-STEP)) / (2.0 * STEP);
                    prop_assert!((slope - gradient[k]).abs() < 1e-5 * gradient.amax().max(1.0), "parameter {index}[{k}]: {slope} {}", gradient[k]);
                }
            }
        }
    }

    #[test]
    fn one_step_lowers_the_loss() {
        let mut layer = layer(true, true, 0.01, 7);
        let (x, labels) = (values(4, INPUT.features(), 8), [0, 3, 1, 2]);
        let before = layer.evaluate(&x, &labels).expect("valid");
        layer.apply(&before.gradients()).expect("same sizes");
        assert!(layer.evaluate(&x, &labels).expect("valid").loss.loss < before.loss.loss);
        assert!(layer.apply(&[]).is_err());
        assert!(layer.set_parameters(&[]).is_err());
    }
}
