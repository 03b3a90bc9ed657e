//! The board's end of a pseudo-terminal.

use entrain_model::{Diagnostic, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{Errno, read, write};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::os::fd::OwnedFd;

/// Bytes that nobody reads for so long are lost, as on any line.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// The board's end of a pseudo-terminal; hosts open the other one by its name.
#[derive(Debug)]
pub(super) struct Terminal(OwnedFd);

impl Terminal {
    /// A new one, and the name of the other end.
    ///
    /// Programs that this one starts do not inherit it: a compiler that held it open would keep the line up when the board is gone.
    ///
    /// # Errors
    /// None is left.
    pub fn open() -> Result<(Terminal, String)> {
        let made = || -> rustix::io::Result<(OwnedFd, String)> {
            let end = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
            grantpt(&end)?;
            unlockpt(&end)?;
            let name = ptsname(&end, Vec::new())?.to_string_lossy().into_owned();
            let mut settings = tcgetattr(&end)?;
            settings.make_raw();
            tcsetattr(&end, OptionalActions::Now, &settings)?;
            fcntl_setfl(&end, OFlags::NONBLOCK)?;
            Ok((end, name))
        };
        let (end, name) = made().map_err(|error| Diagnostic::new(format!("no pseudo-terminal for the virtual board: {error}")))?;
        Ok((Terminal(end), name))
    }

    /// What came, at once; nothing, too, if nobody is at the other end.
    pub fn take<'a>(&self, bytes: &'a mut [u8]) -> &'a [u8] {
        let count = read(&self.0, &mut *bytes).unwrap_or(0);
        &bytes[..count]
    }

    /// Hands bytes on.
    pub fn give(&self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match write(&self.0, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], Some(&PATIENCE)).is_ok_and(|ready| ready > 0) => {}
                Err(_) => return,
            }
        }
    }
}
