//! A head: what a learner's activations say about the class, by codes; where its error comes from.

use crate::codes::CodePlan;
use crate::network::Network;
use crate::plan::Interval;
use serde::Serialize;

/// The plan of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The class codes as counters; what a learned code starts from.
    pub code: CodePlan,
    /// Interval of the logits.
    pub logit: Interval,
    /// Bits of a logit.
    pub bits: u32,
    /// How the code is learned; none: it is fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learned: Option<LearnedCode>,
}

/// A code that is learned: V, for each class a number for each value that the head reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LearnedCode {
    /// V starts at so many steps times the periodic code.
    pub start: usize,
    /// zs: right shift from a logit to what it counts beside those of other layers.
    pub shift: u32,
}

impl LearnedCode {
    /// Bits of V, two's complement.
    pub const BITS: u32 = 12;
    /// Bits of V right of the binary point.
    pub const FRACTION: u32 = 9;
    /// V stays between this and its negative.
    pub const TOP: i16 = (1 << (LearnedCode::BITS - 1)) - 1;

    /// All values of V.
    pub fn range() -> Interval {
        Interval::new(-LearnedCode::TOP as i64, LearnedCode::TOP as i64)
    }
}

impl Head {
    /// The head over `units` activations.
    pub(super) fn new(network: &Network, units: usize) -> Head {
        let code = CodePlan::with_sets(network.basis, units, network.classes, network.code_sets);
        let logit = logit_interval(&code.all_codes());
        Head { code, logit, bits: logit.signed_bits(), learned: None }
    }

    /// The head with a learned code over `values` values whose sum is `sum` at most, and of which 2^`shift` are one.
    pub(super) fn learning(network: &Network, values: usize, sum: i64, shift: u32) -> Head {
        let code = CodePlan::new(network.basis, values, network.classes);
        let products = LearnedCode::range() * Interval::new(0, sum);
        let logit = Interval::new(products.low >> LearnedCode::FRACTION, products.high >> LearnedCode::FRACTION);
        Head { code, logit, bits: logit.signed_bits(), learned: Some(LearnedCode { start: network.code_start, shift }) }
    }

    /// Interval of what a logit counts in the sum over the layers.
    pub fn vote(&self) -> Interval {
        let shift = self.learned.map_or(0, |code| code.shift);
        Interval::new(self.logit.low >> shift, self.logit.high >> shift)
    }

    /// The learned code as it starts, class after class; empty if the code is fixed.
    pub fn start(&self) -> Vec<i16> {
        let Some(LearnedCode { start, .. }) = self.learned else { return Vec::new() };
        let values = self.code.codes(0).concat();
        values
            .into_iter()
            .map(|value| (value as i64 * start as i64).clamp(-LearnedCode::TOP as i64, LearnedCode::TOP as i64) as i16)
            .collect()
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
