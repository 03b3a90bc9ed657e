//! `entrain boards`

use crate::output::{Format, error_value, print, table};
use clap::Args;
use entrain_boards::{Board, names};
use entrain_model::{Diagnostic, Result};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Arguments {
    /// Project whose own boards (boards/NAME.toml) are listed, too.
    #[arg(default_value = ".")]
    pub path: PathBuf,
}

/// What is listed.
pub struct Options {
    /// A project's folder or a file in it; the project's own boards are listed, too.
    pub path: PathBuf,
}

impl Default for Options {
    /// The folder in which the program runs.
    fn default() -> Options {
        Options { path: ".".into() }
    }
}

impl Arguments {
    fn options(&self) -> Options {
        Options { path: self.path.clone() }
    }
}

/// The boards that there are.
pub struct Report {
    boards: Vec<Board>,
    /// Board files that cannot be used, by their names.
    faults: Vec<(String, Diagnostic)>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let report = work(&arguments.options())?;
    print(format, report.is_good(), &report.text(), report.json());
    Ok(report.is_good())
}

/// Reads every board's file.
///
/// # Errors
/// No such project.
pub fn work(options: &Options) -> Result<Report> {
    let path = &options.path;
    if !path.exists() {
        let message = format!("there is no project {}", path.display());
        return Err(Diagnostic::new(message).help("give a project's folder for its own boards, or no path"));
    }
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new(".")) };
    let (mut boards, mut faults) = (Vec::new(), Vec::new());
    for name in names(Some(folder)) {
        match Board::find(&name, Some(folder)) {
            Ok(board) => boards.push(board),
            Err(fault) => faults.push((name, fault)),
        }
    }
    Ok(Report { boards, faults })
}

impl Report {
    /// Every board file can be used.
    fn is_good(&self) -> bool {
        self.faults.is_empty()
    }

    /// For people.
    fn text(&self) -> String {
        let rows: Vec<_> = self.boards.iter().map(row).collect();
        let mut text =
            table(&["board", "", "device", "LUTs", "block RAM", "SPRAM", "DSP", "MHz, design", "snapshots", "programmer"], &rows);
        for board in &self.boards {
            board.notes.iter().for_each(|note| text += &format!("\n  {}: {note}", board.name));
        }
        text += "\n\n  Pins, options and their sources: `entrain boards --format json`. A board of your own: docs/boards.md.\n";
        for (name, fault) in &self.faults {
            text += &format!("\n  {name} cannot be used:\n{fault}\n");
        }
        text
    }

    /// For programs.
    fn json(&self) -> Value {
        let told = |board: &Board| {
            let mut value = json!(board);
            value["snapshots"] = board.snapshot_flash().is_some().into();
            value
        };
        let mut value = json!({ "boards": self.boards.iter().map(told).collect::<Vec<_>>() });
        tell(&self.faults, &mut value);
        value
    }
}

/// A board in the table.
fn row(board: &Board) -> Vec<String> {
    let (part, clock) = (&board.device.resources, &board.clock);
    let numbers = [part.luts, part.block_rams, part.sprams, part.dsps].map(|number| number.to_string());
    let clock = format!("{} -> {}", clock.mhz, clock.design_mhz);
    let snapshots = if board.snapshot_flash().is_some() { "kept" } else { "-" };
    let programmer = board.programmers.first().map_or("none", |programmer| &programmer.tool);
    [vec![board.name.clone(), board.title.clone(), part.part.clone()], numbers.to_vec(), vec![clock, snapshots.into(), programmer.into()]]
        .concat()
}

/// Board files with a fault, for programs: the first one's as any other verb's error has it, all of them beside the boards that can be used.
fn tell(faults: &[(String, Diagnostic)], value: &mut Value) {
    let Some((_, first)) = faults.first() else { return };
    value["status"] = "error".into();
    for (key, part) in error_value(first).as_object().into_iter().flatten() {
        value[key] = part.clone();
    }
    let all = faults.iter().map(|(name, fault)| {
        let mut told = error_value(fault);
        told["name"] = name.as_str().into();
        told
    });
    value["faults"] = all.collect();
}
