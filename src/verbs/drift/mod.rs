//! `entrain drift`

mod field;
mod options;
mod scenario;
mod tasks;

use super::Target;
use crate::numbers;
use crate::output::{Format, print};
use crate::project::Project;
use clap::{Args, ValueEnum};
use entrain_model::checkpoint::write_atomically;
use entrain_model::rollback::Rollback;
use entrain_model::{Diagnostic, Result};
use options::Options;
use serde_json::Value;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// What happens [default: rotate-axes for signed inputs of shape [3 t, n], rotate-image for unsigned ones with rows
    /// and columns, else invert].
    #[arg(long, value_enum)]
    pub scenario: Option<Kind>,
    /// Angle of rotate-image (counter-clockwise), rotate-axes, and two-tasks with --second rotated.
    #[arg(long, default_value_t = Options::default().degrees, allow_negative_numbers = true)]
    pub degrees: f64,
    /// Axis that rotate-axes turns around.
    #[arg(long, value_enum, default_value_t = Options::default().axis)]
    pub axis: Around,
    /// What full scale of each axis is worth, for rotate-axes [default: all alike].
    #[arg(long, value_delimiter = ',')]
    pub axis_scale: Vec<f64>,
    /// Channel of invert and gain, from 1: an entry of the first axis of the input's shape [default: all; invert of
    /// signed inputs: 1].
    #[arg(long)]
    pub channel: Option<usize>,
    /// Factor of gain.
    #[arg(long, default_value_t = Options::default().gain, allow_negative_numbers = true)]
    pub gain: f64,
    /// What gain adds, in steps of the 8-bit input.
    #[arg(long, default_value_t = Options::default().offset, allow_negative_numbers = true)]
    pub offset: f64,
    /// Class that new-class withholds, by its name or number [default: the last].
    #[arg(long)]
    pub class: Option<String>,
    /// Share of labels that wrong-labels makes wrong, 0 to 1.
    #[arg(long, default_value_t = Options::default().wrong)]
    pub wrong: f64,
    /// What the second of two-tasks is.
    #[arg(long, value_enum, default_value_t = Options::default().second)]
    pub second: Second,
    /// Passes over the training rows before the field (two-tasks: for each task), instead of the file's.
    #[arg(long, value_parser = numbers::epochs)]
    pub epochs: Option<usize>,
    /// Seed of the start weights and of the field's order, instead of the file's.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Number of seeds, from the first on; means and deviations are printed, curve and events are of the first
    /// [default: 1; two-tasks: 5].
    #[arg(long, value_parser = numbers::seeds)]
    pub seeds: Option<u32>,
    /// Samples of each phase [default: --passes times its rows].
    #[arg(long, value_parser = numbers::at_least_one)]
    pub samples: Option<usize>,
    /// Passes over the rows of each phase.
    #[arg(long, default_value_t = Options::default().passes, value_parser = numbers::at_least_one)]
    pub passes: usize,
    /// Measurements a phase.
    #[arg(long, default_value_t = Options::default().points, value_parser = numbers::at_least_one)]
    pub points: usize,
    /// Rollback: samples in the window that the weights are judged with.
    #[arg(long, default_value_t = Options::default().rollback.window, value_parser = numbers::at_least_one)]
    pub window: usize,
    /// Rollback: one sample in this many is held out for the window.
    #[arg(long, default_value_t = Options::default().rollback.hold_out, value_parser = numbers::at_least_one)]
    pub hold_out: usize,
    /// Rollback: points of the window by which a snapshot must be better to be restored.
    #[arg(long, default_value_t = 100.0 * Options::default().rollback.fall, value_parser = numbers::points)]
    pub fall: f64,
    /// Draw accuracy over samples into this SVG file; two-tasks has none.
    #[arg(long)]
    pub plot: Option<PathBuf>,
}

/// What happens in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Images turn around their middle: bilinear, 0 from outside; shape [rows, columns] or [channels, rows, columns].
    RotateImage,
    /// An inertial sensor turns: shape [3 t, n], t triples x y z of n values each, signed.
    RotateAxes,
    /// Values turn upside down: 255 - v, signed -1 - v.
    Invert,
    /// Values become gain v + offset.
    Gain,
    /// A class is withheld, then comes alone, then among all.
    NewClass,
    /// A share of the labels is wrong for a time.
    WrongLabels,
    /// Two tasks one after the other, with one set of codes and with two.
    TwoTasks,
}

/// An axis of a sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Around {
    X,
    Y,
    Z,
}

/// The second task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Second {
    /// The inputs in another order, always the same.
    Permuted,
    /// Every input upside down.
    Inverted,
    /// As rotate-image or rotate-axes.
    Rotated,
    /// The same inputs, and every class called the next.
    Relabelled,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            scenario: self.scenario,
            degrees: self.degrees,
            axis: self.axis,
            axis_scale: self.axis_scale.clone(),
            channel: self.channel,
            gain: self.gain,
            offset: self.offset,
            class: self.class.clone(),
            wrong: self.wrong,
            second: self.second,
            epochs: self.epochs,
            seed: self.seed,
            seeds: self.seeds,
            samples: self.samples,
            passes: self.passes,
            points: self.points,
            rollback: Rollback { window: self.window, hold_out: self.hold_out, fall: self.fall / 100.0 },
        }
    }
}

impl Kind {
    /// What the command line and programs call it.
    fn name(self) -> String {
        self.to_possible_value().map_or(String::new(), |value| value.get_name().to_string())
    }
}

/// What was replayed.
pub enum Report {
    Field(field::Report),
    Tasks(tasks::Report),
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let options = arguments.options();
    if arguments.plot.is_some() && scenario::kind(&options, &project.network) == Kind::TwoTasks {
        return Err(Diagnostic::new("two-tasks has no curve to draw").help("leave --plot out"));
    }
    let report = work(&project, &options)?;
    if let (Some(path), Report::Field(report)) = (&arguments.plot, &report) {
        write_atomically(path, field::plot(report).svg().as_bytes())?;
    }
    print(format, true, &report.text(), report.json());
    Ok(true)
}

/// Lets copies of the network live through what is asked for, or through what fits the inputs.
///
/// # Errors
/// No data; a scenario that does not fit them.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    match scenario::kind(options, &project.network) {
        Kind::TwoTasks => tasks::work(project, options).map(Report::Tasks),
        kind => field::work(project, options, kind).map(Report::Field),
    }
}

impl Report {
    /// For people.
    fn text(&self) -> String {
        match self {
            Report::Field(report) => field::text(report),
            Report::Tasks(report) => tasks::text(report),
        }
    }

    /// For programs.
    fn json(&self) -> Value {
        match self {
            Report::Field(report) => field::value(report),
            Report::Tasks(report) => tasks::value(report),
        }
    }
}

/// Mean and sample standard deviation.
fn mean(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0).max(1.0)).sqrt())
}

/// Per cent, with the deviation where there are several.
fn percent(values: &[f64]) -> String {
    let (mean, deviation) = mean(values);
    match values.len() {
        1 => format!("{:.1}", 100.0 * mean),
        _ => format!("{:.1} +- {:.1}", 100.0 * mean, 100.0 * deviation),
    }
}
