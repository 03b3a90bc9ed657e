//! The flash chip at the pins of a virtual board.

use super::model::FlashModel;
use entrain_sim::{PortHandle, Simulation};

/// What is read while nobody drives the line: anything, here what a ready chip would say.
const FLOATING: (u8, u32) = (0, 0);

/// A chip and its four pins.
#[derive(Debug)]
pub struct FlashPins {
    model: FlashModel,
    cs: PortHandle,
    clk: PortHandle,
    mosi: PortHandle,
    miso: PortHandle,
    selected: bool,
    clocked: bool,
    /// Bits that came, and how many.
    into: (u8, u32),
    /// The byte that goes out, and its bits that are out already.
    out: (u8, u32),
}

impl FlashPins {
    /// `model` at the pins of a simulation, which must be clocked with it.
    pub fn new(simulation: &Simulation, model: FlashModel) -> FlashPins {
        let [cs, clk, mosi, miso] = ["flash_cs", "flash_clk", "flash_mosi", "flash_miso"].map(|name| simulation.port(name));
        FlashPins { model, cs, clk, mosi, miso, selected: false, clocked: false, into: (0, 0), out: FLOATING }
    }

    /// The chip.
    pub fn model(&mut self) -> &mut FlashModel {
        &mut self.model
    }

    /// Looks at the pins; to be called once a clock cycle.
    pub fn clock(&mut self) {
        let selected = !self.cs.is_high();
        if !selected {
            if self.selected {
                self.model.deselect();
                (self.selected, self.clocked, self.into, self.out) = (false, false, (0, 0), FLOATING);
            }
            return;
        }
        self.selected = true;
        let clocked = self.clk.is_high();
        if clocked && !self.clocked {
            self.into = (self.into.0 << 1 | self.mosi.is_high() as u8, self.into.1 + 1);
        }
        // It changes its own bit behind the falling edge.
        if !clocked && self.clocked {
            self.out.1 += 1;
            if self.into.1 == 8 {
                self.model.push(self.into.0);
                (self.out, self.into) = ((self.model.offer(), 0), (0, 0));
            }
        }
        self.clocked = clocked;
        self.miso.set((self.out.0 >> (7 - self.out.1.min(7)) & 1) as u64);
    }
}
