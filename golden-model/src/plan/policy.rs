//! The learning policy as registers: what a layer compares, and how far its credit counts.

use super::{Interval, LayerPlan};
use crate::network::{Budget, Learn, Network};
use serde::Serialize;

/// The policy of a network; every layer follows it with its own logits and its own credit, so none waits for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyPlan {
    /// Which samples a layer learns from.
    pub learn: Learn,
    /// How often.
    pub budget: Option<Credit>,
    /// Whether each learner is frozen; the file counts its entries.
    pub frozen: Vec<bool>,
}

/// The constants of a layer's credit counter: the budget without its common factor, so that the counter is narrow.
///
/// The counter is 0 after a reset. Each learning sample adds `earn`; an update takes `cost`, and without that much credit
/// there is none; what is left saturates at `cap`. So the first n learning samples after a reset see at most
/// n earn / cost updates, and any n samples in a row at most (cap + n earn) / cost: the rate, and what was saved up.
/// It counts samples: who thinks in hours has to know how many samples an hour has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Credit {
    /// Credit of a learning sample: updates / gcd(updates, samples).
    pub earn: u64,
    /// Credit that an update costs: samples / gcd(updates, samples).
    pub cost: u64,
    /// Most credit: burst x cost.
    pub cap: u64,
    /// Bits of the counter, unsigned, the sum before it saturates included.
    pub bits: u32,
}

impl PolicyPlan {
    /// The policy of a network file.
    pub(super) fn new(network: &Network, layers: &[LayerPlan]) -> PolicyPlan {
        let policy = &network.policy;
        let learners = layers.iter().filter(|layer| layer.learner().is_some());
        PolicyPlan {
            learn: policy.learn,
            budget: policy.budget.map(Credit::new),
            // An input head is no entry that could be frozen.
            frozen: learners.map(|layer| policy.freeze.contains(&layer.index)).chain(network.input_head.then_some(false)).collect(),
        }
    }

    /// No policy: all learners learn whatever the margin lets through.
    pub fn always(learners: usize) -> PolicyPlan {
        PolicyPlan { learn: Learn::Always, budget: None, frozen: vec![false; learners] }
    }

    /// Whether it holds nothing back.
    pub fn is_always(&self) -> bool {
        *self == PolicyPlan::always(self.frozen.len())
    }

    /// The policy in words, a line each.
    pub fn words(&self) -> Vec<String> {
        let mut lines = vec![match self.learn {
            Learn::Always => "a layer learns from every sample that the margin lets through".to_string(),
            Learn::OnError => "a layer learns only where its own answer is wrong".to_string(),
            Learn::LowConfidence(limit) => {
                format!("a layer learns only where its largest logit leads its second largest by less than {limit}")
            }
        }];
        if let Some(Credit { earn, cost, cap, bits }) = self.budget {
            let most = cap / cost;
            lines.push(format!(
                "at most {earn} update{} of a layer in {cost} samples, {most} of them at once; 0 saved up after a reset ({bits}-bit counter)",
                if earn == 1 { "" } else { "s" }
            ));
        }
        let (frozen, free): (Vec<usize>, Vec<usize>) = (1..=self.frozen.len()).partition(|&layer| self.frozen[layer - 1]);
        let list = |layers: &[usize]| layers.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        match (frozen.is_empty(), free.is_empty()) {
            (true, _) => {}
            (false, true) => lines.push("every layer is frozen: nothing is learned".to_string()),
            (false, false) => lines.push(format!("frozen: layer {}; learning: layer {}", list(&frozen), list(&free))),
        }
        lines
    }
}

impl Credit {
    /// The counter of a budget.
    pub fn new(budget: Budget) -> Credit {
        let common = gcd(budget.updates as u64, budget.samples as u64);
        let (earn, cost) = (budget.updates as u64 / common, budget.samples as u64 / common);
        let cap = budget.burst as u64 * cost;
        Credit { earn, cost, cap, bits: 64 - (cap + earn).leading_zeros() }
    }

    /// The values of the counter, the sum before it saturates included.
    pub fn range(&self) -> Interval {
        Interval::new(0, (self.cap + self.earn) as i64)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_has_no_common_factor() {
        let credit = Credit::new(Budget { updates: 600, samples: 36_000, burst: 600 });
        assert_eq!(credit, Credit { earn: 1, cost: 60, cap: 36_000, bits: 16 });
        assert_eq!(Credit::new(Budget { updates: 3, samples: 7, burst: 1 }), Credit { earn: 3, cost: 7, cap: 7, bits: 4 });
    }
}
