//! What a cell or a memory is part of, told by the Verilog module that holds it.

use super::netlist::Scope;
use serde::Serialize;

/// The parts of the hardware between which energy is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Clock pins of flip-flops, and the clock tree.
    Clock,
    /// Multipliers, their adders, quantisation.
    Mac,
    /// The correction of the weights.
    Update,
    /// Weights and biases read.
    WeightRead,
    /// Weights and biases written.
    WeightWrite,
    /// Activations and increments, read and written.
    Activations,
    /// Class codes and logits.
    Codes,
    /// Rival, margin, decisions.
    Error,
    /// Schedule.
    Control,
    /// Samples in, answers out.
    Io,
    /// Leakage, in the FPGA all static power.
    Static,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 11] = [
        Part::Clock,
        Part::Mac,
        Part::Update,
        Part::WeightRead,
        Part::WeightWrite,
        Part::Activations,
        Part::Codes,
        Part::Error,
        Part::Control,
        Part::Io,
        Part::Static,
    ];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Part::Clock => "clock",
            Part::Mac => "MAC",
            Part::Update => "update adders",
            Part::WeightRead => "weight memory, read",
            Part::WeightWrite => "weight memory, write",
            Part::Activations => "activation memory",
            Part::Codes => "codes and logits",
            Part::Error => "error unit",
            Part::Control => "control",
            Part::Io => "I/O",
            Part::Static => "static",
        }
    }
}

/// Each module of the generated Verilog and its part. A module inside of another belongs to the inner one's part.
pub const MODULES: &[(&str, Part)] = &[
    ("mac_lanes", Part::Mac),
    ("multiplier", Part::Mac),
    ("adder_tree", Part::Mac),
    ("column_mac", Part::Mac),
    ("quantise", Part::Mac),
    ("update_lanes", Part::Update),
    ("column_update", Part::Update),
    ("sat_update", Part::Update),
    ("bias_lane", Part::Update),
    ("weight_memory", Part::WeightRead),
    ("act_buffer", Part::Activations),
    ("column_buffer", Part::Activations),
    ("code_gen", Part::Codes),
    ("class_codes", Part::Codes),
    ("logits", Part::Codes),
    ("column_logits", Part::Codes),
    ("logit_sum", Part::Codes),
    ("error_unit", Part::Error),
    ("row_decision", Part::Error),
    ("column_decision", Part::Error),
    ("layer_control", Part::Control),
    ("column_control", Part::Control),
    ("column_readout", Part::Control),
    ("serialiser", Part::Control),
    ("sample_input", Part::Io),
    ("prediction", Part::Io),
];

/// The part of a scope: that of the innermost module that is in `MODULES`; cells in the layers' own wiring are control.
pub fn part(scope: &Scope) -> Part {
    let known = |module: &String| MODULES.iter().find(|(name, _)| name == module).map(|(_, part)| *part);
    scope.modules.iter().rev().find_map(known).unwrap_or(Part::Control)
}

/// The layer of a scope, by the instance's name below the core; none for what layers share.
pub fn layer(scope: &Scope) -> Option<usize> {
    scope.path.split('.').find_map(|name| name.strip_prefix("layer")?.parse().ok())
}
