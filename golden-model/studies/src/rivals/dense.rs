//! A dense layer of floats with its optimiser.

use super::start::uniform;
use crate::float::Optimiser;
use crate::float::optimiser::ScheduleFree;
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// Slope of the leaky ReLU below 0, as in the published networks.
pub const SLOPE: f64 = 0.01;

/// W (outputs x inputs), b (1 x outputs) and the state of schedule-free AdamW (without decay), which all float rules share.
#[derive(Debug, Clone)]
pub struct Dense {
    /// W.
    pub weight: DMatrix<f64>,
    /// b.
    pub bias: DMatrix<f64>,
    optimiser: Optimiser,
}

/// Derivatives of the loss to W and b, in their shapes.
pub type Gradient = [DMatrix<f64>; 2];

impl Dense {
    /// Random weights, biases 0.
    pub fn new((inputs, outputs): (usize, usize), rate: f64, random: &mut XorShift32) -> Dense {
        Dense {
            weight: uniform(outputs, inputs, inputs, random),
            bias: DMatrix::zeros(1, outputs),
            optimiser: Optimiser::ScheduleFree(ScheduleFree::new(rate)),
        }
    }

    /// x W^T + b; `x` is N x inputs.
    pub fn forward(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        linear(x, &self.weight, &self.bias)
    }

    /// The same with the averaged weights, for predictions.
    pub fn infer(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        match self.optimiser.averaged(&[&self.weight, &self.bias]).as_slice() {
            [weight, bias] => linear(x, weight, bias),
            _ => self.forward(x),
        }
    }

    /// From the derivative to the outputs before the nonlinearity, `d` (N x outputs): dW = d^T x, db = sum of d.
    pub fn gradient(x: &DMatrix<f64>, d: &DMatrix<f64>) -> Gradient {
        let sums = d.row_sum();
        [d.transpose() * x, DMatrix::from_fn(1, sums.len(), |_, output| sums[output])]
    }

    /// One step of the optimiser.
    pub fn apply(&mut self, gradient: &Gradient) {
        self.optimiser.step(&mut [&mut self.weight, &mut self.bias], gradient);
    }
}

fn linear(x: &DMatrix<f64>, weight: &DMatrix<f64>, bias: &DMatrix<f64>) -> DMatrix<f64> {
    let mut out = x * weight.transpose();
    out.column_iter_mut().zip(bias.iter()).for_each(|(mut column, &bias)| column.add_scalar_mut(bias));
    out
}

/// Leaky ReLU.
pub fn nonlinear(values: &mut DMatrix<f64>) {
    values.apply(|value| *value = if *value > 0.0 { *value } else { SLOPE * *value });
}

/// Multiplies `errors` with the derivative of the leaky ReLU whose output is `h`, of the same shape.
pub fn mask(errors: &mut DMatrix<f64>, h: &DMatrix<f64>) {
    errors.zip_apply(h, |error, h| *error = if h > 0.0 { *error } else { SLOPE * *error });
}
