//! What a cell or a memory is part of, told by the Verilog module that holds it.

use super::asic::netlist::Scope;
use entrain_model::plan::names;
use serde::Serialize;
use std::collections::BTreeMap;

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

/// Energy by layer (none: shared by all) and part.
pub type Table = BTreeMap<(Option<usize>, Part), f64>;

/// The sum of a table.
pub fn total(table: &Table) -> f64 {
    table.values().sum()
}

/// Each module of the generated Verilog and its part. A module inside of another belongs to the inner one's part.
pub const MODULES: &[(&str, Part)] = &[
    ("mac_lanes", Part::Mac),
    ("multiplier", Part::Mac),
    ("multiplier_bank", Part::Mac),
    ("multiplier_pair", Part::Mac),
    ("soft_multiplier", Part::Mac),
    ("adder_tree", Part::Mac),
    ("column_mac", Part::Mac),
    ("quantise", Part::Mac),
    ("update_lanes", Part::Update),
    ("column_update", Part::Update),
    ("sat_update", Part::Update),
    ("bias_lane", Part::Update),
    ("correction", Part::Update),
    ("overflow", Part::Update),
    ("weight_memory", Part::WeightRead),
    ("spram_memory", Part::WeightRead),
    ("spram_single", Part::WeightRead),
    ("spram_bank", Part::WeightRead),
    ("pacer", Part::Error),
    ("act_buffer", Part::Activations),
    ("gather", Part::Activations),
    ("max_pool", Part::Activations),
    ("map_buffer", Part::Activations),
    ("active_map", Part::Activations),
    ("cell_sums", Part::Codes),
    ("code_logits", Part::Codes),
    ("code_update", Part::Codes),
    ("code_walk", Part::Codes),
    ("cell_counter", Part::Control),
    ("window_control", Part::Control),
    ("window_walk", Part::Control),
    ("window_sweep", Part::Update),
    ("window_update", Part::Update),
    ("window_mac", Part::Mac),
    ("increments", Part::Activations),
    ("value_increments", Part::Activations),
    ("column_buffer", Part::Activations),
    ("code_gen", Part::Codes),
    ("class_codes", Part::Codes),
    ("logits", Part::Codes),
    ("column_logits", Part::Codes),
    ("logit_store", Part::Codes),
    ("logit_sum", Part::Codes),
    ("error_unit", Part::Error),
    ("layer_flags", Part::Error),
    ("active_bits", Part::Error),
    ("row_decision", Part::Error),
    ("column_decision", Part::Error),
    ("layer_control", Part::Control),
    ("column_control", Part::Control),
    ("column_readout", Part::Control),
    ("serialiser", Part::Control),
    ("sample_input", Part::Io),
    ("prediction", Part::Io),
];

/// Modules that are in no core: boards, buses, traces, and the memory itself, which belongs to what holds it.
pub const OUTSIDE: &[&str] = &[
    "answer_crossing",
    "answer_tap",
    "async_fifo",
    "axi_lite",
    "axis_in",
    "axis_out",
    "banked_ram",
    "boot_restore",
    "bus_crossing",
    "core_reset",
    "crc16",
    "domain_reset",
    "ecp5_clock",
    "ecp5_flash_clock",
    "frame_answer",
    "frame_bridge",
    "frame_command",
    "frame_registers",
    "frame_rx",
    "frame_tx",
    "gowin_clock",
    "ice40_clock",
    "light",
    "memory_window",
    "power_on",
    "pace_registers",
    "register_file",
    "reset_input",
    "sample_crossing",
    "sample_gate",
    "sdp_ram",
    "spi_master",
    "spi_slave",
    "synchroniser",
    "trace_tap",
    "uart_rx",
    "uart_tx",
    "wishbone",
];

/// The part of a scope: that of the innermost module that is in `MODULES`; cells in the layers' own wiring are control.
pub fn part(scope: &Scope) -> Part {
    let known = |module: &String| MODULES.iter().find(|(name, _)| name == module).map(|(_, part)| *part);
    scope.modules.iter().rev().find_map(known).unwrap_or(Part::Control)
}

/// The layer of a scope, by the instance's name below the core; none for what layers share.
pub fn layer(scope: &Scope) -> Option<usize> {
    names::layer_of(&scope.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_has_one_part() {
        let blocks = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../hdl/src/blocks");
        let entries = |folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files =
            entries(blocks).filter(|path| path.is_dir()).flat_map(entries).filter(|path| path.extension().is_some_and(|e| e == "v"));
        let leaves: Vec<String> = files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        assert!(leaves.len() > 30);
        for leaf in &leaves {
            let times = MODULES.iter().filter(|(name, _)| name == leaf).count() + OUTSIDE.iter().filter(|name| *name == leaf).count();
            assert_eq!(times, 1, "{leaf} must stand once in MODULES or OUTSIDE");
        }
        for name in MODULES.iter().map(|(name, _)| name).chain(OUTSIDE) {
            assert!(leaves.iter().any(|leaf| leaf == name), "there is no leaf {name} any more");
        }
    }
}
