//! A virtual board behind a pseudo-terminal: for this program, and any other, a serial port.

use super::terminal::Terminal;
use super::{FLASH_BYTES, VirtualBoard};
use crate::line::Line;
use crate::serial_port::SerialPort;
use entrain_boards::Primitive;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Model, Plan, Result};
use entrain_sim::Cache;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// Clock cycles between two looks at the terminal.
const STRIDE: u64 = 1000;

/// How long the terminal itself may take to hand on what the board has sent.
const PATIENCE: Duration = Duration::from_millis(100);

/// What the board and those who talk to it know of each other: how fast simulated time passes is no matter of how long to wait.
#[derive(Debug, Default)]
struct Clockwork {
    /// Bytes for the board that were put into the terminal.
    sent: AtomicU64,
    /// Bytes that the board has taken out of it.
    taken: AtomicU64,
    /// The board has bytes to answer, or is answering.
    at_work: AtomicBool,
}

impl Clockwork {
    /// Whether all that was sent has been answered, as far as it will be: the answer is in the terminal then.
    fn is_silent(&self) -> bool {
        self.taken.load(Ordering::Acquire) >= self.sent.load(Ordering::Acquire) && !self.at_work.load(Ordering::Acquire)
    }
}

/// The line to a running virtual board: it falls silent when the board does, however slow this machine simulates it. A real board
/// has a quarter of a second; a large network on a busy machine may need more, and would be asked again and again.
pub struct VirtualTerminal {
    port: SerialPort,
    clockwork: Arc<Clockwork>,
}

impl Line for VirtualTerminal {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.clockwork.sent.fetch_add(bytes.len() as u64, Ordering::AcqRel);
        self.port.send(bytes)
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        loop {
            // Asked before reading: if it is silent by now, all that it said can be read.
            let silent = self.clockwork.is_silent();
            let bytes = self.port.receive()?;
            if silent || !bytes.is_empty() {
                return Ok(bytes);
            }
        }
    }
}

