//! The published rule as a rival: `crate::float`'s network of blocks, local losses and a last linear classifier.
//!
//! M. P. E. Apolinario, A. Roy, K. Roy, "LLS: local learning rule for deep neural networks inspired by neural activity
//! synchronization", WACV 2025, arXiv 2405.15868. Each hidden layer is linear, batch norm, leaky ReLU 0.01; the local loss has
//! the square basis with C rows and tau = 0.5; schedule-free AdamW without decay. m and M start at 0.01 times a standard normal.

use super::cost::{Cost, NUMBER_BITS, Sizes, float_bytes, parameters, weights};
use super::dense::SLOPE;
use super::learner::BatchRule;
use super::start::{normal, uniform};
use crate::float::basis::basis;
use crate::float::batch_norm::BatchNorm;
use crate::float::network::Classifier;
use crate::float::optimiser::ScheduleFree;
use crate::float::{Block, LocalLayer, LocalLoss, Modulation, Network, Optimiser, Pool, Waveform};
use entrain_model::diagnostic::Result;
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

const TEMPERATURE: f64 = 0.5;
const MOMENTUM: f64 = 0.1;
const EPSILON: f64 = 1e-5;

/// Which of the three published forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// LLS.
    Plain,
    /// LLS-M.
    Diagonal,
    /// LLS-MxM.
    Matrix,
}

/// A float network under local losses.
#[derive(Debug, Clone)]
pub struct LlsFloat {
    sizes: Sizes,
    form: Form,
    network: Network,
}

impl LlsFloat {
    /// Random start. Error: sizes that the float network refuses.
    pub fn new(sizes: Sizes, form: Form, rate: f64, random: &mut XorShift32) -> Result<LlsFloat> {
        let optimiser = || Optimiser::ScheduleFree(ScheduleFree::new(rate));
        let classes = sizes.classes;
        let mut layers = Vec::new();
        for (inputs, units) in sizes.hidden_layers() {
            let norm = BatchNorm::new(DMatrix::from_element(1, units, 1.0), DMatrix::zeros(1, units), MOMENTUM, EPSILON)?;
            let block = Block::dense(uniform(units, inputs, inputs, random), DMatrix::zeros(1, units), Some(norm), SLOPE)?;
            let modulation = match form {
                Form::Plain => Modulation::None,
                Form::Diagonal => Modulation::Diagonal(normal(1, classes, 0.01, random)),
                Form::Matrix => Modulation::Matrix(normal(classes, classes, 0.01, random)),
            };
            let loss = LocalLoss::new(basis(Waveform::Square, classes, units), TEMPERATURE, modulation)?;
            layers.push(LocalLayer::new(block, Pool::identity(units)?, loss, optimiser())?);
        }
        let last = sizes.last();
        let classifier = Classifier::new(uniform(classes, last, last, random), DMatrix::zeros(1, classes), optimiser())?;
        Ok(LlsFloat { network: Network::new(layers, classifier)?, sizes, form })
    }
}

impl BatchRule for LlsFloat {
    fn step(&mut self, x: &DMatrix<f64>, labels: &[usize]) -> Result<()> {
        self.network.step(x, labels).map(drop)
    }

    fn scores(&self, x: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        self.network.infer(x)
    }

    /// The 6 MACs a unit: squares of the norm, tangent term, and four of batch norm (variance, scale and two means of its derivative).
    fn cost(&self, batch: usize) -> Cost {
        let Sizes { hidden, classes, .. } = &self.sizes;
        let (layers, units) = (self.sizes.layers(), self.sizes.units());
        let (modulation, modulation_macs) = match self.form {
            Form::Plain => (0, 0),
            Form::Diagonal => (*classes, 3 * classes),
            Form::Matrix => (classes * classes, 3 * classes * classes),
        };
        let inference = parameters(&layers) + 2 * units;
        let trained = inference + hidden.len() * modulation;
        let running_statistics = 2 * units;
        Cost {
            macs_forward: weights(&layers) as f64,
            adds_forward: 0.0,
            macs_update: (weights(&layers) + 6 * units + hidden.len() * modulation_macs) as f64,
            adds_update: (2 * classes * units) as f64 + trained as f64 / batch as f64,
            parameters: inference,
            memory_bytes: float_bytes(trained, running_statistics, &layers, self.sizes.kept_by_one(), batch),
            kept_bits: NUMBER_BITS * self.sizes.kept_by_one(),
            learning_numbers: hidden.len() * modulation + running_statistics,
            transposed_reads: 0,
        }
    }
}
