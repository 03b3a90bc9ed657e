//! A serial NOR flash: what all of the boards' chips have in common (W25Q, N25Q, MX25 and their like; three address bytes).

use crate::board::Board;
use crate::line::Line;
use entrain_model::{Diagnostic, Plan, Result};

/// Bytes that are erased together.
pub const SECTOR: usize = Plan::FLASH_SECTOR;
/// Bytes that are written together.
pub const PAGE: usize = Plan::FLASH_PAGE;
/// Bytes of a read.
const READ: usize = 192;
/// Looks at a busy chip before it counts as broken; an erase takes up to 400 ms.
const LOOKS: usize = 20_000;

const WRITE_ENABLE: u8 = 0x06;
const STATUS: u8 = 0x05;
const READ_DATA: u8 = 0x03;
const PROGRAM: u8 = 0x02;
const ERASE: u8 = 0x20;
const WAKE: u8 = 0xab;

/// A chip select with bytes going out and then in.
pub trait Spi {
    /// Sends `bytes`, then reads `read` more.
    fn exchange(&mut self, bytes: &[u8], read: usize) -> Result<Vec<u8>>;
}

impl<L: Line> Spi for Board<L> {
    fn exchange(&mut self, bytes: &[u8], read: usize) -> Result<Vec<u8>> {
        self.flash(bytes, read)
    }
}

impl<S: Spi> Spi for &mut S {
    fn exchange(&mut self, bytes: &[u8], read: usize) -> Result<Vec<u8>> {
        (**self).exchange(bytes, read)
    }
}

/// A flash chip.
///
/// Every exchange may happen twice without harm, because a frame may: a program or an erase needs a write enable before it, which the first
/// one uses up.
#[derive(Debug)]
pub struct Chip<S> {
    spi: S,
}

impl<S: Spi> Chip<S> {
    /// Wakes the chip behind `spi`: an iCE40 sends it to sleep when it has read its bitstream.
    pub fn open(mut spi: S) -> Result<Chip<S>> {
        spi.exchange(&[WAKE], 0)?;
        Ok(Chip { spi })
    }

    /// Bytes from `address` on.
    pub fn read(&mut self, address: usize, count: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(count);
        while bytes.len() < count {
            let (at, many) = (address + bytes.len(), (count - bytes.len()).min(READ));
            bytes.extend(self.spi.exchange(&command(READ_DATA, at), many)?);
        }
        Ok(bytes)
    }

    /// Makes all bytes of the sector at `address` ff.
    pub fn erase(&mut self, address: usize) -> Result<()> {
        self.spi.exchange(&[WRITE_ENABLE], 0)?;
        self.spi.exchange(&command(ERASE, address), 0)?;
        self.wait()
    }

    /// Writes bytes into one page that is erased.
    pub fn program(&mut self, address: usize, bytes: &[u8]) -> Result<()> {
        assert!(address % PAGE + bytes.len() <= PAGE, "within a page");
        self.spi.exchange(&[WRITE_ENABLE], 0)?;
        self.spi.exchange(&[&command(PROGRAM, address), bytes].concat(), 0)?;
        self.wait()
    }

    fn wait(&mut self) -> Result<()> {
        for _ in 0..LOOKS {
            if self.spi.exchange(&[STATUS], 1)?[0] & 1 == 0 {
                return Ok(());
            }
        }
        Err(Diagnostic::new("the flash of the board stays busy")
            .help("is it the chip that the board's file names, and is it not write-protected?"))
    }
}

/// A command with an address.
fn command(code: u8, address: usize) -> [u8; 4] {
    [code, (address >> 16) as u8, (address >> 8) as u8, address as u8]
}
