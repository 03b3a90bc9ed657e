//! The local loss of a layer and all its derivatives.
//!
//! r = max(||a||, 1e-12), l = a / r, s = l B^T; logits are q / tau with q = s (LLS), m * s (LLS-M) or s M (LLS-MxM);
//! the loss is the batch mean of the softmax cross entropy. Formulas: M. P. E. Apolinario, A. Roy, K. Roy, arXiv
//! 2405.15868, as the authors' code computes them.

use super::require;
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// Norms below this count as this: a dead sample.
pub const SMALLEST_NORM: f64 = 1e-12;

/// What stands between projection and softmax.
#[derive(Debug, Clone)]
pub enum Modulation {
    /// LLS: nothing.
    None,
    /// LLS-M: m, 1 x C, trained.
    Diagonal(DMatrix<f64>),
    /// LLS-MxM: M, R x C (row = basis row, column = class), trained. R != C is the reduced form.
    Matrix(DMatrix<f64>),
}

/// Basis, modulation and temperature of one layer.
#[derive(Debug, Clone)]
pub struct LocalLoss {
    basis: DMatrix<f64>,
    temperature: f64,
    modulation: Modulation,
}

/// Everything computed for one batch of N. Derivatives are of the batch mean.
#[derive(Debug, Clone)]
pub struct LossTrace {
    /// ||a|| before the floor of 1e-12, N x 1.
    pub norm: DMatrix<f64>,
    /// l, N x n.
    pub direction: DMatrix<f64>,
    /// s, N x R.
    pub projection: DMatrix<f64>,
    /// q / tau, N x C.
    pub logits: DMatrix<f64>,
    /// p, N x C.
    pub probabilities: DMatrix<f64>,
    /// Mean cross entropy, nats.
    pub loss: f64,
    /// dL/dlogits = (p - onehot) / N, N x C.
    pub d_logits: DMatrix<f64>,
    /// dL/ds, N x R.
    pub d_projection: DMatrix<f64>,
    /// dL/dl = dL/ds B, N x n.
    pub d_direction: DMatrix<f64>,
    /// dL/da, N x n.
    pub d_pooled: DMatrix<f64>,
    /// dL/dm (1 x C) or dL/dM (R x C).
    pub d_modulation: Option<DMatrix<f64>>,
}

impl LocalLoss {
    /// `basis` is R x n. Errors: tau not above 0, or a modulation that does not fit R.
    pub fn new(basis: DMatrix<f64>, temperature: f64, modulation: Modulation) -> Result<LocalLoss> {
        require(temperature > 0.0, || format!("temperature {temperature} is not above 0"))?;
        require(!basis.is_empty(), || "the basis is empty".into())?;
        let rows = basis.nrows();
        match &modulation {
            Modulation::None => {}
            Modulation::Diagonal(m) => {
                require(m.shape() == (1, rows), || format!("m is {} x {}, not 1 x {rows}", m.nrows(), m.ncols()))?;
            }
            Modulation::Matrix(m) => {
                require(m.nrows() == rows && m.ncols() > 0, || format!("M has {} rows, the basis {rows}", m.nrows()))?;
            }
        }
        Ok(LocalLoss { basis, temperature, modulation })
    }

    /// C.
    pub fn classes(&self) -> usize {
        match &self.modulation {
            Modulation::Matrix(m) => m.ncols(),
            _ => self.basis.nrows(),
        }
    }

    /// n, the width of the pooled activation.
    pub fn inputs(&self) -> usize {
        self.basis.ncols()
    }

    /// m or M, where there is one.
    pub fn modulation(&self) -> Option<&DMatrix<f64>> {
        match &self.modulation {
            Modulation::None => None,
            Modulation::Diagonal(m) | Modulation::Matrix(m) => Some(m),
        }
    }

    /// m or M, to be trained.
    pub(super) fn modulation_mut(&mut self) -> Option<&mut DMatrix<f64>> {
        match &mut self.modulation {
            Modulation::None => None,
            Modulation::Diagonal(m) | Modulation::Matrix(m) => Some(m),
        }
    }

