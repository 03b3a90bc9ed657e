//! How a row is corrected: the error mode, the rounding, and the width of every number on the way to a weight.

use super::Interval;
use crate::layers::InputFormat;
use crate::network::{ErrorMode, Network, Rounding};
use crate::rule::Lfsr;
use serde::Serialize;

/// The learning path of a layer after its decision; each interval comes from the one before.
///
/// - ternary, nearest: d in -1..1; U+ = (a + 2^(K-1)) >> K, U- = (a + 2^(K-1) - 1) >> K; w - U+ or w + U-.
/// - ternary, stochastic: U = (a + r) >> K with r the low K bits of the layer's LFSR; w - U or w + U.
/// - staircase: w - ((d a + r) >> S), S = K + 8, r the low S bits of the LFSR.
///
/// A bias is a weight whose input is 2^F. K <= 16 and S <= 16, the bits of the LFSR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignalPlan {
    /// How the error vector is made.
    pub error: ErrorMode,
    /// Q: logits that are 2^Q apart differ by a factor of two in the staircase.
    pub stair: u32,
    /// How an increment is rounded.
    pub rounding: Rounding,
    /// K, or S: right shift of what is added to a weight.
    pub shift: u32,
    /// Bits of r; 0 without.
    pub random_bits: u32,
    /// e of one class.
    pub errors: Interval,
    /// d of a row.
    pub signal: Interval,
    /// d a + r (staircase) or a + what rounds it (ternary), before the shift.
    pub rounded: Interval,
    /// What is taken from a weight or, ternary, added to it or taken from it.
    pub increment: Interval,
}

impl SignalPlan {
    /// Largest K that leaves something of an input, or that the LFSR has bits for.
    pub(crate) fn largest_shift(network: &Network, input: InputFormat) -> i64 {
        match (network.error, network.training.rounding) {
            (ErrorMode::Staircase, _) => Lfsr::BITS as i64 - 8,
            (ErrorMode::Ternary, Rounding::Stochastic) => Lfsr::BITS as i64,
            (ErrorMode::Ternary, Rounding::Nearest) => 8 - input.signed as i64,
        }
    }

    /// The learning path of a layer whose codes are `codes` and whose K is `shift_u`.
    pub(crate) fn new(network: &Network, codes: &[Vec<i8>], input: InputFormat, shift_u: u32) -> SignalPlan {
        let rounding = network.training.rounding;
        let stochastic = rounding == Rounding::Stochastic;
        // The bias learns from 2^F, which is above the largest input.
        let a = Interval::new(input.range.low, input.range.high.max(1 << input.fraction));
        let (errors, signal, shift, product) = match network.error {
            ErrorMode::Ternary => (Interval::new(-1, 1), Interval::new(-1, 1), shift_u, a),
            ErrorMode::Staircase => {
                let most = 128 * (network.classes as i64 - 1);
                let values = || codes.iter().flatten().map(|&value| value as i64);
                let spread = values().max().unwrap_or(0) - values().min().unwrap_or(0);
                let signal = Interval::new(-most * spread, most * spread);
                (Interval::new(-most, 128), signal, shift_u + 8, signal * a)
            }
        };
        let half = 1i64 << (shift - 1);
        let added = if stochastic { Interval::new(0, 2 * half - 1) } else { Interval::new(half - 1, half) };
        let rounded = product + added;
        let increment = Interval::new(rounded.low >> shift, rounded.high >> shift);
        let random_bits = if stochastic { shift } else { 0 };
        SignalPlan { error: network.error, stair: network.training.stair, rounding, shift, random_bits, errors, signal, rounded, increment }
    }
}
