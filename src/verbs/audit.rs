//! `entrain audit`

use super::Target;
use super::connection::audit_log;
use crate::output::{Format, print, shown};
use crate::project::Project;
use clap::Args;
use entrain_host::audit::{Deed, Entry, verify};
use entrain_model::{Diagnostic, Result};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

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

/// What is verified.
#[derive(Default)]
pub struct Options {
    /// The hash that one of the lines must have.
    pub expect: Option<String>,
}

impl Arguments {
    fn options(&self) -> Options {
        Options { expect: self.expect.clone() }
    }

    /// The log that is asked for, or the project's.
    fn file(&self) -> Result<PathBuf> {
        match &self.file {
            Some(path) => Ok(path.clone()),
            None => Ok(audit_log(&Project::open(&self.target.path, self.target.board.as_deref())?, None)),
        }
    }
}

/// A log that is whole.
pub struct Report {
    path: PathBuf,
    /// Its lines, each with its hash.
    entries: Vec<(Entry, String)>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let report = work(&arguments.file()?, &arguments.options())?;
    print(format, true, &report.text(), report.json());
    Ok(true)
}

/// Verifies the chain of a log.
///
/// # Errors
/// A log that cannot be read or is broken; one without the line that is expected.
pub fn work(path: &Path, options: &Options) -> Result<Report> {
    let entries = verify(path)?;
    if let Some(expected) = &options.expect
        && !entries.iter().any(|(_, hash)| hash == expected)
    {
        let message = format!("{} is whole, but has no line with the hash {expected}", path.display());
        return Err(Diagnostic::new(message).help("lines were cut off at its end, or it is another log"));
    }
    Ok(Report { path: path.to_path_buf(), entries })
}

impl Report {
    /// The hash of the last line.
    fn last(&self) -> Option<&str> {
        self.entries.last().map(|(_, hash)| hash.as_str())
    }

    /// For people.
    fn text(&self) -> String {
        let lines: String = self.entries.iter().map(|(entry, _)| line(entry)).collect();
        lines
            + &match self.last() {
                Some(hash) => format!("{} lines, every one whole and in its place; the last one's hash is\n{hash}\n", self.entries.len()),
                None => "the log is empty\n".into(),
            }
    }

    /// For programs.
    fn json(&self) -> Value {
        let all: Vec<&Entry> = self.entries.iter().map(|(entry, _)| entry).collect();
        json!({ "file": shown(&self.path), "lines": all.len(), "last_hash": self.last(), "entries": all })
    }
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
