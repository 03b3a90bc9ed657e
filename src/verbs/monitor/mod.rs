//! `entrain monitor`

mod feed;
mod log;
mod plain;
mod stop;
mod terminal;
mod text;
mod work;

use super::Target;
use super::connection::{Connected, Connection, slots};
use crate::incoming;
use crate::numbers::share;
use crate::output::{Format, print, warn};
use crate::project::Project;
use crate::weights::{self, Weights, hashes};
use clap::Args;
use entrain_host::audit::Deed;
use entrain_host::{Session, Settings, Status, Traffic, VirtualPort};
use entrain_model::checkpoint::{Origin, START, writable};
use entrain_model::data::Loaded;
use entrain_model::drift::Rollback;
use entrain_model::network::Files;
use entrain_model::{Diagnostic, Plan, Result, checkpoint};
use feed::Feed;
use log::Log;
use serde_json::json;
use std::cell::Cell;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use text::summary;
use work::Work;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub connection: Connection,
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

/// Streams samples to the board, learning or not.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    project.hardware_ready()?;
    let plan = &project.plan;
    let registers = plan.registers_with(arguments.rate, arguments.margin, arguments.revival)?;
    // Weights that cannot be kept at the end are better not learned at all.
    arguments.save.iter().filter(|path| !in_flash(path)).try_for_each(|path| writable(path))?;
    let bitstream = came_with(&project, arguments)?;
    let (mut feed, source) = feed_of(&project, arguments, &bitstream)?;
    let Connected { mut board, mut audit, name, advice, flash, running } = arguments.connection.connect(&project, &bitstream.model)?;
    audit.add(Deed::Opened { line: name.clone() }, &board.hashes()?)?;
    let restored = board.is_restored();
    // Before anything is learned, not when it is to be kept.
    if arguments.save.as_deref().is_some_and(in_flash)
        && !arguments.overwrite
        && let Some(foreign) = slots(&mut board, flash)?.foreign()?
    {
        return Err(foreign.refusal());
    }
    if let Some(path) = &arguments.restore {
        let mut model = project.model(Some(path.as_path()).filter(|path| !in_flash(path)))?;
        if in_flash(path) {
            slots(&mut board, flash)?.restore(&mut model)?;
        }
        board.write_weights(&model)?;
        audit.add(Deed::Restored { place: path.display().to_string(), why: "asked for".into() }, &board.hashes()?)?;
    }
    let origin = whose(&project, arguments, bitstream, &board.hashes()?);
    let held = arguments.freeze.iter().map(|layer| learner(plan, *layer as usize)).collect::<Result<Vec<usize>>>()?;
    let rollback = Rollback { window: arguments.judges as usize, hold_out: 4, fall: arguments.fall };
    let settings = Settings {
        learn: !arguments.predict,
        held: held.clone(),
        registers: Some(registers),
        window: arguments.window as usize,
        alarm: arguments.alarm,
        rollback: arguments.rollback.then_some(rollback),
    };
    let mut session = Session::new(board, settings)?;
    if !held.is_empty() {
        let layers = arguments.freeze.iter().map(|layer| *layer as usize).collect();
        audit.add(Deed::Held { layers }, &session.shadow().hashes())?;
    }
    let ((rate, margin, revival), own) = (registers.values(plan), registers != plan.reset_registers());
    if own {
        audit.add(Deed::Set { rate, margin, revival }, &session.shadow().hashes())?;
    }
    let mut log = Log::open(&arguments.log.clone().unwrap_or_else(|| project.build_folder().join("monitor.jsonl")))?;
    let own = if own { format!(", {}", registers.words(plan)) } else { String::new() };
    let came_up = if restored && arguments.restore.is_none() { ", which came up with the snapshot in its flash" } else { "" };
    let title = format!("{} at {name}{came_up}{own}; weights: {}", plan.name, origin.words());
    let names = project.network.class_names();
    let work = Work { title: &title, source: &source, every: arguments.every, names: &names, refused: Cell::new(0) };
    let mut view: Box<dyn View> = match format {
        Format::Json => Box::new(Silent),
        Format::Text if arguments.plain || !std::io::stdout().is_terminal() => Box::new(plain::Plain::new(arguments.every)),
        Format::Text => Box::new(terminal::Terminal::open()?),
    };
    let gone = work.go(&mut feed, &mut session, view.as_mut(), &mut log, &mut audit);
    drop(view);
    let seconds = gone?;
    let (same, found) = session.verify()?;
    if let Some(path) = &arguments.save {
        let place = match in_flash(path) {
            true => {
                let model = session.shadow().clone();
                let kept = slots(session.board(), flash)?.keep(&model)?;
                format!("flash, slot {}, snapshot {}", kept.slot + 1, kept.number)
            }
            false => {
                checkpoint::save(path, &project.network, session.shadow())?;
                path.display().to_string()
            }
        };
        audit.add(Deed::Kept { place }, &found)?;
    }
    let (status, traffic) = (session.status(), session.board().traffic());
    let shadow = hashes(&session.shadow().hashes());
    drop(session);
    running.map_or(Ok(()), VirtualPort::switch_off)?;
    let now = Now { title: &title, status, traffic, wanted: feed.wanted, seconds };
    let ok = same && now.status.differences == 0;
    let value = json!({
        "board": name, "came_up_with_snapshot": restored, "registers": { "rate": rate, "margin": margin, "revival": revival },
        "status_of_board": now.status, "traffic": traffic, "advice": advice, "seconds": seconds, "samples_per_second": now.rate(),
        "hashes": hashes(&found), "hashes_golden": shadow, "refused_rows": work.refused.get(), "weights": weights::value(&origin),
    });
    print(format, ok, &summary(&now, work.refused.get(), advice.as_deref(), same, &found), value);
    Ok(ok)
}

