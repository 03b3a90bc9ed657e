//! The rules by name, and what of each is chosen.

use super::Learner;
use super::linear::{OneVsRest, Softmax};
use super::model::Integer;
use super::neighbours::Neighbours;
use super::perceptron::Perceptron;
use super::tree::Tree;
use crate::rivals::cost::Sizes;
use crate::rivals::no_rule;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use entrain_model::plan::Plan;
use serde::Serialize;
use std::str::FromStr;

/// A way to learn from a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The golden model.
    Lls,
    /// Softmax regression.
    Linear,
    /// A logistic regression a class.
    OneVsRest,
    /// The samples themselves.
    Neighbours,
    /// A decision tree that grows.
    HoeffdingTree,
    /// Backpropagation.
    BackpropAdam,
}

/// Rule, name, what it is in one line: the only list of them.
const REGISTRY: [(Rule, &str, &str); 6] = [
    (Rule::Lls, "lls", "the integer rule of the hardware, with the network file's settings but for the rate"),
    (Rule::Linear, "linear", "softmax regression on the inputs, plain gradient"),
    (Rule::OneVsRest, "one-vs-rest", "a logistic regression a class on inputs scaled by their running mean and deviation"),
    (Rule::Neighbours, "neighbours", "the nearest of all samples so far, which it keeps"),
    (Rule::HoeffdingTree, "hoeffding-tree", "a tree that splits where a bound says enough was seen; naive Bayes in its leaves"),
    (Rule::BackpropAdam, "backprop-adam", "backpropagation through the same hidden layers and an output layer, Adam, a step a sample"),
];

/// What is chosen of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// A rate, a number of neighbours, or samples between two looks at a leaf.
    pub value: f64,
    /// In words.
    pub words: String,
}

impl Rule {
    /// All rules, in the order of a table.
    pub fn all() -> impl Iterator<Item = Rule> {
        REGISTRY.into_iter().map(|(rule, _, _)| rule)
    }

    /// The name on a command line and in reports.
    pub fn name(self) -> &'static str {
        REGISTRY[self as usize].1
    }

    /// What it is, in one line.
    pub fn description(self) -> &'static str {
        REGISTRY[self as usize].2
    }

    /// Whether it can learn what `network` is for: the perceptron here has dense layers only.
    pub fn knows(self, network: &Network) -> bool {
        self != Rule::BackpropAdam || network.layers.iter().all(|layer| layer.units().is_some())
    }

    /// What it is tried with.
    pub fn settings(self, network: &Network) -> Vec<Setting> {
        let plain = |values: &[f64], words: &dyn Fn(f64) -> String| {
            values.iter().map(|&value| Setting { value, words: words(value) }).collect::<Vec<_>>()
        };
        let rate = |value: f64| format!("rate {value}");
        match self {
            Rule::Lls => {
                let rates = (3..=12u32).filter(|&rate| with_rate(network, rate).is_ok());
                rates.map(|rate| Setting { value: rate as f64, words: format!("rate 2^-{rate}") }).collect()
            }
            Rule::Linear => plain(&[0.003, 0.01, 0.03, 0.1, 0.3, 1.0], &rate),
            Rule::OneVsRest => plain(&[0.001, 0.003, 0.01, 0.03, 0.1], &rate),
            Rule::Neighbours => plain(&[1.0, 3.0, 5.0, 9.0], &|count| format!("{count} nearest")),
            Rule::HoeffdingTree => plain(&[25.0, 50.0, 100.0, 200.0], &|samples| format!("grace {samples}")),
            Rule::BackpropAdam => plain(&[0.0003, 0.001, 0.003, 0.01], &rate),
        }
    }

    /// The rule before its first sample.
    pub(super) fn learner(self, network: &Network, setting: &Setting, seed: u32) -> Result<Box<dyn Learner>> {
        let (sizes, fraction, rate) = (Sizes::new(network), network.input.format.fraction(), setting.value as f32);
        Ok(match self {
            Rule::Lls => {
                let (mut network, plan) = with_rate(network, setting.value as u32)?;
                network.training.seed = seed;
                Box::new(Integer::new(&network, plan, seed))
            }
            Rule::Linear => Box::new(Softmax::new(&sizes, fraction, rate)),
            Rule::OneVsRest => Box::new(OneVsRest::new(&sizes, fraction, rate)),
            Rule::Neighbours => Box::new(Neighbours::new(&sizes, setting.value as usize)),
            Rule::HoeffdingTree => Box::new(Tree::new(&sizes, setting.value as usize)),
            Rule::BackpropAdam => Box::new(Perceptron::new(&sizes, fraction, rate, seed)),
        })
    }
}

/// The network at another rate from the first sample on.
fn with_rate(network: &Network, rate: u32) -> Result<(Network, Plan)> {
    let mut network = network.clone();
    network.training = network.training.with_rate(rate);
    network.training.schedule.clear();
    let plan = Plan::new(&network, None)?;
    Ok((network, plan))
}

impl FromStr for Rule {
    type Err = Diagnostic;

    fn from_str(word: &str) -> Result<Rule> {
        if let Some(rule) = Rule::all().find(|rule| rule.name() == word) {
            return Ok(rule);
        }
        let names: Vec<&str> = Rule::all().map(Rule::name).collect();
        Err(no_rule(word, " for a stream", &names, "rules of --stream"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enum_list_and_json_agree() {
        for (position, (rule, name, description)) in REGISTRY.into_iter().enumerate() {
            assert_eq!(rule as usize, position, "{name}");
            assert_eq!(name.parse::<Rule>().map_err(|error| error.to_string()), Ok(rule));
            assert_eq!(serde_json::to_string(&rule).ok(), Some(format!("\"{name}\"")));
            assert!(!description.is_empty() && !description.contains('\n'));
        }
    }
}
