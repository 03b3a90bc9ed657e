//! What depends on the learning rate: K, and what a correction is made of.

use super::{Plan, SignalPlan, index_bits};
use crate::diagnostic::{Diagnostic, Result};
use crate::layers::InputFormat;
use crate::network::{Network, Pacing, Part, Rounding, USUAL_SLOWER};
use serde::Serialize;

/// What depends on the learning rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// K.
    pub shift_u: u32,
    /// What a correction is made of.
    pub signal: SignalPlan,
}

/// How the rates of the learners follow from what they do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PacingPlan {
    /// The law.
    pub law: Pacing,
    /// Shifts from `training.rate` to each learner's slowest rate.
    pub most: Vec<u32>,
}

impl PacingPlan {
    /// Bits of what a learner's pacer says of itself: s above the 16 of e.
    pub const REPORT_BITS: u32 = 20;

    /// Flip-flops of learner `number`'s pacer: e or a count, s of three samples, what is on its way.
    pub fn registers(&self, number: usize) -> u32 {
        let (most, steps) = (self.most[number], index_bits(self.most[number] as usize + 1));
        3 + 3 * steps + if self.law == Pacing::SelfPaced { 16 } else { most + 9 }
    }

    /// What the file asks for; none where rates stay. `slower`: shifts below `training.rate` at which each learner still learns.
    pub(super) fn new(network: &Network, slower: &[u32]) -> Option<PacingPlan> {
        let training = &network.training;
        let most = most_slower(network);
        (!training.pace.is_fixed())
            .then(|| PacingPlan { law: training.pace, most: slower.iter().map(|slower| most.min(*slower)).collect() })
    }
}

impl Plan {
    /// Steps below the file's rate that learner `number` is built for: those of its pace, and with `registers` those that a host asks for.
    pub fn slower_steps(&self, number: usize, registers: bool) -> u32 {
        let own = self.pacing.as_ref().map_or(0, |pacing| pacing.most[number]);
        if registers { own.max(self.registers.slowest) } else { own }
    }
}

/// Shifts from `training.rate` to the slowest rate of a pace.
pub(crate) fn most_slower(network: &Network) -> u32 {
    network.training.slowest.map_or(USUAL_SLOWER, |slowest| slowest.saturating_sub(network.training.rate))
}

impl Pace {
    /// The increments of input `a`: U+ for d = +1, U- for d = -1.
    pub fn increments(&self, a: i32) -> (i32, i32) {
        let half = 1 << (self.shift_u - 1);
        ((a + half) >> self.shift_u, (a + half - 1) >> self.shift_u)
    }
}

/// K = F - fraction + L - 1, refused where every increment would be zero or no rounding is left.
pub(crate) fn increment_shift(network: &Network, index: usize, input: InputFormat, (rate, part): (u32, Part)) -> Result<u32> {
    let (fraction, rate) = (network.weights.fraction as i64, rate as i64);
    let shift = input.fraction as i64 - fraction + rate - 1;
    let largest = SignalPlan::largest_shift(network, input);
    if (1..=largest).contains(&shift) {
        return Ok(shift as u32);
    }
    let base = input.fraction as i64 - fraction - 1;
    let (lowest, highest) = (1 - base, largest - base);
    let why = match (shift > largest, network.training.rounding) {
        (false, _) => "faster than one step of the weights' grid",
        (true, Rounding::Nearest) => "so slow that every increment rounds to zero",
        (true, Rounding::Stochastic) => "so slow that its rounding needs more than the LFSR's 16 bits",
    };
    let key = if part == Part::Slowest { "slowest" } else { "rate" };
    let message = format!("{key} = {rate} is {why} in layer {} ({}, {fraction} fraction bits)", index + 1, name(input));
    let help = format!("this layer learns with {key} = {lowest} to {highest}");
    Err(network.point_at(Diagnostic::new(message), part, format!("K = {shift}, usable are 1 to {largest}")).help(help))
}

fn name(input: InputFormat) -> String {
    format!("{}8 inputs with {} fraction bits", if input.signed { 's' } else { 'u' }, input.fraction)
}
