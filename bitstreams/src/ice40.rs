//! iCE40: Yosys, nextpnr-ice40, icepack.

use crate::contents::{Bits, Layout, hex};
use crate::family::{Family, Kinds, TOP};
use crate::tools::tool;
use entrain_boards::Board;
use entrain_model::Result;
use entrain_model::plan::RamShape;
use std::process::Command;

/// The family.
pub(crate) struct Ice40;

/// Where data bit `bit` of the word at `address` is in a RAM's 256 rows of 16 bits: one bit behind the other, but each
/// row with its bit number reversed, as Yosys' ice40/brams_map.v wires the RAM.
fn place(shape: &RamShape, address: usize, bit: usize) -> usize {
    let number = address * shape.width as usize + bit;
    let in_row = (number as u8 % 16).reverse_bits() >> 4;
    16 * (number / 16) + in_row as usize
}

impl Family for Ice40 {
    fn tools(&self) -> [&'static str; 3] {
        ["yosys", "nextpnr-ice40", "icepack"]
    }

    fn synthesis(&self, board: &Board) -> String {
        let dsp = if board.device.resources.dsps > 0 { "-dsp " } else { "" };
        let timing = if board.device.model.starts_with("up") { "u" } else { "hx" };
        format!("synth_ice40 {dsp}-abc9 -no-rw-check -device {timing}")
    }

    /// A multiplier that the generator placed is hidden as long as ice40_dsp looks for some to fill: Yosys 0.70 takes it for
    /// one of its own, gives it MODE_8x8 = 0 and the settings of a 16x16 product, and says nothing.
    fn up_to_memories(&self, board: &Board) -> String {
        let synthesis = self.synthesis(board);
        format!(
            "{synthesis} -run :flatten -top {TOP}; copy SB_MAC16 PLACED_MAC16; chtype -set PLACED_MAC16 t:SB_MAC16; \
             {synthesis} -run flatten:map_ram -top {TOP}; chtype -set SB_MAC16 t:PLACED_MAC16"
        )
    }

    fn place_and_route(&self, board: &Board) -> Result<Command> {
        let mut nextpnr = tool("nextpnr-ice40").command()?;
        nextpnr.args([&format!("--{}", board.device.model), "--package", &board.device.package]);
        nextpnr.args(["--pcf", &format!("{TOP}.pcf")]);
        Ok(nextpnr)
    }

    fn placed_option(&self) -> &'static str {
        "--asc"
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

    fn layout(&self) -> Layout {
        Layout { bits: 256 * 16, place }
    }

    /// `.ram_data X Y`, then 16 lines of 256 bits as hex, the first bit last.
    fn exchange(&self, placed: &str, replace: &mut dyn FnMut(&Bits) -> Option<Bits>) -> String {
        let mut text = String::with_capacity(placed.len());
        let mut lines = placed.split_inclusive('\n');
        while let Some(line) = lines.next() {
            text += line;
            if !line.starts_with(".ram_data ") {
                continue;
            }
            let rows: Vec<&str> = lines.by_ref().take(16).collect();
            let mut bits = Bits::zeros(256 * 16);
            for (row, digits) in rows.iter().enumerate() {
                hex::read(digits.trim(), |at| bits.set(256 * row + at));
            }
            match replace(&bits) {
                None => rows.iter().for_each(|row| text += row),
                Some(new) => (0..16).for_each(|row| text += &(hex::write(64, |at| new.get(256 * row + at)) + "\n")),
            }
        }
        text
    }

    fn cells(&self) -> &'static str {
        "ice40/cells_sim.v"
    }

    fn lut_cells(&self) -> &'static [(&'static str, usize)] {
        &[("SB_LUT4", 1)]
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

    /// The packer's lines "N LCs used as LUT4 and DFF", "N LCs used as DFF only".
    fn flip_flops(&self, log: &str) -> Option<usize> {
        let count = |kind: &str| {
            let line = log.lines().find(|line| line.ends_with(kind))?;
            line.split_whitespace().find_map(|word| word.parse::<usize>().ok())
        };
        Some(count("LCs used as LUT4 and DFF")? + count("LCs used as DFF only")?)
    }
}
