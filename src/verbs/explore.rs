//! `entrain explore`

use super::Target;
use crate::explore::calibrate::{Refused, calibrate};
use crate::explore::front::{Front, Search};
use crate::explore::{layout, picture, report, workflow};
use crate::numbers::seeds_from;
use crate::output::{Format, print};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_boards::Board;
use entrain_flow::resources::{Calibration, Estimator, shipped};
use entrain_model::checkpoint::{writable, write_atomically};
use entrain_model::{Diagnostic, Network, Result};
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(after_long_help = BITS_HELP)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Training samples over which active inputs and events are counted.
    #[arg(long, default_value_t = Options::default().samples)]
    pub samples: NonZeroUsize,
    /// Weight bits to search, such as 8,9,10,12, each with its accuracy; see --help [default: the file's, without accuracy].
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u32).range(4..=16))]
    pub bits: Vec<u32>,
    /// Passes over the training rows for the accuracy, instead of the file's.
    #[arg(long, requires = "bits")]
    pub epochs: Option<usize>,
    /// Seeds from which each width is trained, the file's first.
    #[arg(long, requires = "bits", default_value_t = Options::default().seeds)]
    pub seeds: u32,
    /// Points of accuracy below the best width with which a design may still be built and chosen.
    #[arg(long, requires = "bits", default_value_t = Options::default().loss)]
    pub loss: f64,
    /// Designs that keep weights in SPRAM count too, though a bitstream cannot fill it [default: only where nothing fits without].
    #[arg(long)]
    pub spram: bool,
    /// Build the N fastest designs that fit for real.
    #[arg(long, default_value_t = Options::default().verify)]
    pub verify: usize,
    /// Builds at a time.
    #[arg(long, default_value_t = Options::default().jobs)]
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

/// What is searched, and what is made of it.
pub struct Options {
    /// Training samples over which active inputs and events are counted.
    pub samples: NonZeroUsize,
    /// Weight bits; the file's, without accuracy, if there are none.
    pub bits: Vec<u32>,
    /// Passes over the training rows for the accuracy; the file's without.
    pub epochs: Option<usize>,
    /// Seeds from which each width is trained, the file's first.
    pub seeds: u32,
    /// Points of accuracy below the best width with which a design may still be built and chosen.
    pub loss: f64,
    /// Designs that keep weights in SPRAM count, though others fit without.
    pub spram: bool,
    /// How many of the fastest designs that fit are built, and how many at a time.
    pub verify: usize,
    pub jobs: NonZeroUsize,
    /// Where the fastest that was built is written as a network file, and the front as a picture.
    pub write: Option<PathBuf>,
    pub plot: Option<PathBuf>,
    /// Where the builds of the whole front are written as a workflow, and nothing is built.
    pub workflow: Option<PathBuf>,
}

impl Default for Options {
    /// The file's bits; the fastest design is built, and nothing is written.
    fn default() -> Options {
        let [samples, jobs] = [200, 2].map(|count| NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN));
        let (write, plot, workflow) = (None, None, None);
        Options { samples, bits: Vec::new(), epochs: None, seeds: 5, loss: 0.5, spram: false, verify: 1, jobs, write, plot, workflow }
    }
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            samples: self.samples,
            bits: self.bits.clone(),
            epochs: self.epochs,
            seeds: self.seeds,
            loss: self.loss,
            spram: self.spram,
            verify: self.verify,
            jobs: self.jobs,
            write: self.write.clone(),
            plot: self.plot.clone(),
            workflow: self.workflow.clone(),
        }
    }
}

/// What was found.
pub struct Report<'a> {
    front: Front<'a>,
    estimator: Estimator,
    /// How to run the workflow, if one was written.
    workflow: Option<String>,
    /// Files that were written.
    plot: Option<PathBuf>,
    written: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open_to_fit(&arguments.target.path, arguments.target.board.as_deref())?;
    let options = arguments.options();
    if let Some(path) = &arguments.calibrate {
        let board = project.needs_board()?;
        [Some(path), options.plot.as_ref(), options.write.as_ref()].into_iter().flatten().try_for_each(|path| writable(path))?;
        let report = measure(board, path, &project.build_folder().join("calibration").join(&board.name))?;
        print(format, report.is_good(), &report.text(), report.json());
        return Ok(report.is_good());
    }
    let report = work(&project, &options)?;
    print(format, report.is_good(), &report.text(), report::value(&report.front, &report.estimator));
    Ok(report.is_good())
}

