//! The forward-forward algorithm (G. Hinton, "The forward-forward algorithm: some preliminary investigations", arXiv
//! 2212.13345, 2022).
//!
//! The input of the first layer is x with the label's one-hot vector beside it, times `LABEL`. A layer's goodness is g =
//! sum of h_i^2. It learns from one positive pass (the right label) and one negative pass (another label at random):
//!
//! ```text
//! u     = h of the layer before, scaled to a mean square of 1 (the first layer sees its input as it is)
//! h     = max(0, u W^T + b)
//! p     = sigmoid(g - theta),  theta = THRESHOLD n
//! loss  = mean of -log p over positive, -log (1 - p) over negative samples
//! dL/dz = 2 h (p - 1) positive, 2 h p negative, over 2N
//! ```
//!
//! The scaling hides a layer's goodness from the next, and no derivative passes it. Prediction: the label with the highest
//! sum of goodness over all layers; x W^T of the first layer is the same for all labels and computed once.

use super::cost::{Cost, NUMBER_BITS, Sizes, float_bytes, parameters, weights};
use super::dense::Dense;
use super::learner::{BatchRule, one_hot};
use super::start::below;
use entrain_model::diagnostic::Result;
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// Size of the label in the input; chosen with the settings, 1 and 4 are as good within 0.5 points.
const LABEL: f64 = 2.0;
/// theta a unit; 0.25 is as good within 0.5 points, 4 is not.
const THRESHOLD: f64 = 1.0;

/// Hidden layers; the first has C more inputs.
#[derive(Debug, Clone)]
pub struct ForwardForward {
    sizes: Sizes,
    layers: Vec<Dense>,
    random: XorShift32,
}

impl ForwardForward {
    /// Random layers; `random` also draws the negative labels.
    pub fn new(sizes: Sizes, rate: f64, mut random: XorShift32) -> ForwardForward {
        let layers = shapes(&sizes).into_iter().map(|layer| Dense::new(layer, rate, &mut random)).collect();
        ForwardForward { sizes, layers, random }
    }

    /// x with `labels` beside it, N x (features + C).
    fn labelled(&self, x: &DMatrix<f64>, labels: &[usize]) -> DMatrix<f64> {
        beside(x, &(one_hot(labels, self.sizes.classes) * LABEL))
    }
}

/// Inputs and outputs of the layers, the label included.
fn shapes(sizes: &Sizes) -> Vec<(usize, usize)> {
    let mut layers = sizes.hidden_layers();
    layers.iter_mut().take(1).for_each(|(inputs, _)| *inputs += sizes.classes);
    layers
}

fn beside(left: &DMatrix<f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
    let mut both = DMatrix::zeros(left.nrows(), left.ncols() + right.ncols());
    both.columns_mut(0, left.ncols()).copy_from(left);
    both.columns_mut(left.ncols(), right.ncols()).copy_from(right);
    both
}

/// Goodness of each row.
fn goodness(h: &DMatrix<f64>) -> Vec<f64> {
    h.row_iter().map(|row| row.norm_squared()).collect()
}

/// Rows scaled to a mean square of 1; silent rows stay.
fn normalise(h: &mut DMatrix<f64>) {
    let units = h.ncols() as f64;
    h.row_iter_mut().for_each(|mut row| row /= (row.norm_squared() / units).sqrt().max(1e-8));
}

/// dL/dz (2N x n) of rows that are positive, then as many negative; h is 2N x n.
fn errors(h: &DMatrix<f64>) -> DMatrix<f64> {
    let (rows, units) = h.shape();
    let mut errors = h.clone();
    for (index, (mut row, g)) in errors.row_iter_mut().zip(goodness(h)).enumerate() {
        let p = 1.0 / (1.0 + (THRESHOLD * units as f64 - g).exp());
        row *= 2.0 / rows as f64 * if index < rows / 2 { p - 1.0 } else { p };
    }
    errors
}

impl BatchRule for ForwardForward {
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<()> {
        let classes = self.sizes.classes;
        let wrong: Vec<usize> = labels.iter().map(|label| (label + 1 + below(classes - 1, &mut self.random)) % classes).collect();
        let (positive, negative) = (self.labelled(x, labels), self.labelled(x, &wrong));
        let count = x.nrows();
        let mut input =
            DMatrix::from_fn(
                2 * count,
                positive.ncols(),
                |row, k| if row < count { positive[(row, k)] } else { negative[(row - count, k)] },
            );
        for layer in &mut self.layers {
            let mut h = layer.forward(&input).map(|z| z.max(0.0));
            layer.apply(&Dense::gradient(&input, &errors(&h)));
            normalise(&mut h);
            input = h;
        }
        Ok(())
    }

    fn scores(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let mut scores = DMatrix::zeros(x.nrows(), self.sizes.classes);
        for class in 0..self.sizes.classes {
            let mut h = self.labelled(x, &vec![class; x.nrows()]);
            for layer in &self.layers {
                h = layer.infer(&h).map(|z| z.max(0.0));
                goodness(&h).into_iter().enumerate().for_each(|(row, g)| scores[(row, class)] += g);
                normalise(&mut h);
            }
        }
        Ok(scores)
    }

    /// A batch has twice its samples, positive and negative.
    fn cost(&self, batch: usize) -> Cost {
        let Sizes { features, hidden, classes } = &self.sizes;
        let (layers, plain) = (shapes(&self.sizes), weights(&self.sizes.hidden_layers()));
        let first = features * hidden.first().copied().unwrap_or(0);
        let kept = layers.iter().map(|(inputs, units)| inputs + 2 * units).max().unwrap_or(0);
        let trained = parameters(&layers);
        Cost {
            macs_forward: (first + classes * (plain - first)) as f64,
            adds_forward: (classes * hidden.first().copied().unwrap_or(0)) as f64,
            macs_update: (4 * plain) as f64,
            adds_update: trained as f64 / batch as f64,
            parameters: trained,
            memory_bytes: float_bytes(trained, 0, &layers, 2 * kept, batch),
            kept_bits: NUMBER_BITS * kept,
            learning_numbers: 0,
            transposed_reads: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::start::uniform;
    use super::*;

    #[test]
    fn errors_equal_finite_differences() {
        let z = uniform(4, 5, 2, &mut XorShift32::new(4));
        let loss = |z: &DMatrix<f64>| {
            let sides = goodness(&z.map(|z| z.max(0.0))).into_iter().enumerate();
            let terms = sides.map(|(row, g)| if row < 2 { 5.0 * THRESHOLD - g } else { g - 5.0 * THRESHOLD });
            terms.map(|margin| margin.exp().ln_1p()).sum::<f64>() / 4.0
        };
        let exact = errors(&z.map(|z| z.max(0.0)));
        for k in 0..z.len() {
            let (mut up, mut down) = (z.clone(), z.clone());
            up[k] += 1e-6;
            down[k] -= 1e-6;
            let slope = (loss(&up) - loss(&down)) / 2e-6;
            assert!((slope - exact[k]).abs() < 1e-7, "{k}: {slope} {}", exact[k]);
        }
    }

    #[test]
    fn normalised_rows_have_mean_square_one() {
        let mut h = DMatrix::from_row_slice(2, 2, &[3.0, 4.0, 0.0, 0.0]);
        normalise(&mut h);
        assert!((h.row(0).norm_squared() - 2.0).abs() < 1e-12 && h.row(1).norm() == 0.0);
    }
}
