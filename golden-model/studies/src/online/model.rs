//! The golden model on a stream.

use super::Learner;
use entrain_model::network::Network;
use entrain_model::plan::{LearnedCode, Plan};
use entrain_model::rule::Model;

/// The model, and the bits of a weight.
pub struct Integer {
    model: Model,
    bytes: usize,
}

impl Integer {
    /// The network with the start weights of `seed`; the policy is for the field.
    pub fn new(network: &Network, plan: Plan, seed: u32) -> Integer {
        let mut plan = plan.without_policy();
        plan.training.seed = seed;
        let model = Model::new(&plan);
        let codes: usize = model.layers.iter().map(|layer| layer.code().len()).sum();
        let bits = network.weights.bits as usize * plan.parameters() + LearnedCode::BITS as usize * codes;
        Integer { model, bytes: bits.div_ceil(8) }
    }
}

impl Learner for Integer {
    fn predict(&mut self, input: &[i16]) -> usize {
        self.model.predict(input)
    }

    fn learn(&mut self, input: &[i16], label: usize) -> usize {
        self.model.learn(input, label).0
    }

    /// Weights, biases and learned codes; fixed codes are counted, not kept.
    fn bytes(&self) -> usize {
        self.bytes
    }
}
