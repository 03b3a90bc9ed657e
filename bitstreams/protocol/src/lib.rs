//! The frames between a board and its host: `docs/protocol.md`, as code.
//!
//! ```text
//! 7e  version  number  kind  length (2)  payload ...  CRC (2)  7e
//!     '--------------- 7e and 7d inside become 7d, byte ^ 20 ---'
//! ```

mod command;
mod crc;
mod frame;
mod identity;
pub mod table;

pub use command::{Answer, Command, REFUSED, Refusal, SampleAnswer};
pub use crc::{RESIDUE, crc16};
pub use frame::{Damage, Decoder, ESCAPE, FLAG, Frame, STUFF};
pub use identity::Identity;
pub use table::{KINDS, Kind, REASONS, Reason};

/// Version of the protocol, the first byte of every frame.
pub const VERSION: u8 = 1;

/// Bytes of the CRC, which `length` counts.
pub const CRC_BYTES: usize = 2;
