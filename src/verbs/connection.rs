//! How a verb reaches a board.

use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_flow::Outcome;
use entrain_host::audit::Audit;
use entrain_host::flash::Slots;
use entrain_host::{Board, FLASH_BYTES, Line, Noise, Noisy, SerialPort, VirtualPort};
use entrain_model::{Diagnostic, Model, Result};
use entrain_sim::Cache;
use std::path::{Path, PathBuf};

/// Where the board is, on the command line.
#[derive(Args)]
#[group(skip)] // one of several of a verb
pub struct Arguments {
    /// Serial port of the board [default: that of the USB adapter that the board's file names].
    #[arg(long, conflicts_with = "virtual_board")]
    pub port: Option<String>,
    /// A virtual board: the Verilog of the bitstream in Verilator, behind a pseudo-terminal. It starts with the weights
    /// of its bitstream, or with the snapshot in its flash (virtual-flash.bin in the build folder).
    #[arg(long = "virtual")]
    pub virtual_board: bool,
    /// With --virtual: one byte in about N is flipped, lost, doubled, invented or late.
    #[arg(long, value_name = "N", requires = "virtual_board", value_parser = clap::value_parser!(u32).range(100..))]
    pub noise: Option<u32>,
    /// Take a board whose bitstream is not this project's last build.
    #[arg(long)]
    pub any_build: bool,
    /// Audit log [default: audit.jsonl beside the network file].
    #[arg(long, value_name = "FILE")]
    pub audit: Option<PathBuf>,
}

/// Where the board is.
#[derive(Clone)]
pub enum Way {
    /// Behind this port, or that of the USB adapter that the board's file names.
    Port(Option<String>),
    /// In Verilator; one byte in about so many is harmed.
    Virtual { noise: Option<u32> },
}

/// How a board is reached.
#[derive(Clone)]
pub struct Connection {
    pub way: Way,
    /// Take a board whose bitstream is not this project's last build.
    pub any_build: bool,
    /// Audit log; beside the network file without.
    pub audit: Option<PathBuf>,
}

impl Arguments {
    /// The same for the program.
    pub fn connection(&self) -> Connection {
        let way = if self.virtual_board { Way::Virtual { noise: self.noise } } else { Way::Port(self.port.clone()) };
        Connection { way, any_build: self.any_build, audit: self.audit.clone() }
    }
}

/// A board that was reached.
pub struct Connected {
    pub board: Board<Box<dyn Line>>,
    pub audit: Audit,
    /// The port, or "virtual".
    pub name: String,
    /// What slows the line down, and what to do about it.
    pub advice: Option<String>,
    /// Bytes of its flash, and of those the first ones that are the bitstream's, if its own bitstream can reach one.
    pub flash: Option<(usize, usize)>,
    /// A virtual board, to be switched off when everything is done.
    pub running: Option<VirtualPort>,
}

/// The slots for snapshots in the flash of `board`: so many bytes, of which the first are taken.
///
/// # Errors
/// A board, or a bitstream, without a flash that frames reach; one too small.
pub fn slots<L: Line>(board: &mut Board<L>, flash: Option<(usize, usize)>) -> Result<Slots<&mut Board<L>>> {
    let (bytes, taken) = flash.ok_or_else(|| {
        Diagnostic::new("this board's bitstream has no way to a flash")
            .help("keep snapshots in files: --save FILE, --restore FILE")
            .help("`entrain boards` says which boards keep them in their flash, docs/boards.md why others cannot")
    })?;
    let plan = board.plan().clone();
    Slots::open(board, &plan, bytes, taken)
}

/// The audit log of a project.
pub fn audit_log(project: &Project, given: Option<&PathBuf>) -> PathBuf {
    given.cloned().unwrap_or_else(|| project.network.folder().join("audit.jsonl"))
}

/// A line to a board, before anybody has spoken on it.
struct Reached {
    line: Box<dyn Line>,
    name: String,
    running: Option<VirtualPort>,
}

impl Connection {
    /// Whether the board is a virtual one.
    pub fn is_virtual(&self) -> bool {
        matches!(self.way, Way::Virtual { .. })
    }

