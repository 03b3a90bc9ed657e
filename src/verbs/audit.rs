//! `entrain audit`

use super::Target;
use super::connection::audit_log;
use crate::output::{Format, print, shown};
use crate::project::Project;
use clap::Args;
use entrain_host::audit::{Deed, Entry, verify};
use entrain_model::{Diagnostic, Result};
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// The log [default: audit.jsonl beside the network file].
    #[arg(long)]
    pub file: Option<PathBuf>,
    /// The hash that the last line had when you looked last: that line must still be there.
    #[arg(long)]
    pub expect: Option<String>,
}

/// Verifies the chain of a log and prints what was done.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let path = match &arguments.file {
        Some(path) => path.clone(),
        None => audit_log(&Project::open(&arguments.target.path, arguments.target.board.as_deref())?, None),
    };
    let entries = verify(&path)?;
    if let Some(expected) = &arguments.expect
        && !entries.iter().any(|(_, hash)| hash == expected)
    {
        let message = format!("{} is whole, but has no line with the hash {expected}", path.display());
        return Err(Diagnostic::new(message).help("lines were cut off at its end, or it is another log"));
    }
    let lines: String = entries.iter().map(|(entry, _)| line(entry)).collect();
    let last = entries.last().map(|(_, hash)| hash.as_str());
    let end = match last {
        Some(hash) => format!("{} lines, every one whole and in its place; the last one's hash is\n{hash}\n", entries.len()),
        None => "the log is empty\n".into(),
    };
    let all: Vec<&Entry> = entries.iter().map(|(entry, _)| entry).collect();
    let value = json!({ "file": shown(&path), "lines": entries.len(), "last_hash": last, "entries": all });
    print(format, true, &(lines + &end), value);
    Ok(true)
}

fn line(entry: &Entry) -> String {
    let did = match &entry.deed {
        Deed::Opened { line } => format!("opened at {line}"),
        Deed::Learned { samples, source, class_names, clipped_ppm, .. } => {
            let classes = if class_names.is_empty() { String::new() } else { format!(" as {}", class_names.join(", ")) };
            let clipped =
                if *clipped_ppm > 0 { format!("; {:.2} % of its values are clipped", *clipped_ppm as f64 / 1e4) } else { String::new() };
            format!("learned {samples} samples of {source}{classes}{clipped}")
        }
        Deed::Held { layers } if layers.is_empty() => "let all layers learn".into(),
        Deed::Held { layers } => format!("held layers {layers:?}"),
        Deed::Set { rate, margin, revival } => format!("set rate {rate}, margin {margin}, revival {revival}"),
        Deed::Kept { place } => format!("kept the weights: {place}"),
        Deed::Restored { place, why } => format!("restored {place}: {why}"),
        Deed::Tested { samples, passed } => format!("self-test of {samples} samples {}", if *passed { "passed" } else { "FAILED" }),
    };
    format!("{:>4}  {}  {}  {}  {did}; weights {}\n", entry.number, entry.time, entry.who, entry.board, entry.weights.join(" "))
}
