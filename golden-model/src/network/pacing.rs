//! `training.pace`: how a learner's rate follows from what it does.

use super::Stage;
use super::raw::TrainingTable;
use super::validate::Checker;
use crate::diagnostic::Result;
use serde::{Deserialize, Serialize};

/// How a learner's rate follows from what it does; `rule::Pacer` has the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Pacing {
    /// It stays; a schedule or a host changes it.
    #[default]
    #[serde(rename = "fixed")]
    Fixed,
    /// By the share of the last samples that it had to correct itself by.
    #[serde(rename = "self")]
    SelfPaced,
    /// By the number of samples.
    #[serde(rename = "anneal")]
    Anneal,
}

impl Pacing {
    /// Whether the rate stays.
    pub fn is_fixed(&self) -> bool {
        *self == Pacing::Fixed
    }

    /// The word of the network file.
    pub fn word(self) -> &'static str {
        match self {
            Pacing::Fixed => "fixed",
            Pacing::SelfPaced => "self",
            Pacing::Anneal => "anneal",
        }
    }
}

/// L of the fastest rate of a pace, where the file leaves it out: the best over four kinds of data (docs/first-pass.md).
const USUAL_RATE: i64 = 7;
/// Shifts from the fastest rate to the slowest, where the file leaves them out: as many as registers have.
pub(crate) const USUAL_SLOWER: u32 = 3;
/// The same at most.
const MOST_SLOWER: u32 = 8;

/// L where the file leaves it out.
pub(super) fn usual_rate(pace: Pacing) -> i64 {
    if pace.is_fixed() { 9 } else { USUAL_RATE }
}

/// Checks the word of `pace`.
pub(super) fn word(check: &Checker, table: &TrainingTable) -> Result<Pacing> {
    let known = [("fixed", Pacing::Fixed), ("self", Pacing::SelfPaced), ("anneal", Pacing::Anneal)];
    table.pace.as_ref().map_or(Ok(Pacing::Fixed), |word| check.choice("pace", word, &known))
}

/// Checks `slowest` and the schedule beside a pace whose fastest rate is `rate`.
pub(super) fn slowest(check: &Checker, table: &TrainingTable, (pace, rate): (Pacing, u32), schedule: &[Stage]) -> Result<Option<u32>> {
    let slowest = table.slowest.as_ref();
    if let Some(value) = slowest.filter(|_| pace.is_fixed()) {
        let message = "slowest is given, but nothing reads it".to_string();
        return Err(check.error(message, value.span(), "only pace = \"self\" and \"anneal\" do"));
    }
    if let Some(entry) = table.schedule.first().filter(|_| !pace.is_fixed() && !schedule.is_empty()) {
        let message = format!("both the schedule and pace = \"{}\" say when the rate slows down", pace.word());
        return Err(check.error(message, entry.rate.span(), "leave the schedule out, or pace"));
    }
    let range = rate as i64..=(rate + MOST_SLOWER) as i64;
    let slowest = slowest.map(|value| check.integer("slowest", value, range)).transpose()?;
    Ok(slowest.map(|slowest| slowest as u32))
}
