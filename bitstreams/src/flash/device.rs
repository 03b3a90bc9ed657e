//! What device a bitstream is for, read off the bitstream itself.

use entrain_boards::{Board, Mark};
use entrain_model::{Diagnostic, Result};
use std::fmt;
use std::path::Path;

/// What a bitstream says of the device it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// An iCE40, told apart by the size of its bitstreams: icepack writes all of the configuration memory.
    Ice40 {
        /// Bytes.
        bytes: u64,
    },
    /// An ECP5 with this JTAG id, which the bitstream asks the device for (VERIFY_ID; prjtrellis, bitstream format).
    Ecp5 {
        /// JTAG id.
        idcode: u32,
    },
    /// A Gowin device with this JTAG id, in the bitstream's command 0x06 (apycula, bitstream format).
    Gowin {
        /// JTAG id.
        idcode: u32,
    },
}

/// Start of the configuration commands of an iCE40.
const ICE40_PREAMBLE: [u8; 4] = [0x7e, 0xaa, 0x99, 0x7e];
/// The same of an ECP5, and its command VERIFY_ID.
const ECP5_PREAMBLE: [u8; 4] = [0xff, 0xff, 0xbd, 0xb3];
const VERIFY_ID: [u8; 4] = [0xe2, 0, 0, 0];
/// The command of a Gowin bitstream that holds the id: 0x06 and three zero bytes, as text.
const GOWIN_ID: &str = "00000110000000000000000000000000";

impl Device {
    /// Reads the bitstream in `bytes`, which is that of the file `path`.
    ///
    /// # Errors
    /// No bitstream of a family that is known here.
    pub fn of(bytes: &[u8], path: &Path) -> Result<Device> {
        let head = &bytes[..bytes.len().min(4096)];
        let after = |mark: &[u8]| head.windows(mark.len()).position(|window| window == mark).map(|at| at + mark.len());
        if after(&ECP5_PREAMBLE).is_some() {
            let at = after(&VERIFY_ID).filter(|at| at + 4 <= head.len());
            if let Some(at) = at {
                return Ok(Device::Ecp5 { idcode: u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) });
            }
        } else if after(&ICE40_PREAMBLE).is_some() {
            return Ok(Device::Ice40 { bytes: bytes.len() as u64 });
        }
        let text = std::str::from_utf8(head).unwrap_or("");
        let id = text.lines().find_map(|line| line.strip_prefix(GOWIN_ID)).and_then(|id| u32::from_str_radix(id.get(..32)?, 2).ok());
        match id {
            Some(idcode) => Ok(Device::Gowin { idcode }),
            None => Err(Diagnostic::new(format!("{} is no bitstream of an iCE40, an ECP5 or a Gowin device", path.display()))
                .help("build one: `entrain build`")),
        }
    }

    /// # Errors
    /// The board has another device.
    pub fn fits(self, board: &Board, path: &Path) -> Result<()> {
        let Some(wanted) = board.device.bitstream else { return Ok(()) };
        let same = match (self, wanted) {
            (Device::Ice40 { bytes }, Mark::Bytes(wanted)) => bytes == wanted,
            (Device::Ecp5 { idcode } | Device::Gowin { idcode }, Mark::Idcode(wanted)) => idcode == wanted,
            _ => false,
        };
        if same {
            return Ok(());
        }
        let message =
            format!("{} is a bitstream for {self}; {} has {} ({wanted})", path.display(), board.name, board.device.resources.part);
        Err(Diagnostic::new(message).help(format!("build for it: `entrain build --board {}`", board.name)))
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Ice40 { bytes } => write!(f, "an iCE40 ({})", Mark::Bytes(*bytes)),
            Device::Ecp5 { idcode } => write!(f, "an ECP5 ({})", Mark::Idcode(*idcode)),
            Device::Gowin { idcode } => write!(f, "a Gowin device ({})", Mark::Idcode(*idcode)),
        }
    }
}
