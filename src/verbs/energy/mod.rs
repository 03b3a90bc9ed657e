//! `entrain energy`: activity times coefficients, by part and layer, on an FPGA or as an ASIC.

mod asic;
mod battery;
mod breakdown;
mod compare;
mod estimate;
mod fast;
pub mod fpga;
mod measured;
mod model;
mod netlist;
mod options;
mod process;
mod report;
mod training;

pub use estimate::work;
pub use options::Options;
pub use report::Report;

use super::Target;
use crate::numbers;
use crate::output::{Format, print};
use crate::project::Project;
use clap::{Args, ValueEnum};
use entrain_model::{Diagnostic, Result};
use options::{EPOCHS, Fpga, Library, Life, Netlist, On, Task};
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
    #[arg(long, default_value_t = EPOCHS)]
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
    /// Which of the four programs it is, and what that one needs.
    fn task(&self) -> Result<Task> {
        let library = Library { liberty: self.liberty.clone(), node_nm: self.node, sram: self.sram.clone(), wire_ff: self.wire };
        if self.model {
            return Ok(Task::Model);
        }
        if let Some(file) = &self.netlist {
            let needed = |value: Option<&String>, name: &str| value.cloned().ok_or_else(|| Diagnostic::new(format!("--{name} is missing")));
            let waves = self.waves.clone().ok_or_else(|| Diagnostic::new("--waves is missing"))?;
            let (top, scope) = (needed(self.top.as_ref(), "top")?, needed(self.scope.as_ref(), "scope")?);
            return Ok(Task::Netlist(Netlist { file: file.clone(), top, spef: self.spef.clone(), waves, scope, library }));
        }
        if let Some(readings) = &self.measured {
            return Ok(Task::Measured(readings.clone()));
        }
        let duty = self.duty.map(|per_hour| Life { per_hour, battery_mwh: self.battery });
        let on = match self.technology {
            Technology::Fpga => On::Fpga(Fpga { coefficients: self.coefficients.clone(), duty }),
            Technology::Asic => On::Asic(library),
        };
        let (weights, epochs) = (self.weights.clone(), self.epochs);
        let (samples, clock_mhz) = (self.samples, self.clock);
        Ok(Task::Estimate(Options { on, samples, clock_mhz, weights, epochs, fast: self.fast, compare: self.compare }))
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = || Project::open(&arguments.target.path, arguments.target.board.as_deref());
    let (text, value) = match arguments.task()? {
        Task::Model => model::work().map_or_else(Default::default, |report| (report.text(), report.json())),
        Task::Netlist(options) => {
            let report = netlist::work(&options)?;
            (report.text(), report.json())
        }
        Task::Measured(readings) => {
            let report = measured::work(&project()?, &readings)?;
            (report.text(), report.json())
        }
        Task::Estimate(options) => {
            let report = work(&project()?, &options)?;
            if let Some(path) = &arguments.svg {
                entrain_model::checkpoint::write_atomically(path, report.svg().as_bytes())?;
            }
            (report.text(), report.json())
        }
    };
    print(format, true, &text, value);
    Ok(true)
}
