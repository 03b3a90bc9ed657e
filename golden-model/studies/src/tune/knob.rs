//! What can be tuned, by its name in the network file, and what is tried of it.

use super::Choice;
use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use entrain_model::network::Basis;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// A value of the network file that the search may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Knob {
    /// `network.basis`.
    Basis,
    /// `training.rate`, and with it the rates of the schedule.
    Rate,
    /// `training.margin`.
    Margin,
    /// `training.revival`.
    Revival,
    /// `weights.bits`, and with it `weights.fraction`.
    Bits,
}

/// Knob, name, what is tried of it: the only list of them.
const REGISTRY: [(Knob, &str, &str); 5] = [
    (Knob::Basis, "basis", "sqq and walsh, which the generator can build"),
    (Knob::Rate, "rate", "two steps slower to two steps faster"),
    (Knob::Margin, "margin", "a quarter, a half, twice and four times the margin"),
    (Knob::Revival, "revival", "masks of 4, 6, 8 and 10 bits"),
    (Knob::Bits, "bits", "weights of 8, 9, 10 and 12 bits, with the fraction that a file gets by default"),
];

/// Smallest margin that the ladder starts from; 0 cannot learn.
const LEAST_MARGIN: i32 = 16;

impl Knob {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Knob> {
        REGISTRY.into_iter().map(|(knob, _, _)| knob)
    }

    /// The name in the network file and on a command line.
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// What is tried, in one line.
    pub fn description(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (Knob, &'static str, &'static str) {
        // The enum and the list have the same order; a test holds them to it.
        REGISTRY[self as usize]
    }

    /// `from` with other values of this knob.
    pub(super) fn ladder(self, from: Choice) -> Vec<Choice> {
        let values: Vec<Choice> = match self {
            Knob::Basis => [Basis::Sqq, Basis::Walsh].map(|basis| Choice { basis, ..from }).into(),
            Knob::Rate => (from.rate.saturating_sub(2).max(1)..=from.rate + 2).map(|rate| Choice { rate, ..from }).collect(),
            Knob::Margin => {
                let middle = from.margin.clamp(LEAST_MARGIN, 1 << 18);
                [middle / 4, middle / 2, middle, 2 * middle, 4 * middle].map(|margin| Choice { margin, ..from }).into()
            }
            Knob::Revival => [15, 63, 255, 1023].map(|revival| Choice { revival, ..from }).into(),
            Knob::Bits => [8, 9, 10, 12].map(|bits| from.with_bits(bits)).into(),
        };
        values.into_iter().filter(|choice| *choice != from).collect()
    }
}

impl fmt::Display for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Knob {
    type Err = Diagnostic;

    fn from_str(word: &str) -> Result<Knob> {
        if let Some(knob) = Knob::all().find(|knob| knob.name() == word) {
            return Ok(knob);
        }
        let names: Vec<&str> = Knob::all().map(Knob::name).collect();
        let diagnostic = Diagnostic::new(format!("\"{word}\" is nothing that can be tuned"));
        let diagnostic = match nearest(word, names.iter().copied()) {
            Some(name) => diagnostic.help(format!("did you mean \"{name}\"?")),
            None => diagnostic,
        };
        Err(diagnostic.help(format!("--tune takes some of: {}", names.join(", "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enum_list_and_json_agree() {
        for (position, (knob, name, description)) in REGISTRY.into_iter().enumerate() {
            assert_eq!(knob as usize, position, "{name}");
            assert_eq!(name.parse::<Knob>().map_err(|error| error.to_string()), Ok(knob));
            assert_eq!(serde_json::to_string(&knob).ok(), Some(format!("\"{name}\"")));
            assert!(!description.is_empty() && !description.contains('\n'));
        }
    }

    #[test]
    fn a_misspelt_name_is_an_error_with_help() {
        let message = "margins".parse::<Knob>().map_err(|error| error.to_string()).unwrap_err();
        assert!(message.contains("did you mean \"margin\"?") && message.contains("basis, rate, margin, revival, bits"), "{message}");
    }
}
