//! A serial line at the pins of a running model: what a USB adapter is to a board.

use crate::model::Simulation;
use crate::port::PortHandle;
use std::collections::VecDeque;

/// A model with ports clk, rst, rx and tx, and the two directions of its line: 8 data bits, no parity, 1 stop bit.
#[derive(Debug)]
pub struct Serial {
    simulation: Simulation,
    clk: PortHandle,
    rst: PortHandle,
    rx: PortHandle,
    tx: PortHandle,
    divider: usize,
    waiting: VecDeque<u8>,
    out: Shift,
    into: Shift,
    cycles: u64,
}

/// A byte on its way.
#[derive(Debug, Default)]
struct Shift {
    /// Bits, the next one lowest.
    bits: u16,
    /// How many are left; 0: idle.
    left: u32,
    /// Clock cycles until the next one.
    wait: usize,
}

impl Serial {
    /// The line of `simulation`, `divider` clock cycles a bit. The model is reset.
    pub fn new(simulation: Simulation, divider: usize) -> Serial {
        let [clk, rst, rx, tx] = ["clk", "rst", "rx", "tx"].map(|name| simulation.port(name));
        let (out, into) = (Shift::default(), Shift::default());
        let mut serial = Serial { simulation, clk, rst, rx, tx, divider, waiting: VecDeque::new(), out, into, cycles: 0 };
        serial.reset();
        serial
    }

    /// Resets the model; what was on its way is lost.
    pub fn reset(&mut self) {
        self.reset_for(100);
    }

    /// The same with a reset of so many clock cycles; one must do.
    pub fn reset_for(&mut self, cycles: usize) {
        self.waiting.clear();
        (self.out, self.into) = (Shift::default(), Shift::default());
        self.rx.set(1);
        self.rst.set(1);
        (0..cycles).for_each(|_| self.tick());
        self.rst.set(0);
    }

    /// Bytes to be sent, behind those that wait already.
    pub fn send(&mut self, bytes: &[u8]) {
        self.waiting.extend(bytes);
    }

    /// Whether bytes are still to be sent.
    pub fn is_sending(&self) -> bool {
        self.out.left > 0 || !self.waiting.is_empty()
    }

    /// Clock cycles so far.
    pub fn cycles(&self) -> u64 {
        self.cycles
    }

    /// Clock cycles of a byte.
    pub fn byte_cycles(&self) -> u64 {
        10 * self.divider as u64
    }

    /// One clock cycle; the byte whose stop bit was seen in it.
    pub fn clock(&mut self) -> Option<u8> {
        if self.out.left == 0
            && let Some(byte) = self.waiting.pop_front()
        {
            self.out = Shift { bits: 0x200 | (byte as u16) << 1, left: 10, wait: 0 };
        }
        if self.out.left > 0 {
            if self.out.wait == 0 {
                self.rx.set(self.out.bits as u64 & 1);
                self.out.bits >>= 1;
                self.out.wait = self.divider;
            }
            self.out.wait -= 1;
            self.out.left -= (self.out.wait == 0) as u32;
        }
        self.tick();
        let level = self.tx.is_high();
        if self.into.left == 0 {
            if !level {
                self.into = Shift { bits: 0, left: 9, wait: self.divider + self.divider / 2 };
            }
            return None;
        }
        self.into.wait -= 1;
        if self.into.wait > 0 {
            return None;
        }
        self.into.wait = self.divider;
        self.into.left -= 1;
        self.into.bits = self.into.bits >> 1 | (level as u16) << 8;
        // Eight bits and the stop bit; without that it was no byte.
        (self.into.left == 0 && level).then_some(self.into.bits as u8)
    }

    fn tick(&mut self) {
        for level in [0, 1] {
            self.clk.set(level);
            self.simulation.eval();
        }
        self.cycles += 1;
    }
}
