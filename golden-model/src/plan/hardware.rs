//! What the generator can build.

use super::Plan;
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Basis, ErrorMode, Learn, Network, Part, Rounding};

impl Plan {
    /// Whether Verilog can be made of this plan; the golden model can learn with more modes than the generator has.
    ///
    /// # Errors
    /// What the generator lacks of basis, code sets, error, rounding and policy, with its line in the network file.
    pub fn hardware_ready(&self, network: &Network) -> Result<()> {
        let basis = match network.basis {
            Basis::Sqq | Basis::Walsh => None,
            Basis::Square => Some("the square basis"),
            Basis::Triangle => Some("the triangle basis"),
        };
        let error = (network.error == ErrorMode::Staircase).then_some("the staircase error");
        let rounding = (network.training.rounding == Rounding::Stochastic).then_some("stochastic rounding");
        let sets = (network.code_sets > 1).then_some("several sets of codes");
        let learn = match network.policy.learn {
            Learn::Always => None,
            Learn::OnError => Some("the policy on-error"),
            Learn::LowConfidence(_) => Some("the policy low-confidence"),
        };
        let budget = network.policy.budget.map(|_| "a budget of updates");
        let freeze = (!network.policy.freeze.is_empty()).then_some("frozen layers");
        let lacks = [
            (basis, Part::Basis, "\"sqq\" and \"walsh\" can be built"),
            (error, Part::Error, "\"ternary\" can be built"),
            (rounding, Part::Rounding, "\"nearest\" can be built"),
            (sets, Part::CodeSets, "1 can be built"),
            (learn, Part::Learn, "\"always\" can be built"),
            (budget, Part::Budget, "can be left out"),
            (freeze, Part::Freeze, "can be left out"),
        ];
        let Some((what, part, label)) = lacks.into_iter().find_map(|(what, part, label)| what.map(|what| (what, part, label))) else {
            return Ok(());
        };
        let can = match part {
            Part::Learn | Part::Budget | Part::Freeze => "the host can hold samples back with the learn flag",
            _ => "ternary with sqq or walsh and nearest it can",
        };
        let diagnostic = Diagnostic::new(format!("the generator cannot build {what} yet; {can}"));
        let help = match part {
            Part::Learn | Part::Budget | Part::Freeze => "`entrain check`, `train` and `drift` take it: the golden model has every policy",
            _ => "`entrain check` and `entrain train` take it: the golden model has every mode",
        };
        Err(network.point_at(diagnostic, part, label).help(help))
    }
}
