//! How the output's error reaches the hidden layers.

use super::cost::Sizes;
use super::dense::{Dense, mask};
use super::start::uniform;
use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// The way back. The derivative of the nonlinearity is applied at every hidden layer in all of them.
#[derive(Debug, Clone)]
pub enum Feedback {
    /// Through the transposed weights of the layer behind: backpropagation.
    Weights,
    /// Through a fixed random matrix in place of each transposed weight matrix: feedback alignment (T. P. Lillicrap, D.
    /// Cownden, D. B. Tweed, C. J. Akerman, "Random synaptic feedback weights support error backpropagation for deep
    /// learning", Nature Communications 7, 2016). Entry l has the shape of the weights behind hidden layer l.
    Layered(Vec<DMatrix<f64>>),
    /// From the output straight to each hidden layer through a fixed random matrix: direct feedback alignment (A. Nøkland,
    /// "Direct feedback alignment provides learning in deep neural networks", NeurIPS 2016). Entry l is C x n_l.
    Direct(Vec<DMatrix<f64>>),
    /// Not at all: the hidden layers stay as they are.
    Nothing,
}

impl Feedback {
    /// Random matrices with the distribution of the weights that they stand for.
    pub fn layered(sizes: &Sizes, random: &mut XorShift32) -> Feedback {
        let behind = sizes.layers().into_iter().skip(1);
        Feedback::Layered(behind.map(|(inputs, outputs)| uniform(outputs, inputs, inputs, random)).collect())
    }

    /// Random matrices from C classes to each hidden layer.
    pub fn direct(sizes: &Sizes, random: &mut XorShift32) -> Feedback {
        Feedback::Direct(sizes.hidden.iter().map(|&units| uniform(sizes.classes, units, sizes.classes, random)).collect())
    }

    /// Fixed numbers to be stored.
    pub fn stored(&self) -> usize {
        match self {
            Feedback::Layered(matrices) | Feedback::Direct(matrices) => matrices.iter().map(DMatrix::len).sum(),
            Feedback::Weights | Feedback::Nothing => 0,
        }
    }

    /// The derivatives to every layer's output before its nonlinearity, first layer first; none for layers that stay.
    ///
    /// `layers` are all layers, `hidden` the outputs h_l of the hidden ones (N x n_l), `d_logits` is N x C.
    pub fn errors(&self, layers: &[Dense], hidden: &[DMatrix<f64>], d_logits: DMatrix<f64>) -> Vec<Option<DMatrix<f64>>> {
        let mut errors: Vec<Option<DMatrix<f64>>> = vec![None; hidden.len()];
        let mut behind = d_logits.clone();
        for (layer, h) in hidden.iter().enumerate().rev() {
            let mut error = match self {
                Feedback::Weights => &behind * &layers[layer + 1].weight,
                Feedback::Layered(matrices) => &behind * &matrices[layer],
                Feedback::Direct(matrices) => &d_logits * &matrices[layer],
                Feedback::Nothing => break,
            };
            mask(&mut error, h);
            behind.clone_from(&error);
            errors[layer] = Some(error);
        }
        errors.push(Some(d_logits));
        errors
    }
}
