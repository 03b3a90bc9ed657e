//! What a device family has to know: how its tools synthesise, place, pack, and what their report calls things.

use crate::contents::{Bits, Layout};
use entrain_boards::Board;
use entrain_model::Result;
use std::process::Command;

/// Name of the top module and stem of the files between the tools.
pub(crate) const TOP: &str = "top";

/// A resource in nextpnr's report: its name for people, and the kinds of cell that count as it, each with the share of
/// one that a cell takes.
pub(crate) type Kinds = (&'static str, &'static [(&'static str, f64)]);

/// A device family. Everything else about a build is the same for all.
pub(crate) trait Family: Sync {
    /// Names of its tools in the registry: synthesis, place and route, packing.
    fn tools(&self) -> [&'static str; 3];

    /// The Yosys command that synthesises for the board's part, with its options but without a top.
    fn synthesis(&self, board: &Board) -> String;

    /// The Yosys commands from Verilog to memories of which it is not yet said what they are made of.
    fn up_to_memories(&self, board: &Board) -> String {
        format!("{} -run :map_ram -top {TOP}", self.synthesis(board))
    }

    /// Place and route of `top.json` for the board; seed, frequency, report and what `placed_option` says are added for
    /// all families alike.
    fn place_and_route(&self, board: &Board) -> Result<Command>;

    /// Its option that names the file of the placed design.
    fn placed_option(&self) -> &'static str;

    /// Suffix of the placed design, a text from which the bitstream is packed.
    fn placed_suffix(&self) -> &'static str;

    /// Packs the placed design into `bitstream`.
    fn pack(&self, board: &Board, placed: &str, bitstream: &str) -> Result<Command>;

    /// Suffix of the bitstream.
    fn bitstream_suffix(&self) -> &'static str;

    /// How the placed design holds the contents of block RAMs.
    fn layout(&self) -> Layout;

    /// The placed design's text, with the contents of each block RAM replaced by what `replace` says of it.
    fn exchange(&self, placed: &str, replace: &mut dyn FnMut(&Bits) -> Option<Bits>) -> String;

    /// Cells of the netlist, each with the LUTs that it takes at least; flip-flops can share a logic cell with a LUT.
    fn lut_cells(&self) -> &'static [(&'static str, usize)];

    /// The resources of its report; the first is the logic cell or LUT.
    fn kinds(&self) -> &'static [Kinds];

    /// The file below Yosys' shared ones with the models of its cells.
    fn cells(&self) -> &'static str;

    /// Models of what are black boxes there.
    fn own_cells(&self) -> &'static str {
        ""
    }

    /// Flip-flops used, where the report does not say but the log does.
    fn flip_flops(&self, _log: &str) -> Option<usize> {
        None
    }
}
