//! The golden model itself, seen as one of the rules.

use super::cost::{Cost, NUMBER_BITS};
use super::learner::Learner;
use crate::train::passes;
use entrain_model::Samples;
use entrain_model::diagnostic::Result;
use entrain_model::network::Network;
use entrain_model::plan::Plan;
use entrain_model::rule::{Counts, Model};

/// Model, plan and what training counted.
pub struct Integer {
    model: Model,
    plan: Plan,
    bits: u32,
    counts: Counts,
    samples: usize,
}

impl Integer {
    /// The model with the network's seed, without a policy for the field. Error: a network that cannot be planned.
    pub fn new(network: &Network) -> Result<Integer> {
        let plan = Plan::new(network, None)?.without_policy();
        Ok(Integer { model: Model::new(&plan), plan, bits: network.weights.bits, counts: Counts::default(), samples: 0 })
    }
}

impl Learner for Integer {
    /// In the order that the network file asks for.
    fn train(&mut self, samples: &Samples, epochs: usize, watch: &mut dyn FnMut(usize)) -> Result<()> {
        let Integer { model, plan, counts, samples: seen, .. } = self;
        passes(model, plan, samples, epochs, &mut |_, epoch| {
            counts.add(&epoch.counts);
            *seen += samples.len();
            watch(epoch.number);
        });
        Ok(())
    }

    fn hits(&mut self, samples: &Samples) -> Result<usize> {
        Ok(samples.iter().filter(|(input, label)| self.model.predict(input) == *label).count())
    }

    fn cost(&self) -> Cost {
        let Plan { layers, classes, .. } = &self.plan;
        let kept = layers.iter().map(|layer| layer.fan_in() + layer.units()).max().unwrap_or(0);
        // Fixed codes add and subtract what a layer has, learned ones multiply it.
        let read = |learned: bool| layers.iter().filter_map(|layer| layer.head()).filter(move |head| head.learned.is_some() == learned);
        let [units, values] = [false, true].map(|learned| read(learned).map(|head| head.code.units).sum::<usize>());
        let head = self.plan.input_head.as_ref().map_or(0, |head| head.macs());
        Cost {
            macs_forward: (layers.iter().map(|layer| layer.facts().macs).sum::<usize>() + classes * values + head) as f64,
            adds_forward: (classes * units) as f64,
            macs_update: 0.0,
            adds_update: (self.counts.weights + self.counts.sums) as f64 / self.samples.max(1) as f64,
            parameters: self.plan.parameters(),
            memory_bytes: (self.plan.parameters() * self.bits as usize).div_ceil(8) + kept + 4 * classes,
            kept_bits: layers.iter().map(|layer| NUMBER_BITS * (layer.fan_in() + layer.units()) + 2 * layer.units()).max().unwrap_or(0),
            learning_numbers: 0,
            transposed_reads: 0,
        }
    }
}