/// The number of layer `layer`, 1 first, among those that learn.
fn learner(plan: &Plan, layer: usize) -> Result<usize> {
    let no_weights = plan.layers.get(layer - 1).is_some_and(|stage| stage.learner().is_none());
    let why = if no_weights { "it has no weights".into() } else { format!("there are {}", plan.layers.len()) };
    plan.learner_at(layer - 1).ok_or_else(|| Diagnostic::new(format!("layer {layer} cannot be frozen: {why}")))
}

/// The weights that the board's bitstream is thought to have brought: a real one can only be asked.
fn came_with(project: &Project, arguments: &Arguments) -> Result<Weights> {
    match project.weights(arguments.weights.as_deref()) {
        Err(_) if !arguments.connection.virtual_board => project.weights(Some(Path::new(START))),
        found => found,
    }
}

/// Where the weights come from that the board has before it learns.
fn whose(project: &Project, arguments: &Arguments, bitstream: Weights, hashes: &[u32]) -> Origin {
    let named = arguments.restore.as_deref().filter(|path| !in_flash(path)).map(|path| project.weights(Some(path)));
    let start = project.weights(Some(Path::new(START)));
    let known = [named, Some(Ok(bitstream)), Some(start)].into_iter().flatten().flatten();
    known.into_iter().find(|weights| weights.model.hashes() == hashes).map_or_else(Origin::board, |weights| weights.origin)
}

/// Whether a place for weights is the board's own flash.
fn in_flash(path: &Path) -> bool {
    path == Path::new("flash")
}

/// The samples to stream, and what they are called.
fn feed_of(project: &Project, arguments: &Arguments, weights: &Weights) -> Result<(Feed, String)> {
    let allowed = arguments.predict || arguments.allow_clipped;
    if let Some(path) = arguments.data.as_deref().filter(|path| arguments.follow || *path == Path::new("-")) {
        let known = incoming::known(project, weights, true)?;
        incoming::class_names(project, weights);
        let rows = incoming::open(project, path, true, known)?;
        let name = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
        return Ok((Feed::stream(rows, arguments.samples, allowed), name));
    }
    let loaded = match &arguments.data {
        Some(path) => Loaded::other(&Files::Csv(path.clone()), &project.network)?,
        None => Loaded::new(&project.network)?,
    };
    let own = project.network.source_of_data()?.train.to_string();
    let name = arguments.data.as_ref().map_or(own, |path| path.display().to_string());
    warn(&loaded.report.warnings);
    Project::refuse_clipped(&loaded.report, allowed)?;
    // What was learned from values that are cut is to be known later, too.
    let (clipped, data) = (loaded.report.clipped.share, loaded.data);
    match arguments.test_rows {
        false => Ok((Feed::rows(data.train, clipped, arguments.samples), name)),
        true if data.test.is_empty() => Err(Diagnostic::new("there are no test rows to stream")
            .help("in [data], rows = { train = N }, test = \"...\" or split = { ... } says which rows train and which test")),
        true => Ok((Feed::rows(data.test, clipped, arguments.samples), format!("test rows of {name}"))),
    }
}
