//! A bitstream onto a board: into its flash, or into the FPGA until power is lost.
//!
//! The programs of the board files do it (openFPGALoader, iceprog, ...). What they say when something is wrong is short and
//! often the same for different faults, so `usb` looks for the board first, `device` reads off the bitstream what it is for,
//! and `failure` makes one message of the rest.

mod device;
mod failure;
mod programs;
mod run;
mod usb;

pub use device::Device;
pub use programs::PROGRAMMERS;

use crate::tools::Tool;
use entrain_boards::{Board, Programmer};
use entrain_model::{Diagnostic, Result};
use std::path::Path;
use std::time::Instant;

/// Where a bitstream goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The board's flash: there after power was off.
    Flash,
    /// The FPGA itself: gone with the power.
    Fpga,
}

/// A bitstream to bring to a board.
#[derive(Debug)]
pub struct Flash<'a> {
    /// The board.
    pub board: &'a Board,
    /// The bitstream.
    pub bitstream: &'a Path,
    /// Where it goes.
    pub target: Target,
    /// The program to use [default: the first of the board's file that can and is installed].
    pub tool: Option<&'a str>,
    /// More arguments for it: another cable, a serial number. With these, the board is not looked for on USB first.
    pub arguments: &'a [String],
    /// Root of the file system in which USB devices are looked for; "/" but for tests.
    pub root: &'a Path,
    /// All that the program prints goes here.
    pub log: &'a Path,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flashed {
    /// The program.
    pub tool: &'static str,
    /// Bytes of the bitstream.
    pub bytes: u64,
    /// Seconds.
    pub seconds: f64,
}

/// Checks that the bitstream is one for the board's part, that the board is there and may be written to, and writes.
/// `progress` is told the program's name and how much it has done, per cent, as far as it says so.
///
/// # Errors
/// A file that is no bitstream for this board; no program for it; no board; no permission; a program that fails, and why.
pub fn flash(job: &Flash, progress: &mut dyn FnMut(&str, Option<f64>)) -> Result<Flashed> {
    let bytes = std::fs::read(job.bitstream).map_err(|error| Diagnostic::io("read", job.bitstream, &error))?;
    Device::of(&bytes, job.bitstream)?.fits(job.board, job.bitstream)?;
    let (programmer, program, options) = choose(job)?;
    let here = if job.arguments.is_empty() { Some(usb::find(job.root, &programmer.usb, job.board)?) } else { None };
    let mut command = program.command()?;
    command.args(options).args(job.arguments).arg(job.bitstream);
    progress(program.name, None);
    let started = Instant::now();
    let done = run::run(&mut command, job.log, &mut |percent| progress(program.name, Some(percent)))?;
    if let Some(why) = failure::why(&done, program.name, job, here.as_ref()) {
        return Err(why);
    }
    Ok(Flashed { tool: program.name, bytes: bytes.len() as u64, seconds: started.elapsed().as_secs_f64() })
}

/// The first program of the board's file that can bring a bitstream to the job's target and is installed, and its options.
fn choose<'a>(job: &Flash<'a>) -> Result<(&'a Programmer, &'static Tool, &'a [String])> {
    let options = |programmer: &'a Programmer| match job.target {
        Target::Flash => programmer.write.as_deref(),
        Target::Fpga => programmer.load.as_deref(),
    };
    let all = || job.board.programmers.iter();
    let wanted = |programmer: &&Programmer| job.tool.is_none_or(|name| name == programmer.tool);
    let mut missing = None;
    for (programmer, options) in all().filter(wanted).filter_map(|programmer| Some((programmer, options(programmer)?))) {
        let program = programs::programmer(&programmer.tool)?;
        match program.command() {
            Ok(_) => return Ok((programmer, program, options)),
            Err(error) => missing = missing.or(Some(error)),
        }
    }
    let what = if job.target == Target::Flash { "write the flash of" } else { "load the FPGA of" };
    let message = match job.tool {
        Some(name) if !all().any(|programmer| programmer.tool == name) => format!("{name} is no programmer of {}", job.board.name),
        Some(name) => format!("{name} cannot {what} {}", job.board.name),
        None => format!("no program can {what} {}", job.board.name),
    };
    let able = |programmer: &&'a Programmer| options(programmer).is_some();
    let able: Vec<&str> = all().filter(able).map(|programmer| programmer.tool.as_str()).collect();
    let help = match able.is_empty() {
        true if job.target == Target::Fpga => "leave `--ram` out: its flash can be written".into(),
        true => "take `--ram`: its FPGA can be loaded".into(),
        false => format!("{} can", able.join(", ")),
    };
    Err(missing.unwrap_or_else(|| Diagnostic::new(message).help(help)))
}
