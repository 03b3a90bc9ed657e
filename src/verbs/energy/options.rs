//! What `entrain energy` can be asked for, apart from the command line: one of four programs, each with what it needs.

use std::path::PathBuf;

/// What is to be done.
pub enum Task {
    /// The measured designs behind the coefficients.
    Model,
    /// The power of any netlist.
    Netlist(Netlist),
    /// A board's coefficients from the readings of a meter.
    Measured(PathBuf),
    /// The energy of a network.
    Estimate(Options),
}

/// A netlist of a library's cells, and its activity.
pub struct Netlist {
    /// Verilog, or Yosys's JSON.
    pub file: PathBuf,
    /// Its top module.
    pub top: String,
    /// Its parasitics; estimated without.
    pub spef: Option<PathBuf>,
    /// Its activity.
    pub waves: PathBuf,
    /// The instance of the top in it.
    pub scope: String,
    /// The cells.
    pub library: Library,
}

/// A cell library, and what is taken instead of its estimates.
#[derive(Clone, Default)]
pub struct Library {
    /// Its file; OSU 0.18 um without.
    pub liberty: Option<PathBuf>,
    /// Length of the node, nanometres, where its name does not tell.
    pub node_nm: Option<f64>,
    /// Figures of a memory compiler.
    pub sram: Option<PathBuf>,
    /// Capacitance of wire a pin, femtofarads.
    pub wire_ff: Option<f64>,
}

/// How the energy of a network is estimated. The default is what `entrain energy PATH` does.
#[derive(Clone)]
pub struct Options {
    /// What the network is made of.
    pub on: On,
    /// Training samples over which activity is measured.
    pub samples: Option<usize>,
    /// Clock, MHz; without, the board's.
    pub clock_mhz: Option<f64>,
    /// Checkpoint to start from; without, the start weights.
    pub weights: Option<PathBuf>,
    /// Epochs of the training run whose energy is foretold.
    pub epochs: usize,
    /// Without synthesis and co-simulation.
    pub fast: bool,
    /// Beside others.
    pub compare: bool,
}

/// What a network is made of.
#[derive(Clone)]
pub enum On {
    /// The board's FPGA.
    Fpga(Fpga),
    /// Standard cells and memory macros.
    Asic(Library),
}

/// An FPGA and its life.
#[derive(Clone, Default)]
pub struct Fpga {
    /// File of coefficients; without, the board's own or its part's.
    pub coefficients: Option<PathBuf>,
    /// How often a sample comes, and from what it lives.
    pub duty: Option<Life>,
}

/// A duty cycle on a battery.
#[derive(Clone, Copy)]
pub struct Life {
    /// Samples an hour.
    pub per_hour: f64,
    /// Milliwatt hours.
    pub battery_mwh: f64,
}

/// Epochs of the run that is foretold, where nobody says how many.
pub const EPOCHS: usize = 10;

impl Default for Options {
    fn default() -> Options {
        let on = On::Fpga(Fpga::default());
        Options { on, samples: None, clock_mhz: None, weights: None, epochs: EPOCHS, fast: false, compare: false }
    }
}

impl Options {
    /// Epochs to foretell: a comparison needs one at least.
    pub fn run_epochs(&self) -> usize {
        self.epochs.max(self.compare as usize)
    }
}
