//! The verbs. Each file has `Arguments`, what it does as a function that returns a report, and how that is printed.

pub mod audit;
pub mod boards;
pub mod build;
pub mod check;
pub mod compare;
mod connection;
pub mod cosim;
pub mod demo;
pub mod doctor;
pub mod drift;
pub mod energy;
pub mod explore;
pub mod flash;
pub mod generate;
pub mod monitor;
pub mod new;
pub mod predict;
mod reload;
pub mod selftest;
pub mod train;
pub mod tune;
pub mod verify;
pub mod weights;

use crate::output::Format;
use clap::{Args, Subcommand};
use entrain_model::Result;
use std::path::PathBuf;

/// What every verb on a project takes.
#[derive(Args, Clone)]
pub struct Target {
    /// Network file, or the folder of one.
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Board, instead of the file's (see `entrain boards`).
    #[arg(long)]
    pub board: Option<String>,
}

/// What verbs take that need weights.
#[derive(Args, Clone, Default)]
#[group(skip)] // one of several of a verb
pub struct WeightsChoice {
    /// Weights: a checkpoint, or `start` for start weights [default: the newest checkpoint of the network in its build folder,
    /// or start weights where there is none].
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

/// The verbs.
#[derive(Subcommand)]
pub enum Verb {
    /// A project folder that works at once.
    New(new::Arguments),
    /// Network, widths, memory, no-overflow certificate, fit on the board: instantly, no external tool.
    Check(check::Arguments),
    /// Train on the golden model: accuracy, hash of each layer, checkpoint; or search better constants with --tune.
    Train(train::Arguments),
    /// LLS beside its rivals on the same network, data and seeds.
    Compare(compare::Arguments),
    /// Replay a drift in the field: frozen, learning, under the file's policy, with rollback; or two tasks in turn.
    Drift(drift::Arguments),
    /// Write the Verilog.
    Generate(generate::Arguments),
    /// Classes of rows without labels, as CSV: from the golden model, a virtual board or a real one.
    Predict(predict::Arguments),
    /// Run the Verilog in lockstep with the golden model and compare every weight after every update.
    Cosim(cosim::Arguments),
    /// Synthesis, place and route, bitstream, report.
    Build(build::Arguments),
    /// Which lanes, walks and weight bits are best on a board: cycles, logic, energy, accuracy of what nothing beats.
    Explore(explore::Arguments),
    /// Bring the bitstream to the board: into its flash, or only into the FPGA.
    Flash(flash::Arguments),
    /// Energy per inference, per learned sample and per update, with the assumptions.
    Energy(energy::Arguments),
    /// Everything: check, train, generate, cosim, build, energy, and one summary.
    Demo(demo::Arguments),
    /// Check the float reference of the published rule against vectors recorded from the authors' code.
    Verify(verify::Arguments),
    /// Stream samples to a board, learning or not, and watch it: accuracy, updates, synchrony, drift, rollback.
    Monitor(monitor::Arguments),
    /// Does the board compute what the golden model does? Learns samples and compares every weight.
    Selftest(selftest::Arguments),
    /// What was done to boards: verifies the chain of the audit log, and prints it.
    Audit(audit::Arguments),
    /// Weights as files of other programs: numpy, PyTorch.
    Weights(weights::Arguments),
    /// The boards that are supported, and a project's own.
    Boards(boards::Arguments),
    /// What is installed, which version, what to do.
    Doctor,
}

impl Verb {
    /// Runs the verb; false if it found what it looks for (a difference, a missing tool).
    pub fn run(&self, format: Format) -> Result<bool> {
        match self {
            Verb::New(arguments) => new::run(arguments, format),
            Verb::Check(arguments) => check::run(arguments, format),
            Verb::Train(arguments) => train::run(arguments, format),
            Verb::Compare(arguments) => compare::run(arguments, format),
            Verb::Drift(arguments) => drift::run(arguments, format),
            Verb::Generate(arguments) => generate::run(arguments, format),
            Verb::Predict(arguments) => predict::run(arguments, format),
            Verb::Cosim(arguments) => cosim::run(arguments, format),
            Verb::Build(arguments) => build::run(arguments, format),
            Verb::Explore(arguments) => explore::run(arguments, format),
            Verb::Flash(arguments) => flash::run(arguments, format),
            Verb::Energy(arguments) => energy::run(arguments, format),
            Verb::Demo(arguments) => demo::run(arguments, format),
            Verb::Verify(arguments) => verify::run(arguments, format),
            Verb::Monitor(arguments) => monitor::run(arguments, format),
            Verb::Selftest(arguments) => selftest::run(arguments, format),
            Verb::Audit(arguments) => audit::run(arguments, format),
            Verb::Weights(arguments) => weights::run(arguments, format),
            Verb::Boards(arguments) => boards::run(arguments, format),
            Verb::Doctor => doctor::run(format),
        }
    }
}
