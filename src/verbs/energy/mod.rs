//! `entrain energy`: activity times coefficients, by part and layer, on an FPGA or as an ASIC.

mod asic;
mod battery;
mod breakdown;
mod compare;
mod fast;
pub mod fpga;
mod process;
mod report;
mod training;
mod waves;

use super::Target;
use crate::numbers;
use crate::output::{Format, print};
use crate::project::Project;
use clap::{Args, ValueEnum};
use entrain_model::Result;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// What the network is made of.
    #[arg(long = "target", value_enum, default_value_t = Technology::Fpga)]
    pub technology: Technology,
    /// Training samples over which activity is measured [default: 200 on an FPGA, 4 at the gates of an ASIC].
    #[arg(long, value_parser = numbers::at_least_one)]
    pub samples: Option<usize>,
    /// Clock in MHz [default: the board's, else 24].
    #[arg(long, value_parser = numbers::above_zero)]
    pub clock: Option<f64>,
    /// Checkpoint to start from [default: the start weights].
    #[arg(long)]
    pub weights: Option<PathBuf>,
    /// Epochs of the training run whose energy is foretold; 0 for none.
    #[arg(long, default_value_t = 10)]
    pub epochs: usize,
    /// Without synthesis and co-simulation: events foretold by the golden model, times calibrated energies.
    #[arg(long)]
    pub fast: bool,
    /// Beside the inference-only twin, backpropagation on the same engine, a microcontroller, and published chips.
    #[arg(long)]
    pub compare: bool,
    /// ASIC: cell library, packed with gzip or not [default: OSU 0.18 um].
    #[arg(long)]
    pub liberty: Option<PathBuf>,
    /// ASIC: length of the node in nm, where the library's name does not tell.
    #[arg(long, value_parser = numbers::above_zero)]
    pub node: Option<f64>,
    /// ASIC: figures of a memory compiler, instead of the model (docs/energy.md).
    #[arg(long)]
    pub sram: Option<PathBuf>,
    /// ASIC: capacitance of wire a pin in fF, instead of the estimate.
    #[arg(long, value_parser = numbers::not_negative)]
    pub wire: Option<f64>,
    /// FPGA: readings of a meter (state,mhz,volts,milliamperes); fits the board's coefficients and keeps them.
    #[arg(long)]
    pub measured: Option<PathBuf>,
    /// FPGA: a file of coefficients, as --measured writes it.
    #[arg(long)]
    pub coefficients: Option<PathBuf>,
    /// FPGA: print the measured designs behind the coefficients, each foretold without knowing it.
    #[arg(long)]
    pub model: bool,
    /// FPGA: samples an hour, for average power and battery life.
    #[arg(long, value_parser = numbers::above_zero)]
    pub duty: Option<f64>,
    /// Battery in mWh, for --duty [default: a CR2032].
    #[arg(long, default_value_t = 675.0, value_parser = numbers::above_zero)]
    pub battery: f64,
    /// Any netlist of a library's cells, in Verilog or Yosys's JSON, instead of a network: from a layout, for instance.
    #[arg(long, requires_all = ["top", "waves", "scope"])]
    pub netlist: Option<PathBuf>,
    /// Its top module.
    #[arg(long)]
    pub top: Option<String>,
    /// Its parasitics (SPEF), packed with gzip or not.
    #[arg(long)]
    pub spef: Option<PathBuf>,
    /// Its activity: VCD, packed or not, or FST.
    #[arg(long)]
    pub waves: Option<PathBuf>,
    /// The instance of the top in it: "tb.dut".
    #[arg(long)]
    pub scope: Option<String>,
    /// Write the parts as bars.
    #[arg(long)]
    pub svg: Option<PathBuf>,
}

/// What a network can be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Technology {
    /// The board's FPGA.
    Fpga,
    /// Standard cells and memory macros.
    Asic,
}

impl Arguments {
    /// Epochs to foretell: a comparison needs one at least.
    pub fn run_epochs(&self) -> usize {
        self.epochs.max(self.compare as usize)
    }

    /// What `entrain energy PATH` says.
    pub fn new(target: Target) -> Arguments {
        Arguments {
            target,
            technology: Technology::Fpga,
            samples: None,
            clock: None,
            weights: None,
            epochs: 10,
            fast: false,
            compare: false,
            liberty: None,
            node: None,
            sram: None,
            wire: None,
            measured: None,
            coefficients: None,
            model: false,
            duty: None,
            battery: 675.0,
            netlist: None,
            top: None,
            spef: None,
            waves: None,
            scope: None,
            svg: None,
        }
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    if arguments.model {
        let (text, value) = report::model();
        print(format, true, &text, value);
        return Ok(true);
    }
    if let Some(netlist) = &arguments.netlist {
        let (text, value) = waves::work(netlist, arguments)?;
        print(format, true, &text, value);
        return Ok(true);
    }
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    if let Some(readings) = &arguments.measured {
        let (text, value) = report::measured(&project, arguments, readings)?;
        print(format, true, &text, value);
        return Ok(true);
    }
    let report = work(&project, arguments)?;
    if let Some(path) = &arguments.svg {
        let title = format!("{}, {}", project.plan.name, report.on);
        entrain_model::checkpoint::write_atomically(path, report.breakdown.svg(&title).as_bytes())?;
    }
    print(format, true, &report.text(), report.json());
    Ok(true)
}

/// The estimate on what the arguments say.
pub fn work(project: &Project, arguments: &Arguments) -> Result<report::Report> {
    match arguments.technology {
        Technology::Fpga => report::fpga(project, arguments),
        Technology::Asic => report::asic(project, arguments),
    }
}
