//! `entrain explore`

use super::Target;
use crate::explore::calibrate::calibrate;
use crate::explore::front::{Front, Search};
use crate::explore::{layout, picture, report, workflow};
use crate::numbers::seeds_from;
use crate::output::{Format, print};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_boards::Board;
use entrain_flow::resources::{Estimator, shipped};
use entrain_model::checkpoint::{self, write_atomically};
use entrain_model::{Diagnostic, Network, Result};
use serde_json::json;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Seeds from which each width is trained where nobody says how many.
const SEEDS: u32 = 5;

#[derive(Args)]
#[command(after_long_help = BITS_HELP)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Training samples over which active inputs and events are counted.
    #[arg(long, default_value = "200")]
    pub samples: NonZeroUsize,
    /// Weight bits to search, such as 8,9,10,12, each with its accuracy; see --help [default: the file's, without accuracy].
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u32).range(4..=16))]
    pub bits: Vec<u32>,
    /// Passes over the training rows for the accuracy, instead of the file's.
    #[arg(long, requires = "bits")]
    pub epochs: Option<usize>,
    /// Seeds from which each width is trained, the file's first.
    #[arg(long, requires = "bits", default_value_t = SEEDS)]
    pub seeds: u32,
    /// Points of accuracy below the best width with which a design may still be built and chosen.
    #[arg(long, requires = "bits", default_value_t = 0.5)]
    pub loss: f64,
    /// Designs that keep weights in SPRAM count too, though a bitstream cannot fill it [default: only where nothing fits without].
    #[arg(long)]
    pub spram: bool,
    /// Build the N fastest designs that fit for real.
    #[arg(long, default_value_t = 1)]
    pub verify: usize,
    /// Builds at a time.
    #[arg(long, default_value = "2")]
    pub jobs: NonZeroUsize,
    /// Write the fastest design that was built to this new network file, or, if it is named, to the network file itself.
    #[arg(long, conflicts_with = "workflow")]
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

/// What goes with the bits.
const BITS_HELP: &str = "\
With --bits, each width is trained by the golden model as the network file says, from several seeds, and judged by the
file's test rows; what was trained before is not trained again. Accuracy is then the fourth thing in which a design may
beat another; widths that differ by no more than chance are level in it.

What goes with the bits: the fraction is that of a file which names none, bits - 1 up to 9 (8 bits: 7, 9: 8, 10: 9,
12: 9, 16: 13), so narrow weights keep their resolution and give up range; the rate is the file's, or the nearest that
such weights can learn with, and the schedule keeps its distance. The file's own bits keep the file's fraction and rate.";

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open_to_fit(&arguments.target.path, arguments.target.board.as_deref())?;
    let board = project.needs_board()?;
    let files = [&arguments.calibrate, &arguments.plot, &arguments.write];
    files.into_iter().flatten().try_for_each(|path| checkpoint::writable(path))?;
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
    if let Some(path) = &arguments.write {
        if arguments.verify == 0 {
            return Err(Diagnostic::new("--write writes the fastest design that was built, and --verify 0 builds none"));
        }
        may_hold(path, &project.network)?;
    }
    let training = &project.network.training;
    let search = Search {
        samples: arguments.samples.get(),
        bits: sorted(&arguments.bits),
        epochs: arguments.epochs.unwrap_or(training.epochs).max(1),
        seeds: seeds_from(training.seed, arguments.seeds.max(1)),
        loss: arguments.loss,
        spram: arguments.spram,
    };
    let spinner = progress::spinner("searching");
    let mut front = Front::find(&project, board, &estimator, &search)?;
    spinner.finish_and_clear();
    let mut written = String::new();
    match &arguments.workflow {
        Some(folder) => written += &workflow::write(&front, folder)?,
        None => front.build(arguments.verify, arguments.jobs.get())?,
    }
    if let Some(path) = &arguments.plot {
        write_atomically(path, picture::svg(&front).as_bytes())?;
        written += &format!("plot: {}\n", path.display());
    }
    if let Some(path) = &arguments.write {
        let number = front.chosen().ok_or_else(|| nothing_fits(&front))?;
        let text = layout::text(&front.designs[number].design.network)?;
        project.network.rewritten(&text, path)?;
        write_atomically(path, text.as_bytes())?;
        written += &format!("written: {}\n", path.display());
    }
    let text = report::text(&front, &estimator) + &written;
    let built = front.built.is_empty() || front.chosen().is_some();
    print(format, built, &text, report::value(&front, &estimator));
    Ok(built)
}

/// Refuses a place to which the choice cannot go, before the search.
fn may_hold(path: &Path, network: &Network) -> Result<()> {
    if path.exists() && !network.is_at(path) {
        let message = format!("{} is there already", path.display());
        return Err(Diagnostic::new(message).help("the choice goes to a new file, or to the network file itself; name another one"));
    }
    network.rewritten(network.text(), path).map(|_| ())
}

/// No design could be built, and none can be written.
fn nothing_fits(front: &Front) -> Diagnostic {
    let error = Diagnostic::new(format!("none of the {} designs that were built fits, and nothing is written", front.built.len()));
    front.misfits().fold(error, |error, (_, why)| error.help(why.message()))
}

/// Builds the networks of the calibration and writes the file.
fn measure(board: &Board, path: &Path, folder: &Path, format: Format) -> Result<bool> {
    let (calibration, refused) = calibrate(board, folder)?;
    let text = serde_json::to_string_pretty(&calibration).map_err(|error| Diagnostic::new(error.to_string()))?;
    write_atomically(path, (text + "\n").as_bytes())?;
    let fitted = Estimator::fit(&calibration);
    let text = report::calibration(&calibration, &refused)
        + &format!("\n{} builds for {} written to {}\n", calibration.points.len(), board.name, path.display())
        + &fitted.as_ref().map_or("too few of them fit to estimate from".into(), report::errors)
        + "\n";
    let refused: Vec<_> = refused.iter().map(|(network, why)| json!({ "network": network, "why": why })).collect();
    print(format, fitted.is_some(), &text, json!({ "calibration": calibration, "estimator": fitted, "refused": refused }));
    Ok(fitted.is_some())
}

/// Every width once, narrow ones first.
fn sorted(bits: &[u32]) -> Vec<u32> {
    let mut bits = bits.to_vec();
    bits.sort_unstable();
    bits.dedup();
    bits
}
