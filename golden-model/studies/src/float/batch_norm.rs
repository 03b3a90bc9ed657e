//! Batch norm over pixel rows: one row a pixel of a sample, one column a channel.

use super::require;
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// Scale, shift and running statistics of K channels.
#[derive(Debug, Clone)]
pub struct BatchNorm {
    /// gamma, 1 x K.
    pub weight: DMatrix<f64>,
    /// beta, 1 x K.
    pub bias: DMatrix<f64>,
    /// Running mean, 1 x K, used for inference.
    pub running_mean: DMatrix<f64>,
    /// Running unbiased variance, 1 x K, used for inference.
    pub running_variance: DMatrix<f64>,
    /// Share of the batch in the running statistics, 0.1 in the authors' code.
    pub momentum: f64,
    /// Added to the variance, 1e-5 in the authors' code.
    pub epsilon: f64,
}

/// What the backward pass needs of a forward pass in training mode.
#[derive(Debug, Clone)]
pub struct Normalised {
    /// gamma x + beta, same shape as the input.
    pub output: DMatrix<f64>,
    /// x, the input with mean 0 and variance 1.
    standard: DMatrix<f64>,
    /// 1 / sqrt(variance + epsilon), 1 x K.
    inverse: DMatrix<f64>,
}

/// Derivatives of the loss.
#[derive(Debug, Clone)]
pub struct NormGradients {
    /// To the input, same shape as it.
    pub input: DMatrix<f64>,
    /// To gamma, 1 x K.
    pub weight: DMatrix<f64>,
    /// To beta, 1 x K.
    pub bias: DMatrix<f64>,
}

impl BatchNorm {
    /// Starts with running mean 0 and variance 1. Error: gamma and beta are not both 1 x K, or epsilon is negative.
    pub fn new(weight: DMatrix<f64>, bias: DMatrix<f64>, momentum: f64, epsilon: f64) -> Result<BatchNorm> {
        let channels = weight.ncols();
        require(weight.nrows() == 1 && weight.shape() == bias.shape(), || "batch norm needs one weight and one bias a channel".into())?;
        require(epsilon >= 0.0, || format!("batch norm epsilon {epsilon} is negative"))?;
        let (running_mean, running_variance) = (DMatrix::zeros(1, channels), DMatrix::from_element(1, channels, 1.0));
        Ok(BatchNorm { weight, bias, running_mean, running_variance, momentum, epsilon })
    }

    /// Training mode: batch statistics with the biased variance; the running ones move, by the unbiased variance.
    ///
    /// Error: a single row, of which there is no variance.
    pub fn forward(&mut self, rows: &DMatrix<f64>) -> Result<Normalised> {
        let count = rows.nrows();
        require(count > 1, || "batch norm in training needs more than one value a channel".into())?;
        let mut inverse = DMatrix::zeros(1, rows.ncols());
        let mut standard = rows.clone();
        for (channel, mut column) in standard.column_iter_mut().enumerate() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
            let squares = column.norm_squared();
            inverse[channel] = 1.0 / (squares / count as f64 + self.epsilon).sqrt();
            column *= inverse[channel];
            let unbiased = squares / (count - 1) as f64;
            self.running_mean[channel] += self.momentum * (mean - self.running_mean[channel]);
            self.running_variance[channel] += self.momentum * (unbiased - self.running_variance[channel]);
        }
        Ok(Normalised { output: self.scaled(&standard), standard, inverse })
    }

    /// Inference: the running statistics.
    pub fn infer(&self, rows: &DMatrix<f64>) -> DMatrix<f64> {
        let standard = |row: usize, k: usize| (rows[(row, k)] - self.running_mean[k]) / (self.running_variance[k] + self.epsilon).sqrt();
        self.scaled(&DMatrix::from_fn(rows.nrows(), rows.ncols(), standard))
    }

    /// Derivatives from that of the output: dx = gamma inverse (dy - mean(dy) - x mean(dy x)).
    pub fn backward(&self, forward: &Normalised, d_output: &DMatrix<f64>) -> NormGradients {
        let channels = d_output.ncols();
        let (mut weight, mut bias) = (DMatrix::zeros(1, channels), DMatrix::zeros(1, channels));
        let mut input = d_output.clone();
        let count = d_output.nrows() as f64;
        for (channel, mut column) in input.column_iter_mut().enumerate() {
            let standard = forward.standard.column(channel);
            weight[channel] = column.dot(&standard);
            bias[channel] = column.sum();
            column.add_scalar_mut(-bias[channel] / count);
            column -= standard * (weight[channel] / count);
            column *= self.weight[channel] * forward.inverse[channel];
        }
        NormGradients { input, weight, bias }
    }

    fn scaled(&self, standard: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(standard.nrows(), standard.ncols(), |row, k| self.weight[k] * standard[(row, k)] + self.bias[k])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_standard_and_running_statistics_follow() {
        let (one, zero) = (DMatrix::from_element(1, 1, 1.0), DMatrix::zeros(1, 1));
        let mut norm = BatchNorm::new(one, zero, 0.1, 0.0).expect("valid");
        let forward = norm.forward(&DMatrix::from_column_slice(2, 1, &[1.0, 5.0])).expect("two rows");
        assert_eq!(forward.output.as_slice(), [-1.0, 1.0]);
        assert!((norm.running_mean[0] - 0.3).abs() < 1e-15);
        assert!((norm.running_variance[0] - 1.7).abs() < 1e-15);
        assert!((norm.infer(&DMatrix::from_element(1, 1, 0.3))[0]).abs() < 1e-15);
    }

    #[test]
    fn one_row_is_an_error() {
        let one = DMatrix::from_element(1, 1, 1.0);
        assert!(BatchNorm::new(one.clone(), one.clone(), 0.1, 0.0).expect("valid").forward(&one).is_err());
    }
}