/// Searches, builds, and writes what is asked for.
///
/// # Errors
/// No board, no data; nothing that fits; a place that cannot be written.
pub fn work<'a>(project: &'a Project, options: &Options) -> Result<Report<'a>> {
    let board = project.needs_board()?;
    [&options.plot, &options.write].into_iter().flatten().try_for_each(|path| writable(path))?;
    project.hardware_ready()?;
    let estimator = estimator(board)?;
    if let Some(path) = &options.write {
        if options.verify == 0 {
            return Err(Diagnostic::new("--write writes the fastest design that was built, and --verify 0 builds none"));
        }
        may_hold(path, &project.network)?;
    }
    let training = &project.network.training;
    let search = Search {
        samples: options.samples.get(),
        bits: sorted(&options.bits),
        epochs: options.epochs.unwrap_or(training.epochs).max(1),
        seeds: seeds_from(training.seed, options.seeds.max(1)),
        loss: options.loss,
        spram: options.spram,
    };
    let spinner = progress::spinner("searching");
    let mut front = Front::find(project, board, &estimator, search)?;
    spinner.finish_and_clear();
    let workflow = options.workflow.as_ref().map(|folder| workflow::write(&front, folder)).transpose()?;
    if workflow.is_none() {
        front.build(options.verify, options.jobs.get())?;
    }
    if let Some(path) = &options.plot {
        write_atomically(path, picture::svg(&front).as_bytes())?;
    }
    if let Some(path) = &options.write {
        let number = front.chosen().ok_or_else(|| nothing_fits(&front))?;
        let text = layout::text(&front.designs[number].design.network)?;
        project.network.rewritten(&text, path)?;
        write_atomically(path, text.as_bytes())?;
    }
    Ok(Report { front, estimator, workflow, plot: options.plot.clone(), written: options.write.clone() })
}

impl Report<'_> {
    /// Something that was built fits, if anything was to be built.
    fn is_good(&self) -> bool {
        self.front.built.is_empty() || self.front.chosen().is_some()
    }

    /// For people.
    fn text(&self) -> String {
        let file = |what: &str, path: &Option<PathBuf>| path.as_ref().map_or(String::new(), |path| format!("{what}: {}\n", path.display()));
        let workflow = self.workflow.as_deref().unwrap_or_default();
        report::text(&self.front, &self.estimator) + workflow + &file("plot", &self.plot) + &file("written", &self.written)
    }
}

/// The estimate of logic, of the builds that are shipped.
fn estimator(board: &Board) -> Result<Estimator> {
    let fitted = shipped(board.device.family).as_ref().and_then(Estimator::fit);
    fitted.ok_or_else(|| {
        let name = board.device.family.name();
        Diagnostic::new(format!("the logic of {name} designs cannot be estimated: there are no builds to fit to"))
            .help(format!("`entrain explore --board {} --calibrate bitstreams/calibration/FAMILY.json` makes them", board.name))
    })
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

/// What the networks of the calibration came to.
struct Measured {
    calibration: Calibration,
    refused: Vec<Refused>,
    /// The estimate, if enough of them fit.
    fitted: Option<Estimator>,
    path: PathBuf,
}

/// Builds the networks of the calibration and writes the file.
fn measure(board: &Board, path: &Path, folder: &Path) -> Result<Measured> {
    let (calibration, refused) = calibrate(board, folder)?;
    let text = serde_json::to_string_pretty(&calibration).map_err(|error| Diagnostic::new(error.to_string()))?;
    write_atomically(path, (text + "\n").as_bytes())?;
    Ok(Measured { fitted: Estimator::fit(&calibration), calibration, refused, path: path.to_path_buf() })
}

impl Measured {
    /// Enough of them fit.
    fn is_good(&self) -> bool {
        self.fitted.is_some()
    }

    /// For people.
    fn text(&self) -> String {
        let (count, board) = (self.calibration.points.len(), &self.calibration.board);
        report::calibration(&self.calibration, &self.refused)
            + &format!("\n{count} builds for {board} written to {}\n", self.path.display())
            + &self.fitted.as_ref().map_or("too few of them fit to estimate from".into(), report::errors)
            + "\n"
    }

    /// For programs.
    fn json(&self) -> Value {
        let refused: Vec<_> = self.refused.iter().map(|(network, why)| json!({ "network": network, "why": why })).collect();
        json!({ "calibration": self.calibration, "estimator": self.fitted, "refused": refused })
    }
}

/// Every width once, narrow ones first.
fn sorted(bits: &[u32]) -> Vec<u32> {
    let mut bits = bits.to_vec();
    bits.sort_unstable();
    bits.dedup();
    bits
}
