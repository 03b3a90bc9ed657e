//! The plan of an input head, `rule::InputHead`.

use super::{Interval, Pace, RegisterPlan, SignalPlan, increment_shift, most_slower};
use crate::diagnostic::{Diagnostic, Result};
use crate::layers::{Edge, HIDDEN_FRACTION};
use crate::network::{ErrorMode, Network, Part, Rounding};
use serde::Serialize;

/// A linear classifier beside the first layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputHead {
    /// Its place among the learners: behind all layers.
    pub number: usize,
    /// The network's input.
    pub input: Edge,
    /// C: a row of weights each.
    pub classes: usize,
    /// Bits of a weight.
    pub bits: u32,
    /// R: right shift from the accumulator to z.
    pub shift_z: u32,
    /// Interval of the accumulator.
    pub accumulator: Interval,
    /// Interval of z.
    pub logit: Interval,
    /// K and the correction at each rate of a training run.
    pub paces: Vec<Pace>,
    /// The same at the rates that a register or a pace can ask for.
    pub slower_paces: Vec<Pace>,
}

impl InputHead {
    /// A logit counts 2^3 times in the sum over the learners, and before the margin: as much as eight units of a layer.
    pub const SHIFT: u32 = 3;

    /// The head that the file asks for, learner `number`; none, if it asks for none.
    ///
    /// # Errors
    /// A rate at which it cannot learn; modes that it does not have; logits beyond 31 bits.
    pub(crate) fn new(network: &Network, number: usize) -> Result<Option<InputHead>> {
        if !network.input_head {
            return Ok(None);
        }
        let refuse = |message: &str, part: Part, label: &str| Err(network.point_at(Diagnostic::new(message), part, label));
        if network.error != ErrorMode::Ternary {
            return refuse("an input head learns by ternary errors only", Part::Error, "\"ternary\", or leave input_head out");
        }
        if network.training.rounding != Rounding::Nearest {
            return refuse("an input head rounds to nearest only", Part::Rounding, "\"nearest\", or leave input_head out");
        }
        let input = Edge::before(network, 0);
        let (fan_in, format) = (input.values(), input.format);
        let (bits, fraction) = (network.weights.bits, network.weights.fraction);
        let shift_z = (fraction + format.fraction).checked_sub(HIDDEN_FRACTION).filter(|&shift| shift >= 1);
        let Some(shift_z) = shift_z else {
            let message = format!("weights with {fraction} fraction bits are too coarse for an input head");
            return Err(Diagnostic::new(message).help("use fraction = 1 or more"));
        };
        let weight = Interval::signed(bits);
        let accumulator = (weight * format.range).times(fan_in) + weight.shift_left(format.fraction);
        let half = 1i64 << (shift_z - 1);
        let logit = Interval::new((accumulator.low + half) >> shift_z, (accumulator.high + half) >> shift_z);
        if logit.shift_left(InputHead::SHIFT).signed_bits() > 31 {
            return refuse(
                "the logits of an input head would need more than 31 bits",
                Part::InputHead,
                "leave it out, or use narrower weights",
            );
        }
        let pace = |shift_u| Pace { shift_u, signal: SignalPlan::new(network, &[], format, shift_u) };
        let shift = |rate: (u32, Part)| increment_shift(network, 0, format, rate);
        let paces = network.training.rates().map(|rate| shift(rate).map(pace)).collect::<Result<Vec<Pace>>>()?;
        let most = if network.training.pace.is_fixed() { RegisterPlan::MOST_SLOWER } else { most_slower(network) };
        let (first, largest) = (paces[0].shift_u, SignalPlan::largest_shift(network, format) as u32);
        let slower_paces = (first..=largest.min(first + most)).map(pace).collect();
        Ok(Some(InputHead { number, input, classes: network.classes, bits, shift_z, accumulator, logit, paces, slower_paces }))
    }

    /// Weights and biases.
    pub fn parameters(&self) -> usize {
        self.classes * (self.input.values() + 1)
    }

    /// Multiply-accumulates of a prediction.
    pub fn macs(&self) -> usize {
        self.classes * self.input.values()
    }

    /// Interval of what a logit counts in the sum over the learners.
    pub fn vote(&self) -> Interval {
        self.logit.shift_left(InputHead::SHIFT)
    }

    /// Shifts below `training.rate` at which it still learns.
    pub fn slower(&self) -> u32 {
        self.slower_paces.len() as u32 - 1
    }
}
