//! A virtual board behind a pseudo-terminal: for this program, and any other, a serial port.

use super::{FLASH_BYTES, VirtualBoard};
use crate::serial_port::SerialPort;
use entrain_boards::Primitive;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Model, Plan, Result};
use entrain_sim::Cache;
use serialport::{SerialPort as _, TTYPort};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// Clock cycles between two looks at the terminal.
const STRIDE: u64 = 1000;

/// A running virtual board; it is switched off when this is dropped.
#[derive(Debug)]
pub struct VirtualPort {
    path: String,
    off: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl VirtualPort {
    /// Switches on the board of `plan` with `model`'s weights, behind a new pseudo-terminal. The clock of its flash comes from `primitive`,
    /// as on the real board. Its flash is in a file, if one is named, and outlasts it there.
    ///
    /// # Errors
    /// As `VirtualBoard::new`; no pseudo-terminal left.
    pub fn start(plan: &Plan, primitive: Option<Primitive>, model: &Model, cache: &Cache, flash: Option<&Path>) -> Result<VirtualPort> {
        let sources = VirtualBoard::sources(plan, primitive)?;
        let failed = |error: serialport::Error| Diagnostic::new(format!("no pseudo-terminal for the virtual board: {error}"));
        // Our end is closed again at once, and opened by its name, as any program opens it.
        let (theirs, ours) = TTYPort::pair().map_err(failed)?;
        let path = ours.name().ok_or_else(|| Diagnostic::new("the pseudo-terminal of the virtual board has no name"))?;
        drop(ours);
        let off = Arc::new(AtomicBool::new(false));
        // A model lives in the thread that made it.
        let (tell, told) = mpsc::channel();
        let (plan, model, cache, stop) = (plan.clone(), model.clone(), cache.clone(), off.clone());
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
                    serve(&mut board, theirs, &stop);
                    flash.map_or(Ok(()), |path| write_atomically(&path, board.flash().bytes())).unwrap_or_default();
                }
                Err(error) => tell.send(Err(error)).unwrap_or_default(),
            }
        });
        let started = told.recv().unwrap_or_else(|_| Err(Diagnostic::new("the virtual board stopped")));
        let port = VirtualPort { path, off, thread: Some(thread) };
        started.map(|()| port)
    }

    /// Name of the port.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Opens it as a real one is opened.
    pub fn open(&self) -> Result<SerialPort> {
        SerialPort::open(&self.path, 115_200)
    }
}

impl Drop for VirtualPort {
    fn drop(&mut self) {
        self.off.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_default();
        }
    }
}

/// Carries bytes between the terminal and the pins until the board is switched off. Nobody at the other end is silence.
fn serve(board: &mut VirtualBoard, mut terminal: TTYPort, off: &AtomicBool) {
    let (mut idle, mut bytes) = (0, [0; 4096]);
    while !off.load(Ordering::Relaxed) {
        let waiting = terminal.bytes_to_read().unwrap_or(0) as usize;
        if waiting > 0 {
            let count = terminal.read(&mut bytes[..waiting.min(4096)]).unwrap_or(0);
            board.send(&bytes[..count]);
            idle = 0;
        }
        // Once nothing can come any more, simulated time stands still.
        if idle >= board.patience {
            std::thread::sleep(Duration::from_micros(200));
            continue;
        }
        let answer: Vec<u8> = (0..STRIDE).filter_map(|_| board.clock()).collect();
        idle = if answer.is_empty() && !board.is_sending() { idle + STRIDE } else { 0 };
        // What nobody reads is lost, as on any line.
        terminal.write_all(&answer).unwrap_or_default();
    }
}
