//! The levels at which a design is simulated.

use crate::model::Simulation;
use crate::verilator::{Cache, Sources};
use entrain_model::Result;
use std::fmt;
use std::str::FromStr;

/// What is simulated, and by whom; bench, stimulus and comparison are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// The Verilog as it is written, by Verilator: two values a bit.
    #[default]
    Rtl,
    /// The same Verilog by Icarus Verilog: four values a bit, so that what was never set shows as X.
    Icarus,
    /// What synthesis makes of it, cells of a device family, by Verilator.
    Netlist,
}

impl Level {
    /// All of them.
    pub const ALL: [Level; 3] = [Level::Rtl, Level::Icarus, Level::Netlist];

    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Level::Rtl => "rtl",
            Level::Icarus => "icarus",
            Level::Netlist => "netlist",
        }
    }

    /// Opens a simulation of `sources`, which at `Netlist` are a netlist with the models of its cells; `waves`: one that can
    /// write a waveform.
    ///
    /// # Errors
    /// A simulator is missing or refuses the design.
    pub fn open(self, sources: &Sources, cache: &Cache, waves: bool) -> Result<Simulation> {
        match self {
            Level::Icarus => Simulation::icarus(sources),
            Level::Rtl | Level::Netlist => Simulation::open(&cache.build(sources, waves)?, &sources.ports),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(word: &str) -> std::result::Result<Level, String> {
        let known = || Level::ALL.map(Level::word).join(", ");
        Level::ALL.into_iter().find(|level| level.word() == word).ok_or_else(|| format!("no such level; there are {}", known()))
    }
}
