//! Frames on a line of bytes.

use crate::crc::{RESIDUE, crc16, register};
use crate::{CRC_BYTES, VERSION};

/// Begins and ends a frame, and stands nowhere else.
pub const FLAG: u8 = 0x7e;
/// The next byte was changed by `STUFF`.
pub const ESCAPE: u8 = 0x7d;
/// What is added (exclusive or) to a byte that would be a flag or an escape.
pub const STUFF: u8 = 0x20;

/// Version, number, kind, length (2).
const HEADER: usize = 5;

/// A frame, either way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Version of the protocol that the sender speaks.
    pub version: u8,
    /// Number of the request; an answer repeats it.
    pub number: u8,
    /// What is asked or answered.
    pub kind: u8,
    /// The rest.
    pub payload: Vec<u8>,
}

/// Why bytes between two flags are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Too few bytes, or more or fewer than their length says.
    Length,
    /// The checksum is wrong.
    Crc,
}

impl Frame {
    /// A frame of this version.
    ///
    /// # Panics
    /// More payload than a length can say.
    pub fn new(number: u8, kind: u8, payload: Vec<u8>) -> Frame {
        assert!(payload.len() + CRC_BYTES <= u16::MAX as usize);
        Frame { version: VERSION, number, kind, payload }
    }

    /// The bytes on the line, flags included.
    pub fn encode(&self) -> Vec<u8> {
        let length = (self.payload.len() + CRC_BYTES) as u16;
        let mut plain = vec![self.version, self.number, self.kind];
        plain.extend(length.to_le_bytes());
        plain.extend(&self.payload);
        Frame::enclose(plain)
    }

    /// The bytes on the line for a header and a payload: the checksum behind them, flags and escapes inside escaped, flags around.
    pub fn enclose(mut plain: Vec<u8>) -> Vec<u8> {
        plain.extend(crc16(&plain).to_le_bytes());
        let mut line = vec![FLAG];
        for byte in plain {
            match byte {
                FLAG | ESCAPE => line.extend([ESCAPE, byte ^ STUFF]),
                _ => line.push(byte),
            }
        }
        line.push(FLAG);
        line
    }

    fn decode(plain: &[u8]) -> Result<Frame, Damage> {
        if plain.len() < HEADER + CRC_BYTES || u16::from_le_bytes([plain[3], plain[4]]) as usize != plain.len() - HEADER {
            return Err(Damage::Length);
        }
        if register(plain) != RESIDUE {
            return Err(Damage::Crc);
        }
        let payload = plain[HEADER..plain.len() - CRC_BYTES].to_vec();
        Ok(Frame { version: plain[0], number: plain[1], kind: plain[2], payload })
    }
}

/// Finds frames in what a line delivers. A flag ends whatever was before it, so any noise costs at most the frame that it hits.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    /// Bytes since the last flag; none before the first.
    inside: Option<Vec<u8>>,
    escaped: bool,
}

impl Decoder {
    /// Takes one byte. Something comes out at a flag, unless nothing was before it.
    pub fn push(&mut self, byte: u8) -> Option<Result<Frame, Damage>> {
        if byte == FLAG {
            let cut = std::mem::take(&mut self.escaped);
            let inside = self.inside.replace(Vec::new())?;
            return match inside.as_slice() {
                [] => None,
                _ if cut => Some(Err(Damage::Length)),
                plain => Some(Frame::decode(plain)),
            };
        }
        let inside = self.inside.as_mut()?;
        match byte {
            ESCAPE => self.escaped = true,
            _ => {
                inside.push(if self.escaped { byte ^ STUFF } else { byte });
                self.escaped = false;
                // No frame is longer; what goes on is noise, and nobody's memory should grow from it.
                if inside.len() > HEADER + u16::MAX as usize {
                    self.inside = None;
                }
            }
        }
        None
    }
}