    /// Loss and derivatives for `pooled` (N x n) with labels below C. Error: sizes that do not fit, or a label out of range.
    pub fn evaluate(&self, pooled: &DMatrix<f64>, labels: &[usize]) -> Result<LossTrace> {
        let columns = pooled.ncols();
        require(columns == self.inputs(), || format!("{columns} pooled values a sample, the basis has {} columns", self.inputs()))?;
        let norm = DMatrix::from_fn(pooled.nrows(), 1, |sample, _| pooled.row(sample).norm());
        let floored = norm.map(|norm| norm.max(SMALLEST_NORM));
        let direction = DMatrix::from_fn(pooled.nrows(), columns, |sample, t| pooled[(sample, t)] / floored[sample]);
        let projection = &direction * self.basis.transpose();
        let modulated = match &self.modulation {
            Modulation::None => projection.clone(),
            Modulation::Diagonal(m) => scale_columns(&projection, m),
            Modulation::Matrix(m) => &projection * m,
        };
        let logits = modulated / self.temperature;
        let CrossEntropy { probabilities, loss, d_logits } = cross_entropy(&logits, labels)?;
        let error = &d_logits / self.temperature;
        let (d_projection, d_modulation) = match &self.modulation {
            Modulation::None => (error, None),
            Modulation::Diagonal(m) => {
                let sums = error.component_mul(&projection).row_sum();
                (scale_columns(&error, m), Some(DMatrix::from_fn(1, sums.len(), |_, class| sums[class])))
            }
            Modulation::Matrix(m) => (&error * m.transpose(), Some(projection.transpose() * &error)),
        };
        let d_direction = &d_projection * &self.basis;
        let mut d_pooled = d_direction.clone();
        for (sample, mut row) in d_pooled.row_iter_mut().enumerate() {
            // A norm under the floor is a constant to the derivative: no tangent term.
            if norm[sample] >= SMALLEST_NORM {
                let along = row.dot(&direction.row(sample));
                row -= direction.row(sample) * along;
            }
            row /= floored[sample];
        }
        Ok(LossTrace {
            norm,
            direction,
            projection,
            logits,
            probabilities,
            loss,
            d_logits,
            d_projection,
            d_direction,
            d_pooled,
            d_modulation,
        })
    }
}

/// Column c of `matrix` times entry c of `factors` (1 x C).
fn scale_columns(matrix: &DMatrix<f64>, factors: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |row, column| matrix[(row, column)] * factors[column])
}

/// Softmax, its loss and its derivative.
#[derive(Debug, Clone)]
pub struct CrossEntropy {
    /// p, N x C.
    pub probabilities: DMatrix<f64>,
    /// Mean over the batch of -log p of the label, nats.
    pub loss: f64,
    /// (p - onehot) / N, N x C.
    pub d_logits: DMatrix<f64>,
}

/// Mean softmax cross entropy of `logits` (N x C). Error: no samples, not one label a sample, or a label not below C.
pub fn cross_entropy(logits: &DMatrix<f64>, labels: &[usize]) -> Result<CrossEntropy> {
    let (samples, classes) = logits.shape();
    require(samples > 0 && samples == labels.len(), || format!("{} labels for {samples} samples", labels.len()))?;
    if let Some(label) = labels.iter().find(|label| **label >= classes) {
        require(false, || format!("label {label} of {classes} classes"))?;
    }
    let mut probabilities = logits.clone();
    let mut loss = 0.0;
    for (mut row, &label) in probabilities.row_iter_mut().zip(labels) {
        let highest = row.max();
        let chosen = row[label] - highest;
        row.apply(|value| *value = (*value - highest).exp());
        let sum = row.sum();
        row /= sum;
        loss += sum.ln() - chosen;
    }
    let mut d_logits = probabilities.clone();
    labels.iter().enumerate().for_each(|(sample, &label)| d_logits[(sample, label)] -= 1.0);
    let count = samples as f64;
    Ok(CrossEntropy { probabilities, loss: loss / count, d_logits: d_logits / count })
}

