//! What the generator can build.

use super::Plan;
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Basis, ErrorMode, Learn, Network, Part, Rounding};

/// Something that the generator lacks.
struct Lack {
    /// What it is, as a message names it.
    what: &'static str,
    /// Where the network file asks for it.
    part: Part,
    /// What can be had in its place.
    label: &'static str,
}

impl Plan {
    /// What the generator lacks to build this plan, in the order of the network file; nothing, if it can.
    pub fn lacks(&self, network: &Network) -> Vec<&'static str> {
        self.all_lacks(network).into_iter().map(|lack| lack.what).collect()
    }

    /// Whether Verilog can be made of this plan; the golden model can learn with more modes than the generator has.
    ///
    /// # Errors
    /// The first thing that the generator lacks: a kind of basis, code sets, error, rounding and policy; with its line
    /// in the network file.
    pub fn hardware_ready(&self, network: &Network) -> Result<()> {
        let Some(Lack { what, part, label }) = self.all_lacks(network).into_iter().next() else { return Ok(()) };
        let field = matches!(part, Part::Learn | Part::Budget | Part::Freeze);
        let (can, help) = match part {
            Part::InputHead => {
                ("the layers can be built without it", "`entrain check`, `train`, `compare` and `drift` take it: the golden model has it")
            }
            _ if field => (
                "the host can hold samples back with the learn flag",
                "`entrain check`, `train` and `drift` take it: the golden model has every policy",
            ),
            _ => (
                "ternary with sqq or walsh and nearest it can",
                "`entrain check` and `entrain train` take it: the golden model has every mode",
            ),
        };
        let diagnostic = Diagnostic::new(format!("the generator cannot build {what} yet; {can}"));
        Err(network.point_at(diagnostic, part, label).help(help))
    }

    fn all_lacks(&self, network: &Network) -> Vec<Lack> {
        let basis = match network.basis {
            Basis::Sqq | Basis::Walsh => None,
            Basis::Square => Some("the square basis"),
            Basis::Triangle => Some("the triangle basis"),
        };
        let learn = match network.policy.learn {
            Learn::Always => None,
            Learn::OnError => Some("the policy on-error"),
            Learn::LowConfidence(_) => Some("the policy low-confidence"),
        };
        let if_so = |so: bool, what| so.then_some(what);
        let lacks = [
            (basis, Part::Basis, "\"sqq\" and \"walsh\" can be built"),
            (if_so(network.error == ErrorMode::Staircase, "the staircase error"), Part::Error, "\"ternary\" can be built"),
            (if_so(network.training.rounding == Rounding::Stochastic, "stochastic rounding"), Part::Rounding, "\"nearest\" can be built"),
            (if_so(network.input_head, "an input head"), Part::InputHead, "`false` can be built"),
            (if_so(network.code_sets > 1, "several sets of codes"), Part::CodeSets, "1 can be built"),
            (learn, Part::Learn, "\"always\" can be built"),
            (if_so(network.policy.budget.is_some(), "a budget of updates"), Part::Budget, "can be left out"),
            (if_so(!network.policy.freeze.is_empty(), "frozen layers"), Part::Freeze, "can be left out"),
        ];
        lacks.into_iter().filter_map(|(what, part, label)| what.map(|what| Lack { what, part, label })).collect()
    }
}