    /// Reaches and identifies the board; a virtual one starts with `start`, as if they were in its bitstream.
    ///
    /// # Errors
    /// No port, no permission, no answer, a board of another network or build; a broken audit log.
    pub fn connect(&self, project: &Project, start: &Model) -> Result<Connected> {
        let Reached { line, name, running } = match &self.way {
            Way::Virtual { noise } => virtual_line(project, start, *noise)?,
            Way::Port(port) => serial_line(project, port.as_ref())?,
        };
        let build = if self.is_virtual() || self.any_build { None } else { last_build(project) };
        let board = Board::open(line, &project.plan, build)?;
        let about = format!("{}, build {:08x}", project.plan.name, board.identity().build_id);
        let audit = Audit::open(&audit_log(project, self.audit.as_ref()), about)?;
        let flash = match self.is_virtual() {
            true => Some((FLASH_BYTES, 0)),
            false => {
                project.board.as_ref().and_then(|board| board.snapshot_flash()).map(|flash| (flash.bytes as usize, flash.taken as usize))
            }
        };
        // Where two snapshots have no room, the bitstream has no way to the flash: to be told that they have none is more.
        let flash = flash.filter(|&(bytes, taken)| board.has_flash() || !project.plan.slots_fit(bytes, taken));
        let advice = SerialPort::held_back_ms(&name).and_then(|ms| advice(&name, ms));
        Ok(Connected { board, audit, name, advice, flash, running })
    }
}

/// A virtual board, started.
fn virtual_line(project: &Project, start: &Model, noise: Option<u32>) -> Result<Reached> {
    let spinner = progress::spinner("virtual board");
    let running = VirtualPort::start(
        &project.plan,
        project.board.as_ref().and_then(|board| board.snapshot_flash()?.clk.as_ref()?.primitive()),
        start,
        &Cache::user(),
        Some(&project.build_folder().join("virtual-flash.bin")),
    )?;
    spinner.finish_and_clear();
    let port = running.open()?;
    let line: Box<dyn Line> = match noise {
        // Five kinds of harm share the chance.
        Some(bytes) => Box::new(Noisy::new(port, Noise::even((65_536 / bytes).div_ceil(5)), 1)),
        None => Box::new(port),
    };
    Ok(Reached { line, name: "virtual".into(), running: Some(running) })
}

/// A serial port.
fn serial_line(project: &Project, port: Option<&String>) -> Result<Reached> {
    let board = project.needs_board()?;
    let name = match port {
        Some(name) => name.clone(),
        None => find(board)?,
    };
    Ok(Reached { line: Box::new(SerialPort::open(&name, board.uart.baud)?), name, running: None })
}

/// What to do about an adapter that holds bytes back for `ms` milliseconds: each sample waits for its answer.
fn advice(port: &str, ms: u32) -> Option<String> {
    let file = format!("/sys/class/tty/{}/device/latency_timer", Path::new(port).file_name()?.to_string_lossy());
    (ms > 1).then(|| {
        format!("the adapter holds each answer back for up to {ms} ms; `echo 1 | sudo tee {file}` makes it 1 ms until it is unplugged")
    })
}

/// The port of the board's own USB adapter; adapters with two channels carry the serial line on the second.
pub fn find(board: &entrain_boards::Board) -> Result<String> {
    let ports = SerialPort::list();
    let ours = |usb: &Option<String>| usb.as_ref().is_some_and(|usb| board.programmers.iter().any(|way| way.usb.eq_ignore_ascii_case(usb)));
    let mut found: Vec<String> = ports.iter().filter(|(_, usb)| ours(usb)).map(|(name, _)| name.clone()).collect();
    found.sort();
    found.pop().ok_or_else(|| {
        let there: Vec<&str> = ports.iter().map(|(name, _)| name.as_str()).collect();
        let there = if there.is_empty() { "there is no serial port at all".into() } else { format!("there are {}", there.join(", ")) };
        Diagnostic::new(format!("no {} is plugged in", board.title))
            .help(format!("plug it in, or name its port with --port; {there}"))
            .help("without a board: --virtual")
    })
}

/// Id of the project's last build for its board.
fn last_build(project: &Project) -> Option<u32> {
    let outcome = Outcome::recorded(&project.build_folder().join(&project.board.as_ref()?.name))?;
    u32::from_str_radix(&outcome.build_id, 16).ok()
}
