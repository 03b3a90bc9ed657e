//! What a host can change while a board runs: rate, margin and revival.

use super::{Plan, index_bits};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::Training;
use serde::{Deserialize, Serialize};

/// What the registers hold; after a reset what the network file says. They are the same for all layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registers {
    /// How much slower than the file's rate: a layer learns at 2^-(L + slower), with K + slower instead of K.
    pub slower: u32,
    /// M.
    pub margin: i32,
    /// RV.
    pub revival: u32,
}

/// What fits into them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RegisterPlan {
    /// The largest `slower`: no layer's increments all round to zero.
    pub slowest: u32,
    /// Bits of the margin. Its top bit alone is above every lead, or the largest margin of a file.
    pub margin_bits: u32,
    /// Bits of the mask, as many as the file's mask has.
    pub revival_bits: u32,
}

impl RegisterPlan {
    /// Rates below the file's that are looked at: each costs logic where increments are made.
    pub(crate) const MOST_SLOWER: u32 = 3;

    /// The registers of a network whose layers learn at `slowest` rates below the file's and have logits of up to `logit` bits.
    pub(super) fn new(training: &Training, slowest: u32, logit: u32) -> RegisterPlan {
        let margin_bits = logit.min(Training::LARGEST_MARGIN.ilog2()) + 1;
        RegisterPlan { slowest, margin_bits, revival_bits: index_bits(training.revival as usize + 1) }
    }

    /// The margin as it stands in its register; no lead is as large as its top bit, so larger margins all mean the same.
    pub fn margin(&self, margin: i32) -> u32 {
        (margin as u32).min(1 << (self.margin_bits - 1))
    }

    /// Bits of `slower`.
    pub fn slower_bits(&self) -> u32 {
        index_bits(self.slowest as usize + 1)
    }
}

impl Plan {
    /// What the registers hold after a reset.
    pub fn reset_registers(&self) -> Registers {
        Registers { slower: 0, margin: self.training.margin, revival: self.training.revival }
    }

    /// The registers for values as a network file has them; what is not given is the file's.
    ///
    /// # Errors
    /// A value that the registers of this network cannot hold.
    pub fn registers_with(&self, rate: Option<u32>, margin: Option<u32>, revival: Option<u32>) -> Result<Registers> {
        let Training { rate: fastest, margin: file_margin, revival: mask, .. } = self.training;
        let (margin, revival) = (margin.unwrap_or(file_margin as u32), revival.unwrap_or(mask));
        let rate = rate.unwrap_or(fastest);
        let ranges = [
            (
                "rate",
                rate,
                fastest,
                fastest + self.registers.slowest,
                "the file's is the fastest, slower ones as far as every layer learns",
            ),
            ("margin", margin, 0, Training::LARGEST_MARGIN, "as in a network file"),
            ("revival", revival, 0, (1 << self.registers.revival_bits) - 1, "as many bits as the file's mask has"),
        ];
        if let Some((what, value, low, high, why)) = ranges.into_iter().find(|&(_, value, low, high, _)| value < low || value > high) {
            let range = if low == high { low.to_string() } else { format!("{low} to {high}") };
            let refused = Diagnostic::new(format!("{what} = {value} does not fit the board's register: it takes {range} ({why})"));
            return Err(match what {
                "margin" => refused,
                _ => refused.help(format!("for another {what}, change the network file, then build and flash its bitstream")),
            });
        }
        Ok(Registers { slower: rate - fastest, margin: margin as i32, revival })
    }
}

impl Registers {
    /// As a network file has them: (L, M, RV).
    pub fn values(&self, plan: &Plan) -> (u32, i32, u32) {
        (plan.training.rate + self.slower, self.margin, self.revival)
    }

    /// In words.
    pub fn words(&self, plan: &Plan) -> String {
        let (rate, margin, revival) = self.values(plan);
        format!("rate {rate}, margin {margin}, revival {revival}")
    }
}
