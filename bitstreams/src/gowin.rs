//! Gowin: Yosys, nextpnr-himbaechel, gowin_pack of apycula.

use crate::family::{Family, Kinds, TOP};
use crate::tools::tool;
use entrain_boards::Board;
use entrain_model::Result;
use std::process::Command;

/// The family.
pub(crate) struct Gowin;

impl Family for Gowin {
    fn tools(&self) -> [&'static str; 3] {
        ["yosys", "nextpnr-gowin", "gowin_pack"]
    }

    fn synthesis(&self, board: &Board) -> String {
        format!("synth_gowin -family {}", if board.device.model.starts_with("GW2A") { "gw2a" } else { "gw1n" })
    }

    /// synth_gowin gives every module that is left pads, as if it were the top: nothing may be left but the top.
    fn before_synthesis(&self) -> &'static str {
        "hierarchy -top top; setattr -mod -unset keep_hierarchy *; "
    }

    fn place_and_route(&self, board: &Board, placed: &str) -> Result<Command> {
        let device = &board.device;
        let mut nextpnr = tool("nextpnr-gowin").command()?;
        nextpnr.args(["--device", &device.resources.part, "--vopt", &format!("family={}", device.model)]);
        nextpnr.args(["--vopt", &format!("cst={TOP}.cst"), "--sdc", &format!("{TOP}.sdc"), "--write", placed]);
        Ok(nextpnr)
    }

    fn placed_suffix(&self) -> &'static str {
        "pnr.json"
    }

    fn pack(&self, board: &Board, placed: &str, bitstream: &str) -> Result<Command> {
        let mut gowin_pack = tool("gowin_pack").command()?;
        gowin_pack.args(["-d", &board.device.model, "-o", bitstream, placed]);
        Ok(gowin_pack)
    }

    fn bitstream_suffix(&self) -> &'static str {
        "fs"
    }

    fn kinds(&self) -> &'static [Kinds] {
        &[
            ("LUT", &[("LUT4", 1.0)]),
            ("flip-flops", &[("DFF", 1.0)]),
            ("block RAM", &[("BSRAM", 1.0)]),
            ("DSP", &[("MULT18X18", 1.0), ("MULT9X9", 0.5)]),
            ("PLL", &[("rPLL", 1.0)]),
        ]
    }
}
