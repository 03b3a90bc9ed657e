//! A block: linear layer or 3x3 convolution, batch norm or none, leaky ReLU.

use super::batch_norm::{BatchNorm, Normalised};
use super::convolution::{TAPS, patches, to_maps, to_pixel_rows};
use super::{Shape, require};
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// How inputs reach outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Every input to every output.
    Dense,
    /// 3x3, stride 1, padding 1.
    Convolution,
}

/// Parameters of a block.
#[derive(Debug, Clone)]
pub struct Block {
    connection: Connection,
    input: Shape,
    /// W, output x input, or output x (input channels * 9) for a convolution.
    weight: DMatrix<f64>,
    /// b, 1 x output.
    bias: DMatrix<f64>,
    norm: Option<BatchNorm>,
    /// Slope of the nonlinearity at and below 0: 0.01, or 0 for ReLU.
    slope: f64,
}

/// Every stage of a forward pass, N x features.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Output of the linear layer or convolution.
    pub linear: DMatrix<f64>,
    /// Output of batch norm, where there is one.
    pub normalised: Option<DMatrix<f64>>,
    /// h, output of the block.
    pub output: DMatrix<f64>,
    patches: DMatrix<f64>,
    norm: Option<Normalised>,
}

/// Derivatives of the loss to the output of every stage, N x features, and to the parameters.
#[derive(Debug, Clone)]
pub struct Backward {
    /// To the output of the linear layer or convolution.
    pub linear: DMatrix<f64>,
    /// To the output of batch norm, where there is one.
    pub normalised: Option<DMatrix<f64>>,
    /// To the parameters, in the order of `Block::parameters`.
    pub parameters: Vec<DMatrix<f64>>,
}

impl Block {
    /// A dense block with `weight` output x input and `bias` 1 x output. Error: sizes that do not fit.
    pub fn dense(weight: DMatrix<f64>, bias: DMatrix<f64>, norm: Option<BatchNorm>, slope: f64) -> Result<Block> {
        let input = Shape::vector(weight.ncols());
        Block { connection: Connection::Dense, input, weight, bias, norm, slope }.checked()
    }

    /// A convolution block of maps of size `input` with `weight` output x (input channels * 9). Error: sizes that do not fit.
    pub fn convolution(input: Shape, weight: DMatrix<f64>, bias: DMatrix<f64>, norm: Option<BatchNorm>, slope: f64) -> Result<Block> {
        Block { connection: Connection::Convolution, input, weight, bias, norm, slope }.checked()
    }

    fn checked(self) -> Result<Block> {
        let (outputs, inputs) = self.weight.shape();
        let taps = if self.connection == Connection::Convolution { TAPS } else { 1 };
        require(inputs == self.input.channels * taps && inputs * outputs * self.input.pixels() > 0, || {
            format!("weights for {inputs} inputs, the input has {} channels and {taps} taps", self.input.channels)
        })?;
        require(self.bias.shape() == (1, outputs), || format!("{} biases for {outputs} outputs", self.bias.len()))?;
        if let Some(norm) = &self.norm {
            require(norm.weight.ncols() == outputs, || format!("batch norm of {} channels behind {outputs} outputs", norm.weight.ncols()))?;
        }
        Ok(self)
    }

    /// Size of a sample at the input.
    pub fn input(&self) -> Shape {
        self.input
    }

    /// Size of a sample at the output.
    pub fn output(&self) -> Shape {
        Shape { channels: self.weight.nrows(), ..self.input }
    }

    /// Batch norm, where there is one.
    pub fn norm(&self) -> Option<&BatchNorm> {
        self.norm.as_ref()
    }

    /// W, b, then gamma and beta where there is batch norm.
    pub fn parameters(&self) -> Vec<&DMatrix<f64>> {
        let norm = self.norm.iter().flat_map(|norm| [&norm.weight, &norm.bias]);
        [&self.weight, &self.bias].into_iter().chain(norm).collect()
    }

    /// The parameters of `parameters`, to be trained. Their sizes must stay.
    pub(super) fn parameters_mut(&mut self) -> Vec<&mut DMatrix<f64>> {
        let norm = self.norm.iter_mut().flat_map(|norm| [&mut norm.weight, &mut norm.bias]);
        [&mut self.weight, &mut self.bias].into_iter().chain(norm).collect()
    }

