//! A head: what a learner's activations say about the class, by codes; where its error comes from.

use crate::codes::CodePlan;
use crate::network::Network;
use crate::plan::Interval;
use serde::Serialize;

/// The plan of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The class codes as counters.
    pub code: CodePlan,
    /// Interval of the logits.
    pub logit: Interval,
    /// Bits of a logit.
    pub bits: u32,
}

impl Head {
    /// The head over `units` activations.
    pub(super) fn new(network: &Network, units: usize) -> Head {
        let code = CodePlan::with_sets(network.basis, units, network.classes, network.code_sets);
        let logit = logit_interval(&code.all_codes());
        Head { code, logit, bits: logit.signed_bits() }
    }
}

/// z_c = sum of s_c[i] h_i with 0 <= h_i <= 255: as low as its negative entries, as high as its positive ones allow.
fn logit_interval(codes: &[Vec<i8>]) -> Interval {
    let part = |code: &[i8], sign: i8| code.iter().filter(|value| value.signum() == sign).map(|&value| 255 * value as i64).sum::<i64>();
    codes.iter().fold(Interval::new(0, 0), |all, code| Interval::new(all.low.min(part(code, -1)), all.high.max(part(code, 1))))
}

/// What learns: its number among those that do, and its head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Learner {
    /// Place among the learners, 0 first: which flag, counter and memories are its own.
    pub number: usize,
    /// It can learn; in an inference-only twin nobody can.
    pub learns: bool,
    /// Its codes and logits.
    pub head: Head,
}
