//! A build of a project, apart from the command line.

use crate::numbers::above_zero;
use crate::progress;
use crate::project::Project;
use entrain_flow::{Job, Outcome};
use entrain_model::{Diagnostic, Plan, Result};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Instant;

/// A clock on the command line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clock {
    /// So many MHz.
    Mhz(f64),
    /// The fastest that place and route meet.
    Fastest,
}

impl FromStr for Clock {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Clock> {
        match above_zero(text) {
            _ if text == "fastest" => Ok(Clock::Fastest),
            Ok(mhz) => Ok(Clock::Mhz(mhz)),
            Err(range) => Err(Diagnostic::new(format!("{range}, or `fastest`"))),
        }
    }
}

/// How a bitstream is built; the default is what `entrain build PATH` does.
#[derive(Clone)]
pub struct Options {
    /// The board's own without.
    pub clock: Option<Clock>,
    /// Seeds of the placer.
    pub seeds: Vec<u32>,
    /// A clock that is not reached is no error.
    pub allow_slow: bool,
    /// Weights that the bitstream starts with, as `Project::weights` takes them.
    pub weights: Option<PathBuf>,
    /// Folder of the board's folder; the build folder without.
    pub output: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Options {
        Options { clock: None, seeds: vec![SEED], allow_slow: false, weights: None, output: None }
    }
}

/// The first seed, where nobody says another one.
pub const SEED: u32 = 1;

/// Builds for the project's board.
pub fn work(project: &Project, options: &Options) -> Result<Outcome> {
    build_plan(project, &project.plan, "", options)
}

/// Builds `plan`, a variant of the project's, in the board's folder with `suffix` at its name.
pub fn build_plan(project: &Project, plan: &Plan, suffix: &str, options: &Options) -> Result<Outcome> {
    project.hardware_ready()?;
    let board = project.needs_board()?;
    let weights = project.weights(options.weights.as_deref())?;
    let model = weights.model;
    let name = format!("{}{suffix}", board.name);
    let folder = options.output.clone().unwrap_or_else(|| project.build_folder()).join(&name);
    let (clock_mhz, fastest) = match options.clock {
        Some(Clock::Mhz(mhz)) => (mhz, false),
        Some(Clock::Fastest) => (board.clock.design_mhz, true),
        None => (board.clock.design_mhz, false),
    };
    let (seeds, allow_slow) = (options.seeds.clone(), options.allow_slow);
    let job = Job { plan, model: &model, board, clock_mhz, seeds, allow_slow, folder: &folder };
    let spinner = progress::spinner("preparing");
    let mut running: Option<(String, Instant)> = None;
    let make = if fastest { entrain_flow::build_fastest } else { entrain_flow::build };
    let outcome = make(&job, &mut |step| {
        if let Some((step, started)) = running.replace((step.into(), Instant::now())) {
            spinner.println(format!("  {name}: {step:<24} {:.1} s", started.elapsed().as_secs_f64()));
        }
        spinner.set_message(format!("{name}: {step}"));
    });
    spinner.finish_and_clear();
    outcome?.of_weights(&folder, &weights.origin)
}

/// Samples a second that the pipeline can learn at a clock.
pub fn samples_per_second(project: &Project, mhz: f64) -> f64 {
    mhz * 1e6 / project.plan.cycles_per_sample() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_a_number_or_a_word() {
        assert_eq!("fastest".parse::<Clock>().ok(), Some(Clock::Fastest));
        assert_eq!("37.5".parse::<Clock>().ok(), Some(Clock::Mhz(37.5)));
        for wrong in ["fast", "", "0", "-3", "nan", "inf"] {
            assert!(wrong.parse::<Clock>().is_err(), "{wrong}");
        }
    }
}
