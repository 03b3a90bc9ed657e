//! `entrain build --all-boards`: one network on every board, in one table.

use super::build::{Arguments, samples_per_second, value, work};
use crate::output::{Format, print, table, thousands};
use crate::project::Project;
use entrain_boards::names;
use entrain_flow::Outcome;
use entrain_model::{Diagnostic, Result};
use serde_json::{Value, json};
use std::path::Path;

/// Builds for each board in turn. A board that the network does not fit, or whose tools are missing, says so in its row.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let path = &arguments.target.path;
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new(".")) };
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    let mut whole = true;
    for name in names(Some(folder)) {
        let built = Project::open(path, Some(&name)).and_then(|project| work(&project, arguments).map(|outcome| (project, outcome)));
        let (row, entry) = match &built {
            Ok((project, outcome)) => (row(project, outcome), value(project, outcome)),
            Err(error) => {
                whole &= error.line().is_some(); // a message about the network file: it does not fit
                (failed(&name, error), json!({ "board": name, "message": error.message() }))
            }
        };
        rows.push(row);
        values.push(entry);
    }
    let header = ["board", "LUT", "FF", "RAM", "DSP", "MHz", "worst / median / best", "samples/s", "bytes", "build s"];
    let text =
        table(&header, &rows) + "\n  MHz: clock of the bitstream; then what the seeds would allow. Samples/s: learned, at the clock.\n";
    print(format, whole, &text, Value::Object([("boards".into(), values.into())].into_iter().collect()));
    Ok(whole)
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
