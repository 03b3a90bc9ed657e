//! ECP5: Yosys, nextpnr-ecp5, ecppack.

use crate::family::{Family, Kinds, TOP};
use crate::tools::tool;
use entrain_boards::Board;
use entrain_model::Result;
use std::process::Command;

/// The family.
pub(crate) struct Ecp5;

impl Family for Ecp5 {
    fn tools(&self) -> [&'static str; 3] {
        ["yosys", "nextpnr-ecp5", "ecppack"]
    }

    fn synthesis(&self, _: &Board) -> String {
        "synth_ecp5 -abc9".into()
    }

    fn place_and_route(&self, board: &Board, placed: &str) -> Result<Command> {
        let device = &board.device;
        let mut nextpnr = tool("nextpnr-ecp5").command()?;
        nextpnr.args([&format!("--{}", device.model), "--package", &device.package, "--speed", &device.speed]);
        nextpnr.args(["--lpf", &format!("{TOP}.lpf"), "--textcfg", placed]);
        Ok(nextpnr)
    }

    fn placed_suffix(&self) -> &'static str {
        "config"
    }

    fn pack(&self, _: &Board, placed: &str, bitstream: &str) -> Result<Command> {
        let mut ecppack = tool("ecppack").command()?;
        ecppack.args(["--compress", placed, bitstream]);
        Ok(ecppack)
    }

    fn bitstream_suffix(&self) -> &'static str {
        "bit"
    }

    fn kinds(&self) -> &'static [Kinds] {
        &[
            ("LUT", &[("TRELLIS_COMB", 1.0)]),
            ("flip-flops", &[("TRELLIS_FF", 1.0)]),
            ("block RAM", &[("DP16KD", 1.0)]),
            ("DSP", &[("MULT18X18D", 1.0)]),
            ("PLL", &[("EHXPLLL", 1.0)]),
        ]
    }
}
