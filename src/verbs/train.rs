//! `entrain train`

use super::{Target, tune};
use crate::data_text;
use crate::numbers;
use crate::output::{Format, print, shown, table, thousands, warn};
use crate::plot::{Line, Plot};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::checkpoint::Facts;
use entrain_model::data::{DataReport, Scaling};
use entrain_model::rule::Counts;
use entrain_model::synchrony::{Span, spans};
use entrain_model::train::{Epoch, Point, train};
use entrain_model::{Model, Result, checkpoint};
use serde_json::{Value, json};
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
    /// Follow the file's [policy] in training too; it is meant for the field.
    #[arg(long)]
    pub policy: bool,
    /// Where the checkpoint goes [default: weights.json in the build folder, where build, generate, flash and monitor look for it].
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// Draw accuracy and synchrony over the epochs of the first seed into this SVG file.
    #[arg(long)]
    pub plot: Option<PathBuf>,
    #[command(flatten)]
    pub tune: tune::Arguments,
}

impl Arguments {
    /// Training as the network file says.
    pub fn of(target: Target) -> Arguments {
        Arguments {
            target,
            epochs: None,
            seed: None,
            seeds: None,
            policy: false,
            output: None,
            plot: None,
            tune: tune::Arguments::default(),
        }
    }
}

/// One seed's result.
pub struct Run {
    pub seed: u32,
    pub history: Vec<Epoch>,
    pub hashes: Vec<u32>,
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
}

impl Report {
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
        return tune::run(&project, arguments, format);
    }
    // What cannot be written at the end is better known at the start.
    arguments.plot.iter().try_for_each(|path| checkpoint::writable(path))?;
    let report = work(&project, arguments)?;
    if let Some(path) = &arguments.plot {
        checkpoint::write_atomically(path, curve(&project, &report).svg().as_bytes())?;
    }
    print(format, true, &text(&report), value(&report));
    Ok(true)
}

/// Trains every seed and writes the checkpoint of the first.
pub fn work(project: &Project, arguments: &Arguments) -> Result<Report> {
    let loaded = project.loaded()?;
    let data = loaded.data;
    let epochs = arguments.epochs.unwrap_or(project.plan.training.epochs);
    let first = arguments.seed.unwrap_or(project.plan.training.seed);
    let path = arguments.output.clone().unwrap_or_else(|| project.checkpoint());
    checkpoint::writable(&path)?;
    let seeds = arguments.seeds.unwrap_or(1);
    let bar = progress::bar("training", seeds as u64 * epochs as u64);
    let (mut runs, mut seconds) = (Vec::new(), 0.0);
    for seed in numbers::seeds_from(first, seeds) {
        let mut plan = if arguments.policy { project.plan.clone() } else { project.plan.without_policy() };
        plan.training.seed = seed;
        let mut model = Model::new(&plan);
        let history = train(&mut model, &plan, &data, epochs, &mut |_| bar.inc(1));
        seconds += history.iter().map(|epoch| epoch.seconds).sum::<f64>();
        let run = Run { seed, history, hashes: model.hashes() };
        if runs.is_empty() {
            let accuracy = run.is_tested().then(|| run.accuracy());
            let (names, scaling) = (loaded.report.class_names.clone(), serde_json::to_value(&loaded.scaling).ok());
            checkpoint::save_with(&path, &project.network, &model, Facts { accuracy, class_names: Some(names), scaling })?;
        }
        runs.push(run);
    }
    bar.finish_and_clear();
    let chance = spans(&project.plan).iter().map(Span::chance).collect();
    let samples = (data.train.len() * epochs * runs.len()) as u64;
    let note = data_text::faint(&data.train, &project.network.input);
    let report = loaded.report;
    warn(report.no_better(runs[0].accuracy()).as_slice());
    let samples_per_second = samples as f64 / seconds;
    let policy = arguments.policy;
    Ok(Report { runs, samples, samples_per_second, checkpoint: path, chance, policy, note, data: report, scaling: loaded.scaling })
}

fn text(report: &Report) -> String {
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    let mut text = String::new();
    let first = &report.runs[0];
    let shown = first.history.iter().filter(|epoch| epoch.number <= 3 || epoch.number % 5 == 0 || epoch.number == first.history.len());
    let rows: Vec<_> = shown
        .map(|epoch| {
            let counts = &epoch.counts;
            vec![
                epoch.number.to_string(),
                percent(epoch.train_accuracy),
                epoch.test_accuracy.map_or("-".into(), percent),
                percent(epoch.skipped()),
                thousands(counts.weights),
                thousands(counts.revivals),
                thousands(counts.saturations),
                list(&epoch.dead_units),
                list(&epoch.synchrony.iter().map(|share| format!("{share:.2}")).collect::<Vec<_>>()),
            ]
        })
        .collect();
    let header =
        ["epoch", "before learning", "test", "updates skipped", "weights corrected", "revivals", "saturations", "dead units", "synchrony"];
    text += &table(&header, &rows);
    let held = |count: &dyn Fn(&Counts) -> u64| thousands(first.history.iter().map(|epoch| count(&epoch.counts)).sum::<u64>());
    if report.policy {
        let (policy, budget) = (held(&|counts| counts.held_by_policy), held(&|counts| counts.held_by_budget));
        text += &format!("\nheld back by the policy: {policy} updates, by the budget: {budget}\n");
    }
    let chance: Vec<String> = report.chance.iter().map(|share| format!("{share:.2}")).collect();
    text += &format!("\nsynchrony of a random activity: {}\n", chance.join(" "));
    text += &measures(first, &report.data.class_names);
    let of = if first.is_tested() { "" } else { " of the training rows, before learning each (there are no test rows)" };
    for run in &report.runs {
        let hashes: Vec<String> = run.hashes.iter().map(|hash| format!("{hash:08x}")).collect();
        text += &format!(
            "\nseed {}: {}{of} after {}, hashes {}",
            run.seed,
            percent(run.accuracy()),
            epochs(run.history.len()),
            hashes.join(" ")
        );
    }
    if report.runs.len() > 1 {
        let (mean, deviation) = report.mean();
        text += &format!("\nmean of {} seeds: {} +- {:.2}{of}", report.runs.len(), percent(mean), 100.0 * deviation);
    }
    text += &format!("\n{} samples, {} a second, one core\n", thousands(report.samples), thousands(report.samples_per_second as u64));
    text += &format!("checkpoint: {}\n", report.checkpoint.display());
    text + &report.note.as_ref().map_or(String::new(), |note| format!("\nnote: {note}\n"))
}

