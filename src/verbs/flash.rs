//! `entrain flash`

use super::{Target as Place, WeightsChoice, connection, reload};
use crate::output::{Format, print, shown, thousands};
use crate::progress;
use crate::project::Project;
use crate::weights;
use clap::Args;
use entrain_boards::Board;
use entrain_flow::{Flash, Flashed, Outcome, Target, flash};
use entrain_host::{SerialPort, held};
use entrain_model::{Diagnostic, Result};
use serde_json::{Value, json};
use std::io::IsTerminal;
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
    /// Weights that the bitstream is to start with.
    #[command(flatten)]
    pub weights: WeightsChoice,
    /// Folder that was given to `entrain build --output`.
    #[arg(long, value_name = "FOLDER", conflicts_with = "bitstream")]
    pub built: Option<PathBuf>,
    /// Serial port of the board, to ask it what it holds [default: that of the USB adapter that the board's file names].
    #[arg(long)]
    pub port: Option<String>,
    /// Do not ask before weights that the board has learned are lost.
    #[arg(long)]
    pub yes: bool,
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

/// What is brought to the board, and how.
pub struct Options {
    /// Only into the FPGA.
    pub ram: bool,
    /// Bitstream; what was built without.
    pub bitstream: Option<PathBuf>,
    /// Weights that it starts with, as `Project::weights` takes them.
    pub weights: Option<PathBuf>,
    /// Folder of the board's folder; the build folder without.
    pub built: Option<PathBuf>,
    /// Serial port of the board.
    pub port: Option<String>,
    /// Do not ask before weights are lost.
    pub yes: bool,
    /// Program; the first that is installed without.
    pub tool: Option<String>,
    /// Arguments for it.
    pub arguments: Vec<String>,
    /// Where /sys and /dev are looked for.
    pub root: PathBuf,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            ram: self.ram,
            bitstream: self.bitstream.clone(),
            weights: self.weights.weights.clone(),
            built: self.built.clone(),
            port: self.port.clone(),
            yes: self.yes,
            tool: self.tool.clone(),
            arguments: self.arguments.clone(),
            root: self.root.clone(),
        }
    }
}

/// What was brought where.
pub struct Report {
    board: String,
    target: Target,
    bitstream: PathBuf,
    /// The build that it is, unless a file was named.
    built: Option<Outcome>,
    done: Flashed,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, &arguments.options())?;
    print(format, true, &report.text(), report.json());
    Ok(true)
}

/// Brings the bitstream to the board; asks before weights are lost.
///
/// # Errors
/// Nothing was built, no board or another one, no program, a person who says no.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    let board = project.needs_board()?;
    let folder = options.built.clone().unwrap_or_else(|| project.build_folder()).join(&board.name);
    let (bitstream, built) = match &options.bitstream {
        Some(path) => (path.clone(), None),
        None => {
            reload::built(project, board, &folder, options.weights.as_deref()).map(|outcome| (outcome.bitstream.clone(), Some(outcome)))?
        }
    };
    if !options.yes {
        spare(project, board, options.port.as_deref())?;
    }
    let target = if options.ram { Target::Fpga } else { Target::Flash };
    std::fs::create_dir_all(&folder).map_err(|error| Diagnostic::io("make", &folder, &error))?;
    let log = folder.join("flash.log");
    let (tool, more) = (options.tool.as_deref(), &options.arguments);
    let job = Flash { board, bitstream: &bitstream, target, tool, arguments: more, root: &options.root, log: &log };
    let bar = progress::bar("looking for the board", 100);
    let done = flash(&job, &mut |tool, percent| {
        bar.set_message(tool.to_string());
        bar.set_position(percent.unwrap_or(0.0) as u64);
    });
    bar.finish_and_clear();
    Ok(Report { board: board.name.clone(), target, bitstream, built, done: done? })
}

impl Report {
    /// For people.
    fn text(&self) -> String {
        let place = match self.target {
            Target::Flash => "in the flash of",
            Target::Fpga => "loaded, until power is lost, into",
        };
        let done = &self.done;
        let text = format!("{} bytes are {place} {} ({}, {:.1} s)\n", thousands(done.bytes), self.board, done.tool, done.seconds);
        let origin = |built: &Outcome| built.origin.as_ref().map_or(String::new(), |origin| format!(": {}", origin.words()));
        let of_build = |built: &Outcome| format!("build id {}; weights {}{}\n", built.build_id, built.weights.join(" "), origin(built));
        text + &self.built.as_ref().map_or(String::new(), of_build)
    }

    /// For programs.
    fn json(&self) -> Value {
        let (built, done) = (self.built.as_ref(), &self.done);
        json!({
            "hashes": built.map(|built| &built.weights),
            "weights": built.and_then(|built| built.origin.as_ref()).map(weights::value),
            "board": self.board, "bitstream": shown(&self.bitstream), "bytes": done.bytes,
            "target": match self.target { Target::Fpga => "fpga", Target::Flash => "flash" },
            "tool": done.tool, "seconds": done.seconds, "build_id": built.map(|built| &built.build_id),
        })
    }
}

/// Asks before what the board has learned is lost; a new bitstream starts with its own weights.
///
/// # Errors
/// It has learned, and the answer is no; or there is nobody to ask.
fn spare(project: &Project, board: &Board, port: Option<&str>) -> Result<()> {
    let port = match port {
        Some(port) => port.to_string(),
        None => match connection::find(board) {
            Ok(port) => port,
            Err(_) => return Ok(()), // no serial line, nothing to ask
        },
    };
    let Some(held) = held(SerialPort::open(&port, board.uart.baud)?)?.filter(|held| held.samples > 0) else { return Ok(()) };
    let whose = if held.network == project.plan.fingerprint() { "this network" } else { "another network" };
    let what = format!(
        "{} runs {whose} (build {:08x}), which has learned from {} samples since its reset",
        board.name,
        held.build_id,
        thousands(held.samples as u64)
    );
    let keep = "keep its weights with `entrain monitor --save FILE` first, or say --yes";
    if !std::io::stdin().is_terminal() {
        return Err(Diagnostic::new(format!("{what}; a new bitstream ends that")).help(keep));
    }
    eprint!("{what}. A new bitstream ends that. Go on? [y/N] ");
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    match read.is_ok() && answer.trim().eq_ignore_ascii_case("y") {
        true => Ok(()),
        false => Err(Diagnostic::new("nothing was written").help(keep)),
    }
}
