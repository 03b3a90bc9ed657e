//! `entrain build --all-boards`: one network on every board, in one table.

use super::text::value;
use super::work::{Options, samples_per_second, work};
use crate::output::{Format, print, table, thousands};
use crate::project::Project;
use entrain_boards::names;
use entrain_flow::Outcome;
use entrain_model::{Diagnostic, Result};
use serde_json::{Value, json};
use std::path::Path;

/// A board, and what came of it.
struct Built {
    board: String,
    outcome: Result<(Project, Outcome)>,
}

impl Built {
    /// Whether it was built, or the network is not for this board: a message about the network file.
    fn is_whole(&self) -> bool {
        self.outcome.as_ref().err().is_none_or(|error| error.line().is_some())
    }
}

/// Builds for each board in turn. A board that the network does not fit, or whose tools are missing, says so in its row.
pub fn run(path: &Path, options: &Options, format: Format) -> Result<bool> {
    let boards = all(path, options);
    let whole = boards.iter().all(Built::is_whole);
    print(format, whole, &text(&boards), json(&boards));
    Ok(whole)
}

fn all(path: &Path, options: &Options) -> Vec<Built> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new(".")) };
    let build = |board: String| {
        let project = Project::open(path, Some(&board));
        let outcome = project.and_then(|project| work(&project, options).map(|outcome| (project, outcome)));
        Built { board, outcome }
    };
    names(Some(folder)).into_iter().map(build).collect()
}

fn text(boards: &[Built]) -> String {
    let header = ["board", "LUT", "FF", "RAM", "DSP", "MHz", "worst / median / best", "samples/s", "bytes", "build s"];
    let rows = boards.iter().map(|built| match &built.outcome {
        Ok((project, outcome)) => row(project, outcome),
        Err(error) => failed(&built.board, error),
    });
    table(&header, &rows.collect::<Vec<_>>())
        + "\n  MHz: clock of the bitstream; then what the seeds would allow. Samples/s: learned, at the clock.\n"
}

fn json(boards: &[Built]) -> Value {
    let entries = boards.iter().map(|built| match &built.outcome {
        Ok((project, outcome)) => value(project, outcome),
        Err(error) => json!({ "board": built.board, "message": error.message() }),
    });
    json!({ "boards": entries.collect::<Vec<_>>() })
}

fn row(project: &Project, outcome: &Outcome) -> Vec<String> {
    let count = |name: &str| {
        let found = outcome.resource(name);
        if found.available == 0 { "-".into() } else { format!("{} of {}", found.used, found.available) }
    };
    let logic = outcome.logic();
    let spread = outcome.spread().map_or("-".into(), |spread| spread.map(|mhz| format!("{mhz:.1}")).join(" / "));
    let rate = thousands(samples_per_second(project, outcome.clock_mhz) as u64);
    let cells = [outcome.board.clone(), format!("{} of {}", logic.used, logic.available), outcome.resource("flip-flops").used.to_string()];
    let clock = [count("block RAM"), count("DSP"), format!("{}", outcome.clock_mhz), spread, rate];
    let end = [thousands(outcome.bitstream_bytes), format!("{:.0}", outcome.all_seconds())];
    [cells.to_vec(), clock.to_vec(), end.to_vec()].concat()
}

fn failed(name: &str, error: &Diagnostic) -> Vec<String> {
    let mut row = vec![format!("{name}: {}", error.message().lines().next().unwrap_or_default())];
    row.resize(10, String::new());
    row
}
