//! `entrain flash`

use super::Target as Place;
use crate::output::{Format, print, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_flow::{Flash, Outcome, Target, flash};
use entrain_model::{Diagnostic, Result};
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Place,
    /// Load the FPGA, until power is lost, and leave the flash as it is.
    #[arg(long)]
    pub ram: bool,
    /// Bitstream [default: what `entrain build` made for the board].
    #[arg(long)]
    pub bitstream: Option<PathBuf>,
    /// Program, of those in the board's file [default: the first that is installed].
    #[arg(long)]
    pub tool: Option<String>,
    /// Arguments for that program, behind `--`: another cable, a serial number.
    #[arg(last = true)]
    pub arguments: Vec<String>,
    /// Where /sys and /dev are looked for.
    #[arg(long, hide = true, default_value = "/")]
    pub root: PathBuf,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let board = project.needs_board()?;
    let folder = project.build_folder().join(&board.name);
    let (bitstream, built) = match &arguments.bitstream {
        Some(path) => (path.clone(), None),
        None => Outcome::read(&folder).map(|outcome| (outcome.bitstream.clone(), Some(outcome)))?,
    };
    let target = if arguments.ram { Target::Fpga } else { Target::Flash };
    std::fs::create_dir_all(&folder).map_err(|error| Diagnostic::io("make", &folder, &error))?;
    let log = folder.join("flash.log");
    let (tool, more) = (arguments.tool.as_deref(), &arguments.arguments);
    let job = Flash { board, bitstream: &bitstream, target, tool, arguments: more, root: &arguments.root, log: &log };
    let bar = progress::bar("looking for the board", 100);
    let done = flash(&job, &mut |tool, percent| {
        bar.set_message(tool.to_string());
        bar.set_position(percent.unwrap_or(0.0) as u64);
    });
    bar.finish_and_clear();
    let done = done?;
    let place = match target {
        Target::Flash => "in the flash of",
        Target::Fpga => "loaded, until power is lost, into",
    };
    let mut text = format!("{} bytes are {place} {} ({}, {:.1} s)\n", thousands(done.bytes), board.name, done.tool, done.seconds);
    text += &built.as_ref().map_or(String::new(), |built| format!("build id {}; weights {}\n", built.build_id, built.weights.join(" ")));
    let value = json!({
        "board": board.name, "bitstream": bitstream, "bytes": done.bytes, "target": if arguments.ram { "fpga" } else { "flash" },
        "tool": done.tool, "seconds": done.seconds, "build_id": built.map(|built| built.build_id),
    });
    print(format, true, &text, value);
    Ok(true)
}
