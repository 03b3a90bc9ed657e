//! What a person should know although nothing is wrong enough to stop.

use crate::project::Project;
use entrain_model::Diagnostic;
use entrain_model::network::Part;
use serde::Serialize;

/// One thing, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A word that stays the same.
    pub kind: String,
    /// What it is, in a sentence.
    pub message: String,
    /// The line of the network file that it is about, where there is one.
    pub line: Option<usize>,
}

impl Warning {
    /// A warning of a kind.
    pub fn new(kind: &str, message: impl Into<String>, line: Option<usize>) -> Warning {
        Warning { kind: kind.into(), message: message.into(), line }
    }

    /// Below a verb's text.
    pub fn text(warnings: &[Warning]) -> String {
        warnings.iter().map(|warning| format!("\nnote: {}\n", warning.message)).collect()
    }
}

/// Lanes of the file that are more than a layer walked by rows has inputs; by columns, so many are refused.
pub fn idle_lanes(project: &Project) -> Vec<Warning> {
    let network = &project.network;
    let layers = network.layers.iter().zip(&project.plan.layers);
    let cut = layers.filter_map(|(asked, built)| asked.lanes.filter(|&lanes| lanes > built.lanes).map(|lanes| (lanes, built)));
    let warning = |(lanes, built): (usize, &entrain_model::plan::LayerPlan)| {
        let line = network.point_at(Diagnostic::new(""), Part::Lanes(built.index), "").line();
        let message = format!(
            "layer {} has {} inputs, so {} of the {lanes} lanes that the network file asks for are built",
            built.index + 1,
            built.fan_in,
            built.lanes
        );
        Warning::new("idle-lanes", message, line)
    };
    cut.map(warning).collect()
}
