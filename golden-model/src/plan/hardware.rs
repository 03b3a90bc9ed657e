//! What the generator can build.

use super::Plan;
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Basis, ErrorMode, Network, Part, Rounding};

impl Plan {
    /// Whether Verilog can be made of this plan; the golden model can learn with more modes than the generator has.
    ///
    /// # Errors
    /// The basis, the error or the rounding that the generator lacks, with its line in the network file.
    pub fn hardware_ready(&self, network: &Network) -> Result<()> {
        let basis = match network.basis {
            Basis::Sqq | Basis::Walsh => None,
            Basis::Square => Some("the square basis"),
            Basis::Triangle => Some("the triangle basis"),
        };
        let error = (network.error == ErrorMode::Staircase).then_some("the staircase error");
        let rounding = (network.training.rounding == Rounding::Stochastic).then_some("stochastic rounding");
        let lacks = [
            (basis, Part::Basis, "\"sqq\" and \"walsh\" can be built"),
            (error, Part::Error, "\"ternary\" can be built"),
            (rounding, Part::Rounding, "\"nearest\" can be built"),
        ];
        let Some((what, part, label)) = lacks.into_iter().find_map(|(what, part, label)| what.map(|what| (what, part, label))) else {
            return Ok(());
        };
        let diagnostic = Diagnostic::new(format!("the generator cannot build {what} yet; ternary with sqq or walsh and nearest it can"));
        Err(network.point_at(diagnostic, part, label).help("`entrain check` and `entrain train` take it: the golden model has every mode"))
    }
}
