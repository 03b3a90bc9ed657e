//! The rules by name.

use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// A way to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The golden model.
    Lls,
    /// The published rule.
    LlsFloat,
    /// The published rule with a trained factor a class.
    LlsM,
    /// The published rule with a trained matrix of classes.
    LlsMxm,
    /// Backpropagation.
    Backprop,
    /// Backpropagation in narrow integers.
    BackpropInt,
    /// Feedback alignment.
    Fa,
    /// Direct feedback alignment.
    Dfa,
    /// Forward-forward.
    ForwardForward,
    /// Trained local classifiers.
    LocalClassifiers,
    /// Random hidden layers.
    Frozen,
    /// No hidden layers.
    Linear,
}

/// Rule, name, what it is in one line: the only list of them.
const REGISTRY: [(Rule, &str, &str); 12] = [
    (Rule::Lls, "lls", "the integer rule of the hardware, batch 1: ternary errors of fixed periodic codes, no multiplier"),
    (Rule::LlsFloat, "lls-float", "the published LLS in floats: local loss on fixed periodic vectors, batch norm, AdamW"),
    (Rule::LlsM, "lls-m", "lls-float with one trained factor a class"),
    (Rule::LlsMxm, "lls-mxm", "lls-float with a trained matrix of classes x classes"),
    (Rule::Backprop, "backprop", "backpropagation in floats: exact gradients, each layer waits for all behind it"),
    (Rule::BackpropInt, "backprop-int", "backpropagation at the network's weight width, 8-bit activations and errors, batch 1"),
    (Rule::Fa, "fa", "feedback alignment: the error returns layer by layer through fixed random matrices"),
    (Rule::Dfa, "dfa", "direct feedback alignment: a fixed random matrix from the output's error to each layer"),
    (Rule::ForwardForward, "forward-forward", "forward-forward: high activity for the right label, low for a wrong one, layer by layer"),
    (Rule::LocalClassifiers, "local-classifiers", "each layer learns through a trained linear classifier of its own"),
    (Rule::Frozen, "frozen", "the hidden layers stay random, only the output layer learns"),
    (Rule::Linear, "linear", "a linear classifier without hidden layers"),
];

impl Rule {
    /// All rules, in the order of a table.
    pub fn all() -> impl Iterator<Item = Rule> {
        REGISTRY.into_iter().map(|(rule, _, _)| rule)
    }

    /// The name on a command line and in reports.
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// What it is, in one line.
    pub fn description(self) -> &'static str {
        self.entry().2
    }

    /// It can teach a network with convolutions.
    pub fn knows_maps(self) -> bool {
        matches!(self, Rule::Lls | Rule::Backprop | Rule::BackpropInt | Rule::Linear)
    }

    fn entry(self) -> (Rule, &'static str, &'static str) {
        // The enum and the list have the same order; a test holds them to it.
        REGISTRY[self as usize]
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no rule `word` among `names`, of which `list` is the heading; `purpose` says for what.
pub(crate) fn no_rule(word: &str, purpose: &str, names: &[&str], list: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(format!("there is no rule \"{word}\"{purpose}"));
    let diagnostic = match nearest(word, names.iter().copied()) {
        Some(name) => diagnostic.help(format!("did you mean \"{name}\"?")),
        None => diagnostic,
    };
    diagnostic.help(format!("{list}: {}", names.join(", ")))
}

impl FromStr for Rule {
    type Err = Diagnostic;

    fn from_str(word: &str) -> Result<Rule> {
        if let Some(rule) = Rule::all().find(|rule| rule.name() == word) {
            return Ok(rule);
        }
        let names: Vec<&str> = Rule::all().map(Rule::name).collect();
        Err(no_rule(word, "", &names, "rules"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enum_list_and_json_agree() {
        for (position, (rule, name, description)) in REGISTRY.into_iter().enumerate() {
            assert_eq!(rule as usize, position, "{name}");
            assert_eq!(rule.name().parse::<Rule>().map_err(|error| error.to_string()), Ok(rule));
            assert_eq!(serde_json::to_string(&rule).ok(), Some(format!("\"{name}\"")));
            assert!(!description.is_empty() && !description.contains('\n'));
        }
    }

    #[test]
    fn a_misspelt_rule_is_an_error_with_help() {
        let message = "backprob".parse::<Rule>().map_err(|error| error.to_string()).unwrap_err();
        assert!(message.contains("did you mean \"backprop\"?"), "{message}");
    }
}