/// How many epochs, in words.
fn epochs(count: usize) -> String {
    if count == 1 { "1 epoch".into() } else { format!("{count} epochs") }
}

/// Values of the layers, first to last.
fn list<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// How fast the first epoch converged, and what became of each class.
fn measures(run: &Run, names: &[String]) -> String {
    let share = |share: f64| format!("{:.1}", 100.0 * share);
    let mut text = String::new();
    if let Some(epoch) = run.history.first() {
        let (samples, accuracy): (Vec<_>, Vec<_>) =
            epoch.convergence.iter().map(|point| (point.samples.to_string(), share(point.accuracy))).unzip();
        text += "\nconvergence: % right before learning, since the sample before, in the first epoch\n";
        let width = samples.iter().chain(&accuracy).map(String::len).max().unwrap_or(0);
        let line = |cells: &[String]| cells.iter().map(|cell| format!(" {cell:>width$}")).collect::<String>();
        text += &format!("  sample {}\n  right  {}\n", line(&samples), line(&accuracy));
    }
    if let Some(epoch) = run.history.last().filter(|epoch| !epoch.accuracy_per_class.is_empty()) {
        let classes = names.iter().zip(&epoch.accuracy_per_class);
        let cells: Vec<String> = classes.map(|(class, right)| format!("{class}: {}", right.map_or("-".into(), share))).collect();
        text += &format!("\n% right of each class (test): {}\n", cells.join("  "));
        text += &data_text::confusion(names, &epoch.confusion);
    }
    text
}

/// Accuracy and synchrony over the epochs.
fn curve(project: &Project, report: &Report) -> Plot {
    let history = &report.runs[0].history;
    let line = |name: String, dashed: bool, value: &dyn Fn(&Epoch) -> Option<f64>| Line {
        name,
        dashed,
        points: history.iter().filter_map(|epoch| value(epoch).map(|value| (epoch.number as f64, 100.0 * value))).collect(),
    };
    let mut lines = vec![
        line("test accuracy".into(), false, &|epoch| epoch.test_accuracy),
        line("accuracy before learning".into(), false, &|epoch| Some(epoch.train_accuracy)),
    ];
    for layer in 0..project.plan.layers.len() {
        lines.push(line(format!("synchrony of layer {}", layer + 1), true, &|epoch| epoch.synchrony.get(layer).copied()));
    }
    lines.retain(|line| !line.points.is_empty());
    Plot { title: format!("{}: accuracy and synchrony", project.plan.name), across: "epoch".into(), up: "%".into(), lines }
}

fn value(report: &Report) -> Value {
    let hashes = |run: &Run| run.hashes.iter().map(|hash| format!("{hash:08x}")).collect::<Vec<_>>();
    let tested = |run: &Run| run.is_tested().then(|| run.accuracy());
    let run = |run: &Run| json!({ "seed": run.seed, "test_accuracy": tested(run), "hashes": hashes(run) });
    let epoch = |epoch: &Epoch| {
        json!({
            "epoch": epoch.number, "train_accuracy": epoch.train_accuracy, "test_accuracy": epoch.test_accuracy,
            "updates": epoch.counts.updates, "skips": epoch.counts.skips,
            "held_by_policy": epoch.counts.held_by_policy, "held_by_budget": epoch.counts.held_by_budget, "weights_corrected": epoch.counts.weights,
            "revivals": epoch.counts.revivals, "saturations": epoch.counts.saturations, "skipped": epoch.skipped(),
            "accuracy_per_class": epoch.accuracy_per_class, "synchrony": epoch.synchrony, "dead_units": epoch.dead_units,
        })
    };
    let (mean, deviation) = match tested(&report.runs[0]) {
        Some(_) => (Some(report.mean().0), Some(report.mean().1)),
        None => (None, None),
    };
    let history = &report.runs[0].history;
    let point = |point: &Point| json!({ "samples": point.samples, "accuracy": point.accuracy });
    json!({
        "accuracy_per_class": history.last().map(|epoch| &epoch.accuracy_per_class),
        "synchrony": history.last().map(|epoch| &epoch.synchrony), "synchrony_chance": report.chance,
        "dead_units": history.last().map(|epoch| &epoch.dead_units),
        "convergence": history.first().map(|epoch| epoch.convergence.iter().map(point).collect::<Vec<_>>()),
        "test_accuracy": tested(&report.runs[0]), "samples": report.samples, "samples_per_second": report.samples_per_second,
        "hashes": hashes(&report.runs[0]), "test_accuracy_mean": mean, "test_accuracy_std": deviation,
        "runs": report.runs.iter().map(run).collect::<Vec<_>>(),
        "curve": report.runs[0].history.iter().map(epoch).collect::<Vec<_>>(),
        "checkpoint": shown(&report.checkpoint), "note": report.note, "class_names": report.data.class_names,
        "confusion": history.last().map(|epoch| &epoch.confusion), "data": { "report": report.data, "scaling": report.scaling },
    })
}
