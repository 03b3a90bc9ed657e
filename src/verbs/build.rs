//! `entrain build`

use super::{Target, build_all, check, twin};
use crate::numbers::{above_zero, seeds_from};
use crate::output::{Format, print, shown, table, thousands};
use crate::progress;
use crate::project::Project;
use crate::weights::{self, Choice};
use clap::Args;
use entrain_flow::{Job, Outcome};
use entrain_model::{Diagnostic, Plan, Result};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Instant;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Clock of the design in MHz, or `fastest`: the largest that place and route meet, found by up to five builds [default: the board's].
    #[arg(long)]
    pub clock: Option<Clock>,
    /// First seed of the placer.
    #[arg(long, default_value_t = SEED)]
    pub seed: u32,
    /// How many seeds to try; the fastest result is kept.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub seeds: u32,
    /// A clock that is not reached is no error; the result says what was reached.
    #[arg(long)]
    pub allow_slow: bool,
    /// Weights that the bitstream starts with. If nothing else has changed since the last build, they are exchanged in it
    /// without place and route.
    #[command(flatten)]
    pub weights: Choice,
    /// Folder in which the board's folder is made [default: the build folder beside the network file].
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// Build the inference-only twin as well, and print what learning costs.
    #[arg(long, conflicts_with = "all_boards")]
    pub twin: bool,
    /// Build for every board, and print one table.
    #[arg(long, conflicts_with = "board")]
    pub all_boards: bool,
}

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
const SEED: u32 = 1;

impl Arguments {
    fn options(&self) -> Options {
        Options {
            clock: self.clock,
            seeds: seeds_from(self.seed, self.seeds),
            allow_slow: self.allow_slow,
            weights: self.weights.weights.clone(),
            output: self.output.clone(),
        }
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let options = arguments.options();
    if arguments.all_boards {
        if let Some(Clock::Mhz(mhz)) = arguments.clock {
            let message = format!("--clock {mhz} is one clock for all boards");
            return Err(Diagnostic::new(message).help("leave it out for each board's own, or take `--clock fastest`"));
        }
        return build_all::run(&arguments.target.path, &options, format);
    }
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    if arguments.twin {
        return twin::run(&project, &options, format);
    }
    let outcome = work(&project, &options)?;
    print(format, true, &text(&project, &outcome), value(&project, &outcome));
    Ok(true)
}

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

/// The build for programs.
pub fn value(project: &Project, outcome: &Outcome) -> Value {
    let (cells, rams, dsps) = (outcome.logic(), outcome.resource("block RAM"), outcome.resource("DSP"));
    json!({
        "board": outcome.board, "device": outcome.device, "fmax_mhz": outcome.fmax_mhz, "clock_mhz": outcome.clock_mhz,
        "luts": cells.used, "luts_available": cells.available, "brams": rams.used, "brams_available": rams.available,
        "dsps": dsps.used, "dsps_available": dsps.available, "resources": outcome.resources,
        "tries": outcome.tries, "clocks_asked": outcome.asked, "fmax_spread_mhz": outcome.spread(),
        "cycles_per_sample": project.plan.cycles_per_sample(),
        "trained_samples_per_second": samples_per_second(project, outcome.clock_mhz),
        "bitstream": shown(&outcome.bitstream), "bitstream_bytes": outcome.bitstream_bytes, "build_id": outcome.build_id,
        "hashes": outcome.weights, "weights": outcome.origin.as_ref().map(weights::value), "seconds": outcome.seconds, "steps": outcome.steps, "tools": outcome.tools,
        "reused": outcome.reused,
    })
}

fn text(project: &Project, outcome: &Outcome) -> String {
    let row = |resource: &entrain_flow::Resource| {
        let share = 100.0 * resource.used as f64 / resource.available.max(1) as f64;
        vec![resource.name.clone(), resource.used.to_string(), resource.available.to_string(), format!("{share:.0} %")]
    };
    let rows: Vec<_> = outcome.resources.iter().map(row).collect();
    let mut text = format!("{} on {} ({})\n\n", project.plan.name, outcome.board, outcome.device);
    text += &table(&["resource", "used", "of", ""], &rows);
    let rate = |mhz: f64| thousands(samples_per_second(project, mhz) as u64);
    text += &format!("\nclock      {} MHz; the slowest path would allow {:.1} MHz\n", outcome.clock_mhz, outcome.fmax_mhz);
    let asked = outcome.asked.iter().map(|it| match it.fmax_mhz {
        Some(fmax) => format!("{} ({fmax:.1} reached)", it.clock_mhz),
        None => format!("{} (not routed)", it.clock_mhz),
    });
    if !outcome.asked.is_empty() {
        text += &format!("asked for  {} MHz\n", asked.collect::<Vec<_>>().join(", "));
    }
    if let Some([worst, median, best]) = outcome.spread().filter(|_| outcome.tries.len() > 1) {
        let failed = outcome.tries.iter().filter(|it| it.fmax_mhz.is_none()).count();
        let failed = if failed > 0 { format!("; {failed} could not be routed") } else { String::new() };
        text += &format!("{} seeds    {worst:.1} / {median:.1} / {best:.1} MHz (worst, median, best: kept){failed}\n", outcome.tries.len());
    }
    text += &check::in_spram(&project.plan);
    let (now, most) = (rate(outcome.clock_mhz), rate(outcome.fmax_mhz));
    text += &format!("learning   {now} samples/s at this clock, {most} at the largest\n");
    text += &format!("build id   {}\n", outcome.build_id);
    let origin = outcome.origin.as_ref().map_or(String::new(), |origin| format!(": {}", origin.words()));
    text += &format!("weights    {}{origin}\n", outcome.weights.join(" "));
    let earlier = outcome.steps.iter().any(|step| step.earlier);
    let how = match outcome.reused {
        true => "nothing changed since it was built".into(),
        false if earlier => format!("weights exchanged in {:.1} s, placed and routed earlier", outcome.seconds),
        false => format!("built in {:.1} s", outcome.seconds),
    };
    text += &format!("bitstream  {} ({} bytes; {how})\n", outcome.bitstream.display(), thousands(outcome.bitstream_bytes));
    let step = |step: &entrain_flow::Step| format!("{} {:.2} s{}", step.name, step.seconds, if step.earlier { " (earlier)" } else { "" });
    let steps: Vec<String> = outcome.steps.iter().map(step).collect();
    text += &format!("steps      {}\n", steps.join(", "));
    text + &format!("tools      {}\n", outcome.tools.join("; "))
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
