//! A session from its beginning to its end: samples are streamed to the board, learning or not, and what it has learned is kept.

use super::View;
use super::begin::{Begun, begin, came_with};
use super::log::Log;
use super::options::{Options, Place};
use super::report::Report;
use super::source::Source;
use super::stream::Stream;
use crate::project::Project;
use crate::verbs::connection::{Connected, slots};
use entrain_host::audit::{Audit, Deed};
use entrain_host::{Board, Line, Session, Settings, VirtualPort};
use entrain_model::checkpoint::{self, writable};
use entrain_model::plan::{Plan, Registers};
use entrain_model::{Diagnostic, Result};

/// Runs a session. `view` is opened once the board is ready.
///
/// # Errors
/// No board, no samples, a place where nothing can be kept, a line that is gone. What was learned until then is in the audit log.
pub fn work(project: &Project, options: &Options, view: &dyn Fn() -> Result<Box<dyn View>>) -> Result<Report> {
    project.hardware_ready()?;
    let plan = &project.plan;
    let registers = plan.registers_with(options.rate, options.margin, options.revival)?;
    let bitstream = came_with(project, options)?;
    let Source { mut feed, name: source } = Source::new(project, options, &bitstream)?;
    let held = options.held.iter().map(|&layer| learner(plan, layer)).collect::<Result<Vec<usize>>>()?;
    // Weights that cannot be kept at the end are better not learned at all.
    options.save.iter().filter_map(Place::file).try_for_each(writable)?;
    let Begun { connected, came_up, origin } = begin(project, options, bitstream)?;
    let Connected { board, mut audit, name, advice, flash, running } = connected;
    let mut session = open(board, options, held, &registers, plan, &mut audit)?;
    let mut log = Log::open(&options.log.clone().unwrap_or_else(|| project.build_folder().join("monitor.jsonl")))?;
    let own = if registers != plan.reset_registers() { format!(", {}", registers.words(plan)) } else { String::new() };
    let from_flash = if came_up && options.restore.is_none() { ", which came up with the snapshot in its flash" } else { "" };
    let title = format!("{} at {name}{from_flash}{own}; weights: {}", plan.name, origin.words());
    let names = project.network.class_names();
    let stream = Stream { title: &title, source: &source, every: options.every, names: &names };
    let mut view = view()?;
    let gone = stream.go(&mut feed, &mut session, view.as_mut(), &mut log, &mut audit);
    drop(view);
    let seconds = gone?;
    let (same, found) = session.verify()?;
    if let Some(place) = &options.save {
        let place = keep(place, project, &mut session, flash)?;
        audit.add(Deed::Kept { place }, &found)?;
    }
    let (status, traffic, golden) = (session.status(), session.board().traffic(), session.shadow().hashes());
    drop(session);
    running.map_or(Ok(()), VirtualPort::switch_off)?;
    let (registers, refused, wanted) = (registers.values(plan), feed.refused, feed.wanted);
    Ok(Report { title, name, came_up, registers, status, traffic, wanted, refused, seconds, advice, found, golden, same, origin })
}

/// A session with the settings that are asked for; those that are not the network file's go into the audit log.
fn open<L: Line>(
    board: Board<L>,
    options: &Options,
    held: Vec<usize>,
    registers: &Registers,
    plan: &Plan,
    audit: &mut Audit,
) -> Result<Session<L>> {
    let settings = Settings {
        learn: options.learn,
        held,
        registers: Some(*registers),
        window: options.window,
        alarm: options.alarm,
        rollback: options.rollback,
    };
    let session = Session::new(board, settings)?;
    if !options.held.is_empty() {
        let layers = options.held.iter().map(|layer| layer + 1).collect();
        audit.add(Deed::Held { layers }, &session.shadow().hashes())?;
    }
    if *registers != plan.reset_registers() {
        let (rate, margin, revival) = registers.values(plan);
        audit.add(Deed::Set { rate, margin, revival }, &session.shadow().hashes())?;
    }
    Ok(session)
}

/// The number of layer `layer` of the file, 0 first, among those that learn.
fn learner(plan: &Plan, layer: usize) -> Result<usize> {
    let why = match plan.layers.get(layer) {
        Some(_) => "it has no weights".into(),
        None => format!("there are {}", plan.layers.len()),
    };
    plan.learner_at(layer).ok_or_else(|| Diagnostic::new(format!("layer {} cannot be frozen: {why}", layer + 1)))
}

/// Keeps what the board has learned, and says where.
fn keep<L: Line>(place: &Place, project: &Project, session: &mut Session<L>, flash: Option<(usize, usize)>) -> Result<String> {
    match place {
        Place::Flash => {
            let model = session.shadow().clone();
            let kept = slots(session.board(), flash)?.keep(&model)?;
            Ok(format!("flash, slot {}, snapshot {}", kept.slot + 1, kept.number))
        }
        Place::File(path) => {
            checkpoint::save(path, &project.network, session.shadow())?;
            Ok(path.display().to_string())
        }
    }
}
