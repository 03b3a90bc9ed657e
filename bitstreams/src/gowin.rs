//! Gowin: Yosys, nextpnr-himbaechel, gowin_pack of apycula.

use crate::contents::{Bits, Layout, NINES};
use crate::family::{Family, Kinds, TOP};
use crate::tools::tool;
use entrain_boards::Board;
use entrain_model::Result;
use std::process::Command;

/// The family.
pub(crate) struct Gowin;

/// One line of a RAM's contents.
struct Row<'a> {
    line: &'a str,
    number: usize,
    digits: &'a str,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Row<'a>> {
        let (number, rest) = line.trim_start().strip_prefix("\"INIT_RAM_")?.split_once("\": \"")?;
        let (digits, _) = rest.split_once('"')?;
        Some(Row { line, number: usize::from_str_radix(number, 16).ok()?, digits })
    }

    /// Calls `use_bit` with (digit, bit of the RAM, whether it is 1).
    fn each_bit(&self, mut use_bit: impl FnMut(usize, usize, bool)) {
        let word = if self.digits.len().is_multiple_of(9) { 9 } else { 8 };
        for (number, digit) in self.digits.bytes().rev().enumerate() {
            let at = 9 * (32 * self.number + number / word) + number % word;
            use_bit(self.digits.len() - 1 - number, at, digit == b'1');
        }
    }

    /// The line with other contents.
    fn filled(&self, bits: &Bits) -> String {
        let mut digits = vec![b'0'; self.digits.len()];
        self.each_bit(|digit, at, _| digits[digit] += bits.get(at) as u8);
        self.line.replace(self.digits, &String::from_utf8_lossy(&digits))
    }
}

impl Family for Gowin {
    fn tools(&self) -> [&'static str; 3] {
        ["yosys", "nextpnr-gowin", "gowin_pack"]
    }

    fn synthesis(&self, board: &Board) -> String {
        format!("synth_gowin -no-rw-check -family {}", if board.device.model.starts_with("GW2A") { "gw2a" } else { "gw1n" })
    }

    /// synth_gowin gives every module that is left pads, as if it were the top: nothing may be left but the top.
    fn up_to_memories(&self, board: &Board) -> String {
        format!("hierarchy -top {TOP}; setattr -mod -unset keep_hierarchy *; {} -run :map_ram -top {TOP}", self.synthesis(board))
    }

    fn place_and_route(&self, board: &Board) -> Result<Command> {
        let device = &board.device;
        let mut nextpnr = tool("nextpnr-gowin").command()?;
        nextpnr.args(["--device", &device.resources.part, "--vopt", &format!("family={}", device.model)]);
        nextpnr.args(["--vopt", &format!("cst={TOP}.cst"), "--sdc", &format!("{TOP}.sdc")]);
        Ok(nextpnr)
    }

    fn placed_option(&self) -> &'static str {
        "--write"
    }

    fn placed_suffix(&self) -> &'static str {
        "pnr.json"
    }

    fn pack(&self, board: &Board, placed: &str, bitstream: &str) -> Result<Command> {
        let mut gowin_pack = tool("gowin_pack").command()?;
        gowin_pack.args(["-d", &board.device.model, "-o", bitstream]);
        if board.snapshot_flash().is_some() {
            // Else the flash's pins stay the configuration logic's.
            gowin_pack.arg("--mspi_as_gpio");
        }
        gowin_pack.arg(placed);
        Ok(gowin_pack)
    }

    fn bitstream_suffix(&self) -> &'static str {
        "fs"
    }

    fn layout(&self) -> Layout {
        NINES
    }

    /// The placed design is nextpnr's JSON, a parameter a line: `"INIT_RAM_xx": "..."`, 64 rows of 288 binary digits a
    /// RAM (32 words of 9 bits), or 256 (8 bits) in narrow shapes; the first bit is the last digit.
    fn exchange(&self, placed: &str, replace: &mut dyn FnMut(&Bits) -> Option<Bits>) -> String {
        let mut text = String::with_capacity(placed.len());
        let mut lines = placed.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            let Some(first) = Row::parse(line) else {
                text += line;
                continue;
            };
            let mut rows = vec![first];
            while let Some(row) =
                lines.peek().and_then(|line| Row::parse(line)).filter(|row| !rows.iter().any(|it| it.number == row.number))
            {
                rows.push(row);
                lines.next();
            }
            let mut bits = Bits::zeros(NINES.bits);
            rows.iter().for_each(|row| {
                row.each_bit(|_, at, one| {
                    if one {
                        bits.set(at)
                    }
                })
            });
            match replace(&bits) {
                None => rows.iter().for_each(|row| text += row.line),
                Some(new) => rows.iter().for_each(|row| text += &row.filled(&new)),
            }
        }
        text
    }

    fn cells(&self) -> &'static str {
        "gowin/cells_sim.v"
    }

    fn own_cells(&self) -> &'static str {
        concat!(include_str!("../cells/block_ram.v"), include_str!("../cells/gowin.v"))
    }

    fn lut_cells(&self) -> &'static [(&'static str, usize)] {
        &[("LUT1", 1), ("LUT2", 1), ("LUT3", 1), ("LUT4", 1), ("ALU", 1), ("RAM16SDP4", 4)]
    }

    fn kinds(&self) -> &'static [Kinds] {
        &[
            ("LUT", &[("LUT4", 1.0), ("ALU", 1.0)]),
            ("flip-flops", &[("DFF", 1.0)]),
            ("block RAM", &[("BSRAM", 1.0)]),
            ("DSP", &[("MULT18X18", 1.0), ("MULT9X9", 0.5)]),
            ("PLL", &[("rPLL", 1.0)]),
        ]
    }
}
