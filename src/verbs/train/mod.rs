//! `entrain train`

mod text;

use super::{Target, tune};
use crate::data_text;
use crate::numbers;
use crate::output::{Format, print, warn};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_data::{DataReport, Loaded, Scaling};
use entrain_model::checkpoint::Facts;
use entrain_model::synchrony::{Span, spans};
use entrain_model::{Model, Network, Result, checkpoint};
use entrain_studies::train::{Epoch, train};
use serde_json::Value;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_long_help = tune::knobs_help())]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Passes over the training rows, instead of the file's.
    #[arg(long, value_parser = numbers::epochs)]
    pub epochs: Option<usize>,
    /// Seed of the start weights, instead of the file's.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Train this many seeds, from the first on, and print their mean; the checkpoint is of the first [default: 1, with --tune 5].
    #[arg(long, value_parser = numbers::seeds)]
    pub seeds: Option<u32>,
    /// Draw the test rows anew so many times, train each, and print their mean; the checkpoint is of the first [default: 1].
    #[arg(long, value_parser = numbers::seeds, conflicts_with = "tune")]
    pub splits: Option<u32>,
    /// Follow the file's policy in training too; it is meant for the field.
    #[arg(long)]
    pub policy: bool,
    /// Every fifth epoch with all that was counted, the curve of the first one, the confusion matrix.
    #[arg(long)]
    pub details: bool,
    /// Go on from this checkpoint instead of start weights.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seeds", "splits", "tune"])]
    pub weights: Option<PathBuf>,
    /// Where the checkpoint goes [default: weights.json in the build folder, where build, generate, flash and monitor look for it].
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// Draw accuracy and synchrony over the epochs of the first seed into this SVG file.
    #[arg(long)]
    pub plot: Option<PathBuf>,
    #[command(flatten)]
    pub tune: tune::Arguments,
}

/// How a network is trained; the default is what its file says.
#[derive(Default)]
pub struct Options {
    /// Passes over the training rows.
    pub epochs: Option<usize>,
    /// The first seed of the start weights.
    pub seed: Option<u32>,
    /// How many seeds.
    pub seeds: Option<u32>,
    /// How often the test rows are drawn.
    pub splits: Option<u32>,
    /// Follow the file's policy.
    pub policy: bool,
    /// A checkpoint to go on from; start weights without.
    pub weights: Option<PathBuf>,
    /// Where the checkpoint goes; the build folder without.
    pub output: Option<PathBuf>,
}

impl Arguments {
    fn options(&self) -> Options {
        let (epochs, seed, seeds, splits) = (self.epochs, self.seed, self.seeds, self.splits);
        Options { epochs, seed, seeds, splits, policy: self.policy, weights: self.weights.clone(), output: self.output.clone() }
    }
}

/// One seed's result, of one split.
pub struct Run {
    pub seed: u32,
    /// Seed by which the test rows were drawn, if they were.
    pub split: Option<u32>,
    pub history: Vec<Epoch>,
    pub hashes: Vec<u32>,
    /// Of learned codes, one for each layer that has one.
    pub code_hashes: Vec<u32>,
}

/// A finished training.
pub struct Report {
    pub runs: Vec<Run>,
    pub samples: u64,
    pub samples_per_second: f64,
    pub checkpoint: PathBuf,
    /// What a random activity has of synchrony in the mean, a layer.
    pub chance: Vec<f64>,
    /// Whether the file's policy was followed.
    pub policy: bool,
    /// What a person should know before believing the accuracy.
    pub note: Option<String>,
    /// What the data became.
    pub data: DataReport,
    /// How the inputs were scaled.
    pub scaling: Option<Scaling>,
}

impl Run {
    /// Whether there were test rows: else the accuracy is that of the training rows before each was learned.
    pub fn is_tested(&self) -> bool {
        self.history.last().is_some_and(|epoch| epoch.test_accuracy.is_some())
    }

    /// Test accuracy after the last epoch; training accuracy without test rows.
    pub fn accuracy(&self) -> f64 {
        self.history.last().map_or(0.0, |epoch| epoch.test_accuracy.unwrap_or(epoch.train_accuracy))
    }

    /// Share of the samples of the first epoch that were right before they were learned, and of its last 200.
    pub fn prequential(&self) -> (f64, f64) {
        self.history.first().map_or((0.0, 0.0), |epoch| (epoch.train_accuracy, epoch.last_accuracy))
    }
}

