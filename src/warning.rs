//! What a person should know although nothing is wrong enough to stop.

use entrain_data::Warning;
use entrain_model::network::Part;
use entrain_model::{Diagnostic, Network, Plan};

/// Lanes of the file that are more than a layer walked by rows has inputs; by columns, so many are refused.
pub fn idle_lanes(network: &Network, plan: &Plan) -> Vec<Warning> {
    let layers = network.layers.iter().zip(&plan.layers);
    let cut = layers.filter_map(|(asked, built)| asked.lanes.filter(|&lanes| lanes > built.lanes()).map(|lanes| (lanes, built)));
    let warning = |(lanes, built): (usize, &entrain_model::plan::LayerPlan)| {
        let line = network.point_at(Diagnostic::new(""), Part::Lanes(built.index), "").line();
        let message = format!(
            "layer {} has {} inputs, so {} of the {lanes} lanes that the network file asks for are built",
            built.index + 1,
            built.fan_in(),
            built.lanes()
        );
        Warning::new("idle_lanes", message, line)
    };
    cut.map(warning).collect()
}
