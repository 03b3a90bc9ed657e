//! A flash chip in software, with what power loss does to it.

use super::chip::{PAGE, SECTOR, Spi};
use entrain_model::{Diagnostic, Result};

/// Times that a chip that works says that it is busy.
const BUSY: u32 = 2;

/// A flash chip: bytes, and a state machine for each chip select.
#[derive(Debug, Clone)]
pub struct FlashModel {
    bytes: Vec<u8>,
    asleep: bool,
    write_enabled: bool,
    busy: u32,
    /// Bytes since the chip select.
    frame: Vec<u8>,
    /// Bytes and written cells that are left until power is lost.
    life: Option<u64>,
    /// Bytes and written cells so far.
    work: u64,
}

impl FlashModel {
    /// An erased chip, asleep as an iCE40 leaves it.
    pub fn new(bytes: usize) -> FlashModel {
        FlashModel { bytes: vec![0xff; bytes], asleep: true, write_enabled: false, busy: 0, frame: Vec::new(), life: None, work: 0 }
    }

    /// What is in it.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// It erases or programs, and says so as many times; until then it does nothing else.
    pub fn stay_busy(&mut self, times: u32) {
        (self.asleep, self.busy) = (false, times);
    }

    /// Bytes exchanged and cells written so far.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Power is lost after so many more bytes and cells; a cell that is then written is anything. With 0, there is no chip.
    pub fn lose_power_after(&mut self, work: u64) {
        self.life = Some(work);
    }

    /// Power comes back.
    pub fn power_on(&mut self) {
        *self = FlashModel { bytes: std::mem::take(&mut self.bytes), ..FlashModel::new(0) };
    }

    /// One byte or cell of work; false without power.
    fn works(&mut self) -> bool {
        self.work += 1;
        match &mut self.life {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => true,
        }
    }

    /// A byte has come in.
    pub fn push(&mut self, byte: u8) {
        if self.works() {
            self.frame.push(byte);
        }
    }

    /// What goes out while the next byte comes in.
    pub fn offer(&mut self) -> u8 {
        let before = self.frame.len();
        match self.frame.first() {
            _ if self.asleep || self.life == Some(0) => 0xff,
            Some(0x05) => {
                let busy = self.busy > 0;
                self.busy = self.busy.saturating_sub(1);
                busy as u8 | (self.write_enabled as u8) << 1
            }
            Some(0x03) if before > 3 && self.busy == 0 => self.bytes[(address(&self.frame) + before - 4) % self.bytes.len()],
            _ => 0xff,
        }
    }

    /// The chip select goes up: what was asked for is done.
    pub fn deselect(&mut self) {
        let frame = std::mem::take(&mut self.frame);
        let alive = self.life != Some(0);
        match frame.first() {
            Some(0xab) if alive => self.asleep = false,
            Some(0xb9) if alive => self.asleep = true,
            _ if self.asleep || self.busy > 0 || !alive => {}
            Some(0x06) => self.write_enabled = true,
            Some(0x04) => self.write_enabled = false,
            Some(0x02) if frame.len() > 4 && self.write_enabled => {
                let address = address(&frame);
                for (index, &byte) in frame[4..].iter().enumerate() {
                    // Within its page, round and round.
                    let at = address / PAGE * PAGE + (address + index) % PAGE;
                    self.cell(at, self.bytes[at % self.bytes.len()] & byte);
                }
                (self.write_enabled, self.busy) = (false, BUSY);
            }
            Some(0x20) if frame.len() == 4 && self.write_enabled => {
                let start = address(&frame) / SECTOR * SECTOR;
                // In no order that anybody could count on.
                (0..SECTOR).for_each(|index| self.cell(start + index * 1021 % SECTOR, 0xff));
                (self.write_enabled, self.busy) = (false, BUSY);
            }
            _ => {}
        }
    }

    fn cell(&mut self, at: usize, value: u8) {
        let (at, dying) = (at % self.bytes.len(), self.life == Some(1));
        if self.works() {
            // The last cell before the power is gone is neither what it was nor what it should be.
            self.bytes[at] = if dying { value ^ 0x5a } else { value };
        }
    }
}

fn address(frame: &[u8]) -> usize {
    (frame[1] as usize) << 16 | (frame[2] as usize) << 8 | frame[3] as usize
}

impl Spi for FlashModel {
    fn exchange(&mut self, bytes: &[u8], read: usize) -> Result<Vec<u8>> {
        bytes.iter().for_each(|&byte| self.push(byte));
        let mut answer = Vec::with_capacity(read);
        for _ in 0..read {
            answer.push(self.offer());
            self.push(0);
        }
        self.deselect();
        if self.life == Some(0) { Err(Diagnostic::new("the power is gone")) } else { Ok(answer) }
    }
}
