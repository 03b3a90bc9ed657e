//! Whether a layer may learn from a sample: the policy's decision, after the margin's.

use super::Counts;
use super::layer::Decision;
use crate::network::Learn;
use crate::plan::{Credit, PolicyPlan};

/// What held a layer's update back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The layer is frozen, or the sample is not of the kind that the policy learns from.
    Policy,
    /// The credit is spent.
    Budget,
}

/// One layer's policy and its credit: nothing in it comes from another layer.
#[derive(Debug, Clone)]
pub struct Policy {
    learn: Learn,
    frozen: bool,
    held: bool,
    budget: Option<Credit>,
    credit: u64,
}

impl Policy {
    /// The policy of layer `layer` after a reset: no credit.
    pub fn new(plan: &PolicyPlan, layer: usize) -> Policy {
        Policy { learn: plan.learn, frozen: plan.frozen.get(layer).copied().unwrap_or(false), held: false, budget: plan.budget, credit: 0 }
    }

    /// Whether the layer stays as it is from now on, because a host says so.
    pub(super) fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Whether the layer stays as it is whatever comes: it is frozen in the file, or held by a host.
    pub(super) fn stands(&self) -> bool {
        self.frozen || self.held
    }

    /// Judges one learning sample, whose logits in this layer are `logits`; to be called once for each.
    ///
    /// In this order:
    /// 1. The credit grows by `earn`, whatever follows.
    /// 2. The margin was reached: there is nothing to hold back.
    /// 3. The layer is frozen, in the file or by a host (`Model::hold`), or `learn` does not hold: held back by the policy.
    ///    - on-error: argmax of z is not y, with the lowest class of equals as everywhere; that is z_y < z_r, or
    ///      z_y = z_r and r < y.
    ///    - low-confidence: the largest z less the second largest is below the limit; equals give 0. The label has no
    ///      part in it.
    /// 4. The credit is below `cost`: held back by the budget. Else it falls by `cost`, and the layer updates.
    /// 5. The credit saturates at `cap`.
    ///
    /// Skipped and held samples are learning samples all the same: the revival's t goes on.
    pub fn judge(&mut self, decision: Decision, logits: &[i32]) -> Option<Held> {
        let Some(Credit { earn, cost, cap, .. }) = self.budget else {
            return self.unwanted(decision, logits);
        };
        self.credit += earn;
        let held = self.unwanted(decision, logits).or((decision.update && self.credit < cost).then_some(Held::Budget));
        if decision.update && held.is_none() {
            self.credit -= cost;
        }
        self.credit = self.credit.min(cap);
        held
    }

    /// Step 3.
    fn unwanted(&self, decision: Decision, logits: &[i32]) -> Option<Held> {
        let wanted = match self.learn {
            Learn::Always => true,
            Learn::OnError => is_wrong(decision, logits),
            Learn::LowConfidence(limit) => lead(logits) < limit,
        };
        (decision.update && (self.frozen || self.held || !wanted)).then_some(Held::Policy)
    }

    /// Credit that is saved up.
    pub fn credit(&self) -> u64 {
        self.credit
    }
}

impl Held {
    /// One layer's update held back.
    pub(super) fn counts(self) -> Counts {
        match self {
            Held::Policy => Counts { held_by_policy: 1, ..Counts::default() },
            Held::Budget => Counts { held_by_budget: 1, ..Counts::default() },
        }
    }
}

/// Whether the layer's own answer is not the label: the rival is ahead, or level with a lower class number.
fn is_wrong(decision: Decision, logits: &[i32]) -> bool {
    let (label, rival) = (logits[decision.label], logits[decision.rival]);
    label < rival || (label == rival && decision.rival < decision.label)
}

/// The largest logit less the second largest.
fn lead(logits: &[i32]) -> i32 {
    let (first, second) =
        logits.iter().fold((i32::MIN, i32::MIN), |(first, second), &z| if z > first { (z, first) } else { (first, second.max(z)) });
    first - second
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Budget;
    use crate::rule::argmax;
    use proptest::prelude::*;

    /// Strongest other class, and an update that the margin always wants.
    fn decision(logits: &[i32], label: usize) -> Decision {
        let others = logits.iter().enumerate().filter(|(class, _)| *class != label);
        let rival = others.fold((0, i32::MIN), |best, (class, &z)| if z > best.1 { (class, z) } else { best }).0;
        Decision { update: true, label, rival }
    }

    fn policy(learn: Learn, budget: Option<Budget>) -> Policy {
        Policy::new(&PolicyPlan { learn, budget: budget.map(Credit::new), frozen: vec![false] }, 0)
    }

    proptest! {
        #[test]
        fn on_error_is_the_layers_own_argmax(logits in prop::collection::vec(-3i32..3, 2..6), at: usize) {
            let label = at % logits.len();
            let held = policy(Learn::OnError, None).judge(decision(&logits, label), &logits);
            prop_assert_eq!(held.is_none(), argmax(&logits) != label);
        }

        #[test]
        fn confidence_is_the_lead_of_the_largest(logits in prop::collection::vec(-9i32..9, 2..6), at: usize, limit in 1i32..9) {
            let mut sorted = logits.clone();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            let held = policy(Learn::LowConfidence(limit), None).judge(decision(&logits, at % logits.len()), &logits);
            prop_assert_eq!(held.is_none(), sorted[0] - sorted[1] < limit);
        }

        /// From a reset on, and in every window of the run.
        #[test]
        fn no_window_exceeds_the_budget(
            updates in 1u32..9,
            more in 0u32..20,
            burst in 1u32..5,
            wants in prop::collection::vec(any::<bool>(), 1..200),
        ) {
            let budget = Budget { updates, samples: updates + more, burst };
            let credit = Credit::new(budget);
            let mut policy = policy(Learn::Always, Some(budget));
            let done: Vec<u64> = wants
                .iter()
                .map(|&update| {
                    let decision = Decision { update, label: 0, rival: 1 };
                    (policy.judge(decision, &[0, 0]).is_none() && update) as u64
                })
                .collect();
            for start in 0..done.len() {
                let mut sum = 0;
                for (n, update) in (1u64..).zip(&done[start..]) {
                    sum += update;
                    prop_assert!(sum * credit.cost <= credit.cap + n * credit.earn);
                    prop_assert!(start > 0 || sum * credit.cost <= n * credit.earn);
                }
            }
        }

        /// The greedy learner gets all that the budget promises.
        #[test]
        fn who_always_wants_gets_the_whole_budget(updates in 1u32..9, more in 0u32..20, n in 1u64..300) {
            let budget = Budget { updates, samples: updates + more, burst: 1 };
            let mut policy = policy(Learn::Always, Some(budget));
            let wants = Decision { update: true, label: 0, rival: 1 };
            let done = (0..n).filter(|_| policy.judge(wants, &[0, 0]).is_none()).count() as u64;
            prop_assert_eq!(done, n * updates as u64 / budget.samples as u64);
        }
    }
}
