//! The constants of each rule.

use super::Rule;
use entrain_model::network::Network;

/// What a person would tune of a rule. Other constants stand in the rule's own file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Samples a step; 1 for the integer rules, whatever stands here.
    pub batch: usize,
    /// Learning rate. The integer rules use the nearest 2^-L.
    pub rate: f64,
}

impl Rule {
    /// The settings that `compare` uses.
    ///
    /// `lls` takes the rate of the network file. The others were chosen by the sum of the validation accuracies on digits
    /// 64-64-32 (1077 of the 1347 training rows learn, the other 270 validate, 30 epochs, 5 seeds) and on MNIST10k 784-256-128
    /// (6400 of 8000 learn, 1600 validate, 5 epochs, 1 seed), among rates 1, 2, 5, 10, 20 e-3 and batches of 32 and 128 for the
    /// float rules (on MNIST some only 5, 10, 20 e-3 and 32) and 2^-5 to 2^-9 for `backprop-int`. `backprop`, the yardstick, had
    /// come out low on the test rows and got a second round (MNIST, 10 epochs, 2 seeds). Only validation rows decided.
    pub fn settings(self, network: &Network) -> Settings {
        let (batch, rate) = match self {
            Rule::Lls => (1, (-(network.training.rate as f64)).exp2()),
            Rule::BackpropInt => (1, 1.0 / 128.0),
            Rule::Backprop => (128, 1e-2),
            Rule::Fa => (32, 5e-3),
            Rule::LlsFloat | Rule::LlsMxm | Rule::LocalClassifiers => (32, 1e-2),
            Rule::LlsM | Rule::Dfa | Rule::ForwardForward | Rule::Frozen | Rule::Linear => (32, 2e-2),
        };
        Settings { batch, rate }
    }
}

impl Settings {
    /// L of the rate's nearest 2^-L.
    pub fn shift(self) -> u32 {
        (-self.rate.log2()).round().max(0.0) as u32
    }
}