#[cfg(test)]
mod tests {
    use super::super::basis::{Waveform, basis};
    use super::*;
    use proptest::prelude::*;

    const STEP: f64 = 1e-6;

    /// The largest difference between `gradient` and central differences of `loss` around `point`, relative to its size.
    fn difference(point: &DMatrix<f64>, gradient: &DMatrix<f64>, loss: impl Fn(&DMatrix<f64>) -> f64) -> f64 {
        let slope = |k: usize| {
            let (mut up, mut down) = (point.clone(), point.clone());
            up[k] += STEP;
            down[k] -= STEP;
            (loss(&up) - loss(&down)) / (2.0 * STEP)
        };
        (0..point.len()).map(|k| (slope(k) - gradient[k]).abs()).fold(0.0, f64::max) / gradient.amax().max(1.0)
    }

    fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = DMatrix<f64>> {
        prop::collection::vec(-2.0..2.0f64, rows * columns).prop_map(move |values| DMatrix::from_row_slice(rows, columns, &values))
    }

    proptest! {
        #[test]
        fn gradients_equal_finite_differences(
            a in matrix(3, 9), m in matrix(1, 4), full in matrix(4, 6), labels in prop::collection::vec(0usize..4, 3),
            tau in 0.3..2.0f64, square in any::<bool>(),
        ) {
            prop_assume!(a.row_iter().all(|row| row.norm() > 0.5));
            let waves = basis(if square { Waveform::Square } else { Waveform::Cosine }, 4, 9);
            for modulation in [Modulation::None, Modulation::Diagonal(m), Modulation::Matrix(full)] {
                let of = |modulation: Modulation| LocalLoss::new(waves.clone(), tau, modulation).expect("valid");
                let local = of(modulation.clone());
                let trace = local.evaluate(&a, &labels).expect("valid");
                let loss = |a: &DMatrix<f64>| local.evaluate(a, &labels).expect("valid").loss;
                prop_assert!(difference(&a, &trace.d_pooled, loss) < 1e-6);
                if let (Some(point), Some(gradient)) = (local.modulation(), &trace.d_modulation) {
                    let loss = |m: &DMatrix<f64>| {
                        let moved = match modulation {
                            Modulation::Diagonal(_) => Modulation::Diagonal(m.clone()),
                            _ => Modulation::Matrix(m.clone()),
                        };
                        of(moved).evaluate(&a, &labels).expect("valid").loss
                    };
                    prop_assert!(difference(point, gradient, loss) < 1e-6);
                }
            }
        }
    }

    #[test]
    fn a_dead_sample_has_the_floor_for_a_norm() {
        let local = LocalLoss::new(basis(Waveform::Square, 3, 5), 0.5, Modulation::None).expect("valid");
        let trace = local.evaluate(&DMatrix::zeros(1, 5), &[1]).expect("valid");
        assert_eq!(trace.d_pooled, &trace.d_direction / SMALLEST_NORM);
    }

    #[test]
    fn sizes_that_do_not_fit_are_errors() {
        let waves = || basis(Waveform::Square, 3, 5);
        assert!(LocalLoss::new(waves(), 0.0, Modulation::None).is_err());
        assert!(LocalLoss::new(waves(), 0.5, Modulation::Diagonal(DMatrix::zeros(1, 4))).is_err());
        let local = LocalLoss::new(waves(), 0.5, Modulation::None).expect("valid");
        assert!(local.evaluate(&DMatrix::zeros(1, 4), &[0]).is_err());
        assert!(local.evaluate(&DMatrix::zeros(1, 5), &[3]).is_err());
        assert!(local.evaluate(&DMatrix::zeros(2, 5), &[0]).is_err());
    }
}
