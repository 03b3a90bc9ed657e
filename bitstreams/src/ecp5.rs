//! ECP5: Yosys, nextpnr-ecp5, ecppack.

use crate::contents::{Bits, Layout, NINES, hex};
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
        "synth_ecp5 -abc9 -no-rw-check".into()
    }

    fn place_and_route(&self, board: &Board) -> Result<Command> {
        let device = &board.device;
        let mut nextpnr = tool("nextpnr-ecp5").command()?;
        nextpnr.args([&format!("--{}", device.model), "--package", &device.package, "--speed", &device.speed]);
        nextpnr.args(["--lpf", &format!("{TOP}.lpf")]);
        Ok(nextpnr)
    }

    fn placed_option(&self) -> &'static str {
        "--textcfg"
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

    fn layout(&self) -> Layout {
        NINES
    }

    /// `.bram_init N`, then 2,048 words of 9 bits as hex, eight a line, up to an empty line.
    fn exchange(&self, placed: &str, replace: &mut dyn FnMut(&Bits) -> Option<Bits>) -> String {
        let mut text = String::with_capacity(placed.len());
        let mut lines = placed.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            text += line;
            if !line.starts_with(".bram_init ") {
                continue;
            }
            let mut rows = Vec::new();
            while let Some(row) = lines.next_if(|row| !row.trim().is_empty()) {
                rows.push(row);
            }
            let mut bits = Bits::zeros(NINES.bits);
            for (word, digits) in rows.iter().flat_map(|row| row.split_whitespace()).enumerate() {
                hex::read(digits, |at| bits.set(9 * word + at));
            }
            match replace(&bits) {
                None => rows.iter().for_each(|row| text += row),
                Some(new) => {
                    for row in 0..2048 / 8 {
                        let word = |word: usize| hex::write(3, |at| at < 9 && new.get(9 * word + at));
                        text += &((8 * row..8 * row + 8).map(word).collect::<Vec<_>>().join(" ") + "\n");
                    }
                }
            }
        }
        text
    }

    fn cells(&self) -> &'static str {
        "ecp5/cells_sim.v"
    }

    fn own_cells(&self) -> &'static str {
        concat!(include_str!("../cells/block_ram.v"), include_str!("../cells/ecp5.v"))
    }

    fn lut_cells(&self) -> &'static [(&'static str, usize)] {
        &[("LUT4", 1), ("CCU2C", 2), ("TRELLIS_DPR16X4", 4)]
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
