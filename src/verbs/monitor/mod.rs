//! `entrain monitor`

mod begin;
mod feed;
mod log;
mod options;
mod plain;
mod report;
mod source;
mod stop;
mod stream;
mod terminal;
mod text;
mod work;

use super::{Target, connection};
use crate::numbers::share;
use crate::output::{Format, print};
use crate::project::Project;
use clap::Args;
use entrain_host::{Status, Traffic};
use entrain_model::Result;
use entrain_model::rollback::Rollback;
use options::{Options, Place, Rows};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub connection: connection::Arguments,
    /// Samples from this table instead of the project's training rows; - for standard input: rows with labels, each used as it comes.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Wait for more rows at the end of the table.
    #[arg(long, requires = "data")]
    pub follow: bool,
    /// The project's test rows instead.
    #[arg(long, conflicts_with = "data")]
    pub test_rows: bool,
    /// Only predict.
    #[arg(long)]
    pub predict: bool,
    /// Stop after so many samples [default: all of them, once, or as many as come].
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub samples: Option<u64>,
    /// Layers that stay as they are, from 1.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..))]
    pub freeze: Vec<u32>,
    /// Learn at 2^-RATE instead of the network file's rate.
    #[arg(long)]
    pub rate: Option<u32>,
    /// Margin instead of the network file's.
    #[arg(long)]
    pub margin: Option<u32>,
    /// Mask of revival instead of the network file's.
    #[arg(long)]
    pub revival: Option<u32>,
    /// Hold out every 4th sample, judge the weights by them, and go back to weights that were better.
    #[arg(long)]
    pub rollback: bool,
    /// Rollback: held-out samples that the weights are judged by.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..))]
    pub judges: u32,
    /// Rollback: share of them by which one must be better.
    #[arg(long, default_value_t = 0.1, value_parser = share)]
    pub fall: f64,
    /// Drift alarm: the accuracy of a window is so much below the best one.
    #[arg(long, default_value_t = 0.15, value_parser = share)]
    pub alarm: f64,
    /// Samples in a window.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub window: u32,
    /// First put the weights of this checkpoint into the board, with "flash" those of the newest snapshot in its own flash, or with
    /// "start" the network's start weights.
    #[arg(long, value_name = "FILE")]
    pub restore: Option<PathBuf>,
    /// Weights with which a virtual board comes up, as if they were in its bitstream: a checkpoint, or `start` [default: the newest
    /// checkpoint of the network]. A real board has what its bitstream brought, or what it has learned since.
    #[arg(long, value_name = "FILE", requires = "virtual_board")]
    pub weights: Option<PathBuf>,
    /// At the end, keep the board's weights as this checkpoint, or with "flash" as a snapshot in its own flash.
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// With --save flash: a snapshot of another network in that flash may be lost.
    #[arg(long, requires = "save")]
    pub overwrite: bool,
    /// Log: a line of JSON now and then and for all that happens [default: build/monitor.jsonl].
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Learn from data of which more than 5 % of the values are clipped.
    #[arg(long)]
    pub allow_clipped: bool,
    /// Lines instead of the live view.
    #[arg(long)]
    pub plain: bool,
    /// Samples between two lines.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,
}

/// What a view shows.
pub struct Now<'a> {
    pub title: &'a str,
    pub status: Status,
    pub traffic: Traffic,
    /// None: as many as come.
    pub wanted: Option<u64>,
    pub seconds: f64,
}

impl Now<'_> {
    /// Samples a second.
    pub fn rate(&self) -> f64 {
        self.status.samples as f64 / self.seconds.max(1e-9)
    }
}

/// How a session is shown.
pub trait View {
    /// Where it stands; false if the person wants to stop.
    fn show(&mut self, now: &Now) -> Result<bool>;
    /// Something happened.
    fn tell(&mut self, news: &str);
}

/// Shows nothing.
struct Silent;

impl View for Silent {
    fn show(&mut self, _now: &Now) -> Result<bool> {
        Ok(true)
    }
    fn tell(&mut self, _news: &str) {}
}

impl Arguments {
    fn options(&self) -> Options {
        let rows = match &self.data {
            Some(path) if self.follow || path.as_path() == Path::new("-") => Rows::Stream(path.clone()),
            Some(path) => Rows::File(path.clone()),
            None if self.test_rows => Rows::Test,
            None => Rows::Training,
        };
        let rollback = Rollback { window: self.judges as usize, hold_out: 4, fall: self.fall };
        Options {
            connection: self.connection.connection(),
            rows,
            allow_clipped: self.allow_clipped,
            learn: !self.predict,
            samples: self.samples,
            held: self.freeze.iter().map(|layer| *layer as usize - 1).collect(),
            rate: self.rate,
            margin: self.margin,
            revival: self.revival,
            rollback: self.rollback.then_some(rollback),
            alarm: self.alarm,
            window: self.window as usize,
            restore: self.restore.as_deref().map(Place::new),
            weights: self.weights.clone(),
            save: self.save.as_deref().map(Place::new),
            overwrite: self.overwrite,
            log: self.log.clone(),
            every: self.every,
        }
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let view = || -> Result<Box<dyn View>> {
        Ok(match format {
            Format::Json => Box::new(Silent),
            Format::Text if arguments.plain || !std::io::stdout().is_terminal() => Box::new(plain::Plain::new(arguments.every)),
            Format::Text => Box::new(terminal::Terminal::open()?),
        })
    };
    let report = work::work(&project, &arguments.options(), &view)?;
    print(format, report.is_good(), &text::summary(&report), report.json());
    Ok(report.is_good())
}