impl Report {
    /// Prequential accuracy of the first epoch and of its last 200 samples, means of the runs.
    pub fn prequential(&self) -> (f64, f64) {
        let sum = self.runs.iter().map(Run::prequential).fold((0.0, 0.0), |sum, run| (sum.0 + run.0, sum.1 + run.1));
        (sum.0 / self.runs.len() as f64, sum.1 / self.runs.len() as f64)
    }

    /// Mean accuracy over the seeds and its sample standard deviation.
    pub fn mean(&self) -> (f64, f64) {
        let count = self.runs.len() as f64;
        let mean = self.runs.iter().map(Run::accuracy).sum::<f64>() / count;
        let squares = self.runs.iter().map(|run| (run.accuracy() - mean).powi(2)).sum::<f64>();
        (mean, (squares / (count - 1.0).max(1.0)).sqrt())
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    if !arguments.tune.tune.is_empty() {
        return tune::run(&project, &arguments.tune.options(arguments.seed, arguments.seeds, arguments.epochs)?, format);
    }
    // What cannot be written at the end is better known at the start.
    arguments.plot.iter().try_for_each(|path| checkpoint::writable(path))?;
    let report = work(&project, &arguments.options())?;
    if let Some(path) = &arguments.plot {
        checkpoint::write_atomically(path, text::curve(&project, &report).svg().as_bytes())?;
    }
    print(format, true, &text::text(&report, arguments.details), text::value(&report));
    Ok(true)
}

/// Trains every seed of every split and writes the checkpoint of the first.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    let mut loaded = project.loaded()?;
    let splits = splits(&project.network, options.splits)?;
    let epochs = options.epochs.unwrap_or(project.plan.training.epochs);
    let first = options.seed.unwrap_or(project.plan.training.seed);
    let path = options.output.clone().unwrap_or_else(|| project.checkpoint());
    checkpoint::writable(&path)?;
    let seeds = options.seeds.unwrap_or(1);
    let bar = progress::bar("training", splits.len() as u64 * seeds as u64 * epochs as u64);
    let (mut runs, mut seconds, mut samples) = (Vec::new(), 0.0, 0);
    let note = data_text::faint(&loaded.data.train, &project.network.input);
    let all = splits.iter().flat_map(|split| numbers::seeds_from(first, seeds).into_iter().map(move |seed| (*split, seed)));
    for (split, seed) in all {
        if let Some(drawn) = split.filter(|_| seed == first && !runs.is_empty()) {
            loaded.data = Loaded::new(&project.network.with_split(drawn)?)?.data;
        }
        let data = &loaded.data;
        let mut plan = if options.policy { project.plan.clone() } else { project.plan.without_policy() };
        plan.training.seed = seed;
        let mut model = Model::new(&plan);
        if let Some(path) = &options.weights {
            checkpoint::load(path, &project.network, &mut model)?;
        }
        let history = train(&mut model, &plan, data, epochs, &mut |_| bar.inc(1));
        samples += (data.train.len() * epochs) as u64;
        seconds += history.iter().map(|epoch| epoch.seconds).sum::<f64>();
        let run = Run { seed, split, history, hashes: model.hashes(), code_hashes: model.code_hashes() };
        if runs.is_empty() {
            let accuracy = run.is_tested().then(|| run.accuracy());
            checkpoint::save_with(&path, &project.network, &model, facts(&loaded, accuracy))?;
        }
        runs.push(run);
    }
    bar.finish_and_clear();
    let chance = spans(&project.plan).iter().map(Span::chance).collect();
    let report = loaded.report;
    warn(report.no_better(runs[0].accuracy()).as_slice());
    let samples_per_second = samples as f64 / seconds;
    let policy = options.policy;
    Ok(Report { runs, samples, samples_per_second, checkpoint: path, chance, policy, note, data: report, scaling: loaded.scaling })
}

/// The seeds by which test rows are drawn: one that is not asked for changes nothing.
fn splits(network: &Network, count: Option<u32>) -> Result<Vec<Option<u32>>> {
    let first = network.split_seed();
    match count {
        None | Some(1) => Ok(vec![first]),
        Some(count) => {
            let first = first.unwrap_or_default();
            network.with_split(first)?;
            Ok(numbers::seeds_from(first, count).into_iter().map(Some).collect())
        }
    }
}

/// What goes into a checkpoint beside the weights.
fn facts(loaded: &Loaded, accuracy: Option<f64>) -> Facts {
    let json = |value: serde_json::Result<Value>| value.ok().filter(|value| !value.is_null());
    Facts {
        accuracy,
        class_names: Some(loaded.report.class_names.clone()),
        scaling: json(serde_json::to_value(&loaded.scaling)),
        inputs: json(serde_json::to_value(&loaded.inputs)),
    }
}
