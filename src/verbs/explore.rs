//! `entrain explore`

use super::Target;
use crate::explore::calibrate::calibrate;
use crate::explore::front::Front;
use crate::explore::{layout, picture, report, workflow};
use crate::output::{Format, print};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_boards::Board;
use entrain_flow::resources::{Calibration, Estimator, shipped};
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Network, Result};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Training samples over which active inputs and events are counted.
    #[arg(long, default_value_t = 200)]
    pub samples: usize,
    /// Build the N fastest designs for real.
    #[arg(long, default_value_t = 1)]
    pub verify: usize,
    /// Builds at a time.
    #[arg(long, default_value_t = 2)]
    pub jobs: usize,
    /// Write the fastest design that was built to this new network file.
    #[arg(long)]
    pub write: Option<PathBuf>,
    /// Draw the front as SVG.
    #[arg(long)]
    pub plot: Option<PathBuf>,
    /// Write the builds of the whole front as a Snakemake workflow into this folder, and build nothing.
    #[arg(long)]
    pub workflow: Option<PathBuf>,
    /// Build the networks of the calibration for this board and write the file that logic is estimated from.
    #[arg(long)]
    pub calibrate: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let board = project.needs_board()?;
    if let Some(path) = &arguments.calibrate {
        return measure(board, path, &project.build_folder().join("calibration").join(&board.name), format);
    }
    project.hardware_ready()?;
    let estimator = shipped(board.device.family).as_ref().and_then(Estimator::fit);
    let estimator = estimator.ok_or_else(|| {
        let name = board.device.family.name();
        Diagnostic::new(format!("the logic of {name} designs cannot be estimated: there are no builds to fit to"))
            .help(format!("`entrain explore --board {} --calibrate bitstreams/calibration/FAMILY.json` makes them", board.name))
    })?;
    if let Some(path) = arguments.write.as_ref().filter(|path| path.exists()) {
        let message = format!("{} is there already", path.display());
        return Err(Diagnostic::new(message).help("the choice goes to a new file; name another one"));
    }
    let spinner = progress::spinner("searching");
    let mut front = Front::find(&project, board, &estimator, arguments.samples)?;
    spinner.finish_and_clear();
    let mut written = String::new();
    match &arguments.workflow {
        Some(folder) => written += &workflow::write(&front, folder)?,
        None => front.build(arguments.verify, arguments.jobs)?,
    }
    if let Some(path) = &arguments.plot {
        write_atomically(path, picture::svg(&front).as_bytes())?;
        written += &format!("plot: {}\n", path.display());
    }
    if let (Some(path), Some(number)) = (&arguments.write, front.chosen()) {
        let text = layout::text(&project.network, &front.designs[number].design.network)?;
        Network::parse(&text, path)?;
        write_atomically(path, text.as_bytes())?;
        written += &format!("written: {}\n", path.display());
    }
    let text = report::text(&front, &estimator, arguments.samples) + &written;
    print(format, true, &text, report::value(&front, &estimator));
    Ok(true)
}

/// Builds the networks of the calibration and writes the file.
fn measure(board: &Board, path: &Path, folder: &Path, format: Format) -> Result<bool> {
    let calibration: Calibration = calibrate(board, folder)?;
    let text = serde_json::to_string_pretty(&calibration).map_err(|error| Diagnostic::new(error.to_string()))?;
    write_atomically(path, (text + "\n").as_bytes())?;
    let fitted = Estimator::fit(&calibration);
    let errors = fitted.as_ref().map_or("too few of them fit to estimate from".into(), report::errors);
    let text = format!("{} builds for {} written to {}\n{errors}\n", calibration.points.len(), board.name, path.display());
    print(format, fitted.is_some(), &text, json!({ "calibration": calibration, "estimator": fitted }));
    Ok(fitted.is_some())
}
