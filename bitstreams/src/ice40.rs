//! iCE40: Yosys, nextpnr-ice40, icepack.

use crate::family::{Family, Kinds, TOP};
use crate::tools::tool;
use entrain_boards::Board;
use entrain_model::Result;
use std::process::Command;

/// The family.
pub(crate) struct Ice40;

impl Family for Ice40 {
    fn tools(&self) -> [&'static str; 3] {
        ["yosys", "nextpnr-ice40", "icepack"]
    }

    fn synthesis(&self, board: &Board) -> String {
        let dsp = if board.device.resources.dsps > 0 { "-dsp " } else { "" };
        let timing = if board.device.model.starts_with("up") { "u" } else { "hx" };
        format!("synth_ice40 {dsp}-abc9 -device {timing}")
    }

    fn place_and_route(&self, board: &Board, placed: &str) -> Result<Command> {
        let mut nextpnr = tool("nextpnr-ice40").command()?;
        nextpnr.args([&format!("--{}", board.device.model), "--package", &board.device.package]);
        nextpnr.args(["--pcf", &format!("{TOP}.pcf"), "--asc", placed]);
        Ok(nextpnr)
    }

    fn placed_suffix(&self) -> &'static str {
        "asc"
    }

    fn pack(&self, _: &Board, placed: &str, bitstream: &str) -> Result<Command> {
        let mut icepack = tool("icepack").command()?;
        icepack.args([placed, bitstream]);
        Ok(icepack)
    }

    fn bitstream_suffix(&self) -> &'static str {
        "bin"
    }

    fn kinds(&self) -> &'static [Kinds] {
        &[
            ("logic cells", &[("ICESTORM_LC", 1.0)]),
            ("block RAM", &[("ICESTORM_RAM", 1.0)]),
            ("DSP", &[("ICESTORM_DSP", 1.0)]),
            ("SPRAM", &[("ICESTORM_SPRAM", 1.0)]),
            ("PLL", &[("ICESTORM_PLL", 1.0)]),
        ]
    }
}
