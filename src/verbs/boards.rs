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

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    if !arguments.path.exists() {
        let message = format!("there is no project {}", arguments.path.display());
        return Err(Diagnostic::new(message).help("give a project's folder for its own boards, or no path"));
    }
    let folder = if arguments.path.is_dir() { &arguments.path } else { arguments.path.parent().unwrap_or(Path::new(".")) };
    let found = names(Some(folder)).into_iter().map(|name| (Board::find(&name, Some(folder)), name));
    let (mut boards, mut faults): (Vec<Board>, Vec<(String, Diagnostic)>) = (Vec::new(), Vec::new());
    for (board, name) in found {
        match board {
            Ok(board) => boards.push(board),
            Err(fault) => faults.push((name, fault)),
        }
    }
    let row = |board: &Board| {
        let (part, clock) = (&board.device.resources, &board.clock);
        let numbers = [part.luts, part.block_rams, part.sprams, part.dsps].map(|number| number.to_string());
        let clock = format!("{} -> {}", clock.mhz, clock.design_mhz);
        let snapshots = if board.snapshot_flash().is_some() { "kept" } else { "-" };
        let programmer = board.programmers.first().map_or("none", |programmer| &programmer.tool);
        [
            vec![board.name.clone(), board.title.clone(), part.part.clone()],
            numbers.to_vec(),
            vec![clock, snapshots.into(), programmer.into()],
        ]
        .concat()
    };
    let rows: Vec<_> = boards.iter().map(row).collect();
    let mut text = table(&["board", "", "device", "LUTs", "block RAM", "SPRAM", "DSP", "MHz, design", "snapshots", "programmer"], &rows);
    for board in &boards {
        board.notes.iter().for_each(|note| text += &format!("\n  {}: {note}", board.name));
    }
    text += "\n\n  Pins, options and their sources: `entrain boards --format json`. A board of your own: docs/boards.md.\n";
    let told = |board: &Board| {
        let mut value = json!(board);
        value["snapshots"] = board.snapshot_flash().is_some().into();
        value
    };
    for (name, fault) in &faults {
        text += &format!("\n  {name} cannot be used:\n{fault}\n");
    }
    let mut value = json!({ "boards": boards.iter().map(told).collect::<Vec<_>>() });
    tell(&faults, &mut value);
    print(format, faults.is_empty(), &text, value);
    Ok(faults.is_empty())
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
