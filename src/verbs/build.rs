//! `entrain build`

use super::{Target, twin};
use crate::output::{Format, print, table, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_flow::{Job, Outcome};
use entrain_model::Result;
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Clock of the design in MHz [default: the board's].
    #[arg(long)]
    pub clock: Option<f64>,
    /// Seed of the placer.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
    /// Checkpoint whose weights the bitstream starts with [default: the start weights].
    #[arg(long)]
    pub weights: Option<PathBuf>,
    /// Build the inference-only twin as well, and print what learning costs.
    #[arg(long)]
    pub twin: bool,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    if arguments.twin {
        return twin::run(&project, arguments, format);
    }
    let outcome = work(&project, arguments)?;
    let (cells, rams, dsps) = (outcome.resource("logic cells"), outcome.resource("block RAM"), outcome.resource("DSP"));
    let value = json!({
        "board": outcome.board, "device": outcome.device, "fmax_mhz": outcome.fmax_mhz, "clock_mhz": outcome.clock_mhz,
        "luts": cells.used, "luts_available": cells.available, "brams": rams.used, "brams_available": rams.available,
        "dsps": dsps.used, "dsps_available": dsps.available, "resources": outcome.resources,
        "cycles_per_sample": project.plan.cycles_per_sample(),
        "trained_samples_per_second": samples_per_second(&project, outcome.clock_mhz),
        "bitstream": outcome.bitstream, "bitstream_bytes": outcome.bitstream_bytes, "build_id": outcome.build_id,
        "seconds": outcome.seconds, "tools": outcome.tools, "reused": outcome.reused,
    });
    print(format, true, &text(&project, &outcome), value);
    Ok(true)
}

/// Builds for the project's board.
pub fn work(project: &Project, arguments: &Arguments) -> Result<Outcome> {
    project.hardware_ready()?;
    let board = project.needs_board()?;
    let model = project.model(arguments.weights.as_deref())?;
    let folder = project.build_folder().join(&board.name);
    let clock_mhz = arguments.clock.unwrap_or(board.clock.design_mhz);
    let job = Job { plan: &project.plan, model: &model, board, clock_mhz, seed: arguments.seed, folder: &folder };
    let spinner = progress::spinner("preparing");
    let outcome = entrain_flow::build(&job, &mut |step| spinner.set_message(step.to_string()));
    spinner.finish_and_clear();
    outcome
}

/// Samples a second that the pipeline can learn at a clock.
pub fn samples_per_second(project: &Project, mhz: f64) -> f64 {
    mhz * 1e6 / project.plan.cycles_per_sample() as f64
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
    let (now, most) = (rate(outcome.clock_mhz), rate(outcome.fmax_mhz));
    text += &format!("learning   {now} samples/s at this clock, {most} at the largest\n");
    text += &format!("build id   {}\n", outcome.build_id);
    let how = if outcome.reused { "nothing changed since it was built".into() } else { format!("built in {:.0} s", outcome.seconds) };
    text += &format!("bitstream  {} ({} bytes; {how})\n", outcome.bitstream.display(), thousands(outcome.bitstream_bytes));
    text + &format!("tools      {}\n", outcome.tools.join("; "))
}