/// A running virtual board; it is switched off when this is dropped.
#[derive(Debug)]
pub struct VirtualPort {
    path: String,
    off: Arc<AtomicBool>,
    clockwork: Arc<Clockwork>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl VirtualPort {
    /// Switches on the board of `plan` with `model`'s weights, behind a new pseudo-terminal. The clock of its flash comes from `primitive`,
    /// as on the real board. Its flash is in a file, if one is named, and outlasts it there.
    ///
    /// # Errors
    /// As `VirtualBoard::new`; no pseudo-terminal left.
    pub fn start(plan: &Plan, primitive: Option<Primitive>, model: &Model, cache: &Cache, flash: Option<&Path>) -> Result<VirtualPort> {
        let sources = VirtualBoard::sources(plan, primitive)?;
        let (terminal, path) = Terminal::open()?;
        let (off, clockwork) = (Arc::new(AtomicBool::new(false)), Arc::new(Clockwork::default()));
        // A model lives in the thread that made it.
        let (tell, told) = mpsc::channel();
        let (plan, model, cache, stop, works) = (plan.clone(), model.clone(), cache.clone(), off.clone(), clockwork.clone());
        let flash = flash.map(Path::to_path_buf);
        let thread = std::thread::spawn(move || {
            let made = VirtualBoard::new(&plan, &sources, &cache).and_then(|board| board.configure(&plan, &model));
            match made {
                Ok(mut board) => {
                    let stored = flash.as_ref().and_then(|path| std::fs::read(path).ok()).filter(|bytes| bytes.len() == FLASH_BYTES);
                    if let Some(bytes) = stored {
                        *board.flash().bytes() = bytes;
                        board.reset();
                    }
                    tell.send(Ok(())).unwrap_or_default();
                    serve(&mut board, &terminal, &stop, &works);
                    flash.map_or(Ok(()), |path| write_atomically(&path, board.flash().bytes()))
                }
                Err(error) => {
                    tell.send(Err(error)).unwrap_or_default();
                    Ok(())
                }
            }
        });
        let started = told.recv().unwrap_or_else(|_| Err(Diagnostic::new("the virtual board stopped")));
        let port = VirtualPort { path, off, clockwork, thread: Some(thread) };
        started.map(|()| port)
    }

    /// Name of the port.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Opens it as a real one is opened.
    pub fn open(&self) -> Result<VirtualTerminal> {
        let port = SerialPort::open(&self.path, 115_200)?.patient(PATIENCE)?;
        Ok(VirtualTerminal { port, clockwork: self.clockwork.clone() })
    }

    /// Switches the board off and waits for it.
    ///
    /// # Errors
    /// What its flash holds could not be kept in the file.
    pub fn switch_off(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        self.off.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map_or(Ok(Ok(())), JoinHandle::join);
        ended.unwrap_or_else(|_| Err(Diagnostic::new("the virtual board stopped in the middle: a fault of the program")))
    }
}

impl Drop for VirtualPort {
    fn drop(&mut self) {
        // Whoever drops it does not ask how it went.
        self.end().unwrap_or_default();
    }
}

/// Carries bytes between the terminal and the pins until the board is switched off. Nobody at the other end is silence.
fn serve(board: &mut VirtualBoard, terminal: &Terminal, off: &AtomicBool, clockwork: &Clockwork) {
    let (mut idle, mut bytes) = (0, [0; 4096]);
    while !off.load(Ordering::Relaxed) {
        let came = terminal.take(&mut bytes);
        if !came.is_empty() {
            board.send(came);
            idle = 0;
            clockwork.at_work.store(true, Ordering::Release);
            clockwork.taken.fetch_add(came.len() as u64, Ordering::AcqRel);
        }
        // Once nothing can come any more, simulated time stands still.
        if idle >= board.patience {
            clockwork.at_work.store(false, Ordering::Release);
            std::thread::sleep(Duration::from_micros(200));
            continue;
        }
        let answer: Vec<u8> = (0..STRIDE).filter_map(|_| board.clock()).collect();
        idle = if answer.is_empty() && !board.is_sending() { idle + STRIDE } else { 0 };
        // What nobody reads is lost, as on any line.
        terminal.give(&answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A board that simulates so slowly that a real one would have been given up long before.
    #[test]
    fn a_slow_board_is_waited_for() {
        let (theirs, name) = Terminal::open().unwrap_or_else(|error| panic!("{error}"));
        let clockwork = Arc::new(Clockwork::default());
        let port = SerialPort::open(&name, 115_200).and_then(|port| port.patient(PATIENCE)).unwrap_or_else(|error| panic!("{error}"));
        let mut line = VirtualTerminal { port, clockwork: clockwork.clone() };
        line.send(b"question").unwrap_or_else(|error| panic!("{error}"));
        let board = std::thread::spawn(move || {
            // Not even looked at for a while, then worked on for a while.
            std::thread::sleep(5 * PATIENCE);
            clockwork.at_work.store(true, Ordering::Release);
            clockwork.taken.fetch_add(8, Ordering::AcqRel);
            std::thread::sleep(5 * PATIENCE);
            theirs.give(b"a");
            clockwork.at_work.store(false, Ordering::Release);
            theirs
        });
        assert_eq!(line.receive().unwrap_or_else(|error| panic!("{error}")), b"a");
        // Now nothing more will come, and that is seen.
        assert_eq!(line.receive().unwrap_or_else(|error| panic!("{error}")), b"");
        drop(board.join());
    }

    /// Whatever this program has started meanwhile: when the board's end is closed, the line is down.
    #[test]
    fn children_do_not_keep_the_line_up() {
        let (theirs, name) = Terminal::open().unwrap_or_else(|error| panic!("{error}"));
        let mut port = SerialPort::open(&name, 115_200).unwrap_or_else(|error| panic!("{error}"));
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap_or_else(|error| panic!("{error}"));
        drop(theirs);
        let error = port.receive().expect_err("nobody is there").to_string();
        child.kill().and_then(|()| child.wait()).unwrap_or_else(|error| panic!("{error}"));
        assert!(error.contains("is gone"), "{error}");
    }
}