    /// Training mode; moves the running statistics of batch norm. `x` is N x input features.
    ///
    /// Errors: the wrong number of features, or batch norm over a single value.
    pub fn forward(&mut self, x: &DMatrix<f64>) -> Result<Forward> {
        let patches = self.patches(x)?;
        let rows = self.linear(&patches);
        let norm = self.norm.as_mut().map(|norm| norm.forward(&rows)).transpose()?;
        let pixels = self.input.pixels();
        let normalised = norm.as_ref().map(|norm| to_maps(&norm.output, pixels));
        let linear = to_maps(&rows, pixels);
        let output = self.nonlinear(normalised.as_ref().unwrap_or(&linear));
        Ok(Forward { linear, normalised, output, patches, norm })
    }

    /// Inference: the running statistics of batch norm. Error: the wrong number of features.
    pub fn infer(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let rows = self.linear(&self.patches(x)?);
        let rows = self.norm.as_ref().map(|norm| norm.infer(&rows)).unwrap_or(rows);
        Ok(self.nonlinear(&to_maps(&rows, self.input.pixels())))
    }

    /// Derivatives from that of the block's output (N x output features). Nothing is computed for the input: the rule needs none.
    pub fn backward(&self, forward: &Forward, d_output: &DMatrix<f64>) -> Backward {
        let before = forward.normalised.as_ref().unwrap_or(&forward.linear);
        let d_before = d_output.zip_map(before, |d, u| if u > 0.0 { d } else { self.slope * d });
        let pixels = self.input.pixels();
        let d_rows = to_pixel_rows(&d_before, pixels);
        let norm = self.norm.as_ref().zip(forward.norm.as_ref()).map(|(norm, forward)| norm.backward(forward, &d_rows));
        let (d_rows, scale_and_shift) = match norm {
            Some(gradients) => (gradients.input, vec![gradients.weight, gradients.bias]),
            None => (d_rows, Vec::new()),
        };
        let sums = d_rows.row_sum();
        let bias = DMatrix::from_fn(1, sums.len(), |_, output| sums[output]);
        let parameters = [d_rows.transpose() * &forward.patches, bias].into_iter().chain(scale_and_shift).collect();
        Backward { linear: to_maps(&d_rows, pixels), normalised: self.norm.as_ref().map(|_| d_before), parameters }
    }

    /// Inputs as rows of what one output sees.
    fn patches(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let (features, wanted) = (x.ncols(), self.input.features());
        require(features == wanted, || format!("{features} values a sample, the block takes {wanted}"))?;
        Ok(match self.connection {
            Connection::Dense => x.clone(),
            Connection::Convolution => patches(x, self.input),
        })
    }

    /// x W^T + b in pixel rows.
    fn linear(&self, patches: &DMatrix<f64>) -> DMatrix<f64> {
        let mut rows = patches * self.weight.transpose();
        rows.column_iter_mut().zip(self.bias.iter()).for_each(|(mut column, &bias)| column.add_scalar_mut(bias));
        rows
    }

    fn nonlinear(&self, values: &DMatrix<f64>) -> DMatrix<f64> {
        values.map(|u| if u > 0.0 { u } else { self.slope * u })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_do_not_fit_are_errors() {
        let bias = || DMatrix::zeros(1, 2);
        assert!(Block::dense(DMatrix::zeros(2, 3), DMatrix::zeros(1, 3), None, 0.0).is_err());
        let shape = Shape { channels: 2, height: 3, width: 3 };
        assert!(Block::convolution(shape, DMatrix::zeros(2, 9), bias(), None, 0.0).is_err());
        let mut block = Block::dense(DMatrix::zeros(2, 3), bias(), None, 0.0).expect("valid");
        assert!(block.forward(&DMatrix::zeros(1, 4)).is_err());
        assert!(block.infer(&DMatrix::zeros(1, 4)).is_err());
    }

    #[test]
    fn the_derivative_at_zero_is_the_slope() {
        let block = Block::dense(DMatrix::zeros(1, 1), DMatrix::zeros(1, 1), None, 0.25);
        let mut block = block.expect("valid");
        let one = DMatrix::from_element(1, 1, 1.0);
        let forward = block.forward(&one).expect("valid");
        assert_eq!(block.backward(&forward, &one).linear[0], 0.25);
    }
}
