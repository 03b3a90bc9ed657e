//! What a rule costs: operations a sample, parameters, memory.
//!
//! With n_0 features, hidden widths n_1..n_L, C classes, P_h = sum of n_(l-1) n_l over the hidden layers and
//! P_o = n_L C of the output layer:
//!
//! | rule | MACs of a prediction | MACs of the learning step on top of it |
//! |---|---|---|
//! | lls | P_h | 0 |
//! | lls-float, -m, -mxm | P_h + P_o | P_h + P_o + 6 sum n_l, and sum over hidden layers of 0, 3 C or 3 C^2 |
//! | backprop, fa | P_h + P_o | P_h + P_o for the weights, P_h - n_0 n_1 + P_o for the errors |
//! | backprop-int | P_h + P_o | the same, without the rows and samples whose error is 0 (measured) |
//! | dfa | P_h + P_o | P_h + P_o for the weights, C sum n_l for the errors |
//! | forward-forward | n_0 n_1 + C (P_h - n_0 n_1) | 2 P_h forward, 2 P_h for the weights: two passes, no prediction needed |
//! | local-classifiers | P_h + P_o | P_h for the weights, 3 C sum n_l - P_o: logits, weights and errors of the classifiers |
//! | frozen | P_h + P_o | P_o |
//! | linear | n_0 C | n_0 C |
//!
//! Adds of a prediction: C sum n_l for `lls` (logits of +1/-1 codes), C n_1 for forward-forward (the label's column), else 0.
//! Adds of a learning step: weights and biases corrected, measured by `lls` and `backprop-int`, trained parameters / batch
//! for the others; `lls-float` and its kin add 2 C sum n_l for their +1/-1 vectors. Not counted: biases of the forward pass,
//! nonlinearities, comparisons, exponentials, and the optimiser's own arithmetic (about 8 operations a parameter a batch).
//!
//! Memory of a chip that learns by the rule, in bits, one sample at a time and without an optimiser, so that only the rule
//! differs: W bits for every number that is trained or fixed (W is the network's), 8 bits for every activation and error.
//!
//! - `weight_bits`: W times the numbers that a prediction needs.
//! - `learning_bits`: what learning keeps beside them. Activations until they are used: input, all hidden layers, logits and
//!   the widest error where errors travel (backprop, backprop-int, fa, dfa); input, output and error of the layer that needs
//!   most where each layer learns at once, and for `lls` 2 bits a row in place of the error. W times the numbers that only
//!   learning needs: feedback matrices, m and M, the local classifiers but the last, running statistics.
//! - `transposed_reads`: weights that a learning step reads by columns, while predictions read them by rows: a second port, a
//!   second copy or a second walk. Weights behind the first layer (backprop, backprop-int), the local classifiers.
//!
//! Memory of the programs that were run, in bytes, is what the algorithm must keep, at 4 bytes a float:
//!
//! - trained floats: 12 each (training weight, schedule-free average's z, mean square) and the gradient of the largest layer;
//! - fixed floats: 4 each (frozen weights, feedback matrices; periodic vectors are generated, not stored);
//! - activations of a batch: input, all hidden layers, logits and the widest error where errors travel (backprop, fa, dfa);
//!   input, output and error of the layer that needs most where each layer learns at once;
//! - integer rules: weights and biases at their bits, activations 1 byte, logits 4, and backprop-int's errors 1 byte.
//!
//! A pipeline needs more (several samples in flight): the plan's memories, `entrain_model::plan`, say how much.

use entrain_model::network::Network;

/// Cost of a rule on a network.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Multiply-accumulates of one prediction.
    pub macs_forward: f64,
    /// Additions of one prediction.
    pub adds_forward: f64,
    /// Multiply-accumulates of a learning step, a sample, on top of the prediction.
    pub macs_update: f64,
    /// Additions of a learning step, a sample.
    pub adds_update: f64,
    /// Trained and fixed numbers that a prediction needs.
    pub parameters: usize,
    /// Bytes that training keeps.
    pub memory_bytes: usize,
    /// Bits of activations and errors that a chip keeps for learning, one sample at a time.
    pub kept_bits: usize,
    /// Numbers as wide as a weight that only learning needs.
    pub learning_numbers: usize,
    /// Weights read by columns in a learning step.
    pub transposed_reads: usize,
}

/// Bits of an activation or error on a chip.
pub const NUMBER_BITS: usize = 8;

/// The sizes of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// n_0, what reaches the first layer.
    pub features: usize,
    /// n_1..n_L.
    pub hidden: Vec<usize>,
    /// C.
    pub classes: usize,
}

impl Sizes {
    /// The sizes of `network`.
    pub fn new(network: &Network) -> Sizes {
        let hidden = network.layers.iter().filter_map(|layer| layer.units()).collect();
        Sizes { features: network.features(), hidden, classes: network.classes }
    }

    /// Inputs and outputs of the hidden layers.
    pub fn hidden_layers(&self) -> Vec<(usize, usize)> {
        let inputs = [self.features].into_iter().chain(self.hidden.iter().copied());
        inputs.zip(self.hidden.iter().copied()).collect()
    }

    /// Inputs and outputs of the hidden layers and of the output layer.
    pub fn layers(&self) -> Vec<(usize, usize)> {
        let mut layers = self.hidden_layers();
        layers.push((self.last(), self.classes));
        layers
    }

    /// n_L, or n_0 without hidden layers.
    pub fn last(&self) -> usize {
        self.hidden.last().copied().unwrap_or(self.features)
    }

    /// Sum of the hidden widths.
    pub fn units(&self) -> usize {
        self.hidden.iter().sum()
    }

    /// Values a sample that must live until the errors return: input, hidden activations, logits, the widest error.
    pub fn kept_by_all(&self) -> usize {
        self.features + self.units() + self.classes + self.hidden.iter().copied().max().unwrap_or(0)
    }

    /// Values a sample of the layer that needs most: input, output, the output's error.
    pub fn kept_by_one(&self) -> usize {
        self.layers().iter().map(|(inputs, outputs)| inputs + 2 * outputs).max().unwrap_or(0)
    }
}

/// Weights of `layers` given as inputs and outputs.
pub fn weights(layers: &[(usize, usize)]) -> usize {
    layers.iter().map(|(inputs, outputs)| inputs * outputs).sum()
}

/// Weights and biases of `layers`.
pub fn parameters(layers: &[(usize, usize)]) -> usize {
    layers.iter().map(|(inputs, outputs)| (inputs + 1) * outputs).sum()
}

/// Bytes of a float rule: `trained` and `fixed` numbers, the gradient of the largest of the trained `layers`, and `kept`
/// values a sample of a batch.
pub fn float_bytes(trained: usize, fixed: usize, layers: &[(usize, usize)], kept: usize, batch: usize) -> usize {
    let gradient = layers.iter().map(|layer| parameters(&[*layer])).max().unwrap_or(0);
    4 * (3 * trained + fixed + gradient + kept * batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_the_digits() {
        let sizes = Sizes { features: 64, hidden: vec![64, 32], classes: 10 };
        assert_eq!(sizes.layers(), [(64, 64), (64, 32), (32, 10)]);
        assert_eq!(weights(&sizes.layers()), 6464);
        assert_eq!(parameters(&sizes.layers()), 6464 + 106);
        assert_eq!((sizes.kept_by_all(), sizes.kept_by_one()), (64 + 96 + 10 + 64, 64 + 128));
    }
}
