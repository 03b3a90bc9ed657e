//! A board, read and checked: what the generator, the tools and the host need to know of it.

use crate::{Family, Part};
use entrain_model::plan::Device;
use serde::Serialize;

/// A board.
#[derive(Debug, Clone, Serialize)]
pub struct Board {
    /// What `--board` takes.
    pub name: String,
    /// Maker and model.
    pub title: String,
    /// What a person must know before using it.
    pub notes: Vec<String>,
    /// The FPGA.
    pub device: OnBoard,
    /// The oscillator.
    pub clock: Clock,
    /// The serial line to the host.
    pub uart: Uart,
    /// Lights; the first one shows that the network is busy.
    pub leds: Vec<Led>,
    /// Buttons.
    pub buttons: Vec<Button>,
    /// Pins that must be driven to a level for the board to work.
    pub holds: Vec<Hold>,
    /// The flash that holds the bitstream.
    pub flash: Option<Flash>,
    /// How a bitstream reaches it, best way first.
    pub programmers: Vec<Programmer>,
    /// The file that says all this.
    pub file: String,
}

impl Board {
    /// The flash, where a design can use it and so keep snapshots in it: once the design runs, its pins are the fabric's, and nothing
    /// else is on them.
    pub fn snapshot_flash(&self) -> Option<&Flash> {
        let flash = self.flash.as_ref().filter(|flash| flash.clk.is_some())?;
        let mut others = [&self.uart.rx, &self.uart.tx]
            .into_iter()
            .chain(self.leds.first().map(|led| &led.pin))
            .chain(self.holds.iter().map(|hold| &hold.pin));
        let shared = others.any(|other| flash.pins().iter().any(|(_, pin, _)| pin.site == other.site));
        (!shared).then_some(flash)
    }
}

/// The FPGA of a board: the part, its package and speed.
#[derive(Debug, Clone, Serialize)]
pub struct OnBoard {
    /// The tools' family.
    pub family: Family,
    /// What the place-and-route tool calls the part.
    pub model: String,
    /// What it calls the package; empty where the model says it.
    pub package: String,
    /// Speed grade; empty where the model says it.
    pub speed: String,
    /// By what the part's bitstreams are known.
    pub bitstream: Option<crate::Mark>,
    /// What the part offers.
    pub resources: Device,
    /// Its PLL.
    pub pll: crate::PllLimits,
    /// Pins of the package whose input a PLL takes for itself (iCE40), as far as they are known.
    pub pll_pads: Vec<String>,
    /// Where the part's facts stand.
    pub sources: Vec<String>,
}

impl OnBoard {
    pub(crate) fn new(part: Part, package: String, speed: String, pll_pads: Vec<String>) -> OnBoard {
        let Part { family, model, bitstream, resources, pll, sources, .. } = part;
        OnBoard { family, model, package, speed, bitstream, resources, pll, pll_pads, sources }
    }
}

/// A pin of the FPGA.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pin {
    /// What the package calls it.
    pub site: String,
    /// I/O standard.
    pub standard: String,
    /// Pull resistor.
    pub pull: Pull,
    /// Where it stands that this is the pin.
    pub sources: Vec<String>,
}

/// A pin's pull resistor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pull {
    /// None.
    #[default]
    None,
    /// To the supply.
    Up,
    /// To ground.
    Down,
}

/// The level at which something is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// At 0.
    Low,
    /// At 1.
    High,
}

/// The oscillator and the clock that designs use.
#[derive(Debug, Clone, Serialize)]
pub struct Clock {
    /// Pin.
    pub pin: Pin,
    /// Oscillator, MHz.
    pub mhz: f64,
    /// Clock of the design, MHz, if nobody asks for another.
    pub design_mhz: f64,
    /// The pin is the PLL's own pad (iCE40), not one of the fabric.
    pub pll_pad: bool,
}

/// The serial line.
#[derive(Debug, Clone, Serialize)]
pub struct Uart {
    /// Pin on which the FPGA receives.
    pub rx: Pin,
    /// Pin on which it sends.
    pub tx: Pin,
    /// Bits a second.
    pub baud: u32,
}

/// A light.
#[derive(Debug, Clone, Serialize)]
pub struct Led {
    /// What the board calls it, or its colour.
    pub name: String,
    /// Pin.
    pub pin: Pin,
    /// It shines at this level.
    pub lit: Level,
}

/// A button.
#[derive(Debug, Clone, Serialize)]
pub struct Button {
    /// What the board calls it.
    pub name: String,
    /// Pin.
    pub pin: Pin,
    /// It gives this level while pressed.
    pub pressed: Level,
}

/// A pin to hold at a level.
#[derive(Debug, Clone, Serialize)]
pub struct Hold {
    /// What it does; the name of the top's port.
    pub name: String,
    /// Pin.
    pub pin: Pin,
    /// The level.
    pub level: Level,
    /// What happens otherwise.
    pub why: String,
}

/// The SPI flash that holds the bitstream.
#[derive(Debug, Clone, Serialize)]
pub struct Flash {
    /// Chip.
    pub chip: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Bytes at its start that are the bitstream's, uncompressed.
    pub taken: u64,
    /// Chip select, low while the flash is meant.
    pub cs: Pin,
    /// Clock; none: nothing reaches it, and the flash is the bitstream's alone.
    pub clk: Option<FlashClock>,
    /// FPGA to flash.
    pub mosi: Pin,
    /// Flash to FPGA.
    pub miso: Pin,
}

impl Flash {
    /// Its pins of the fabric: the top's port, the pin, whether the FPGA drives it.
    pub fn pins(&self) -> Vec<(&'static str, &Pin, bool)> {
        let clk = match &self.clk {
            Some(FlashClock::Pin(pin)) => Some(("flash_clk", pin, true)),
            _ => None,
        };
        let others = [("flash_mosi", &self.mosi, true), ("flash_miso", &self.miso, false)];
        [("flash_cs", &self.cs, true)].into_iter().chain(clk).chain(others).collect()
    }
}

/// What the flash's clock hangs on.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum FlashClock {
    /// A pin of the fabric.
    Pin(Pin),
    /// A pin that only a cell of the FPGA reaches.
    Primitive {
        /// The cell.
        primitive: Primitive,
        /// Where it stands that the clock hangs on it.
        sources: Vec<String>,
    },
}

impl FlashClock {
    /// The cell, if it is one.
    pub fn primitive(&self) -> Option<Primitive> {
        match self {
            FlashClock::Pin(_) => None,
            FlashClock::Primitive { primitive, .. } => Some(*primitive),
        }
    }
}

/// A cell that drives a pin which is not the fabric's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Primitive {
    /// The clock of the configuration flash of an ECP5.
    Usrmclk,
}

impl Primitive {
    /// The family that has it.
    pub fn family(self) -> Family {
        match self {
            Primitive::Usrmclk => Family::Ecp5,
        }
    }
}

/// One way to bring a bitstream to the board.
#[derive(Debug, Clone, Serialize)]
pub struct Programmer {
    /// Program.
    pub tool: String,
    /// Its options to load the FPGA, until power is lost; none where it cannot.
    pub load: Option<Vec<String>>,
    /// Its options to write the flash; none where it cannot.
    pub write: Option<Vec<String>>,
    /// Vendor and product of the board's USB chip, "0403:6010".
    pub usb: String,
    /// Where this stands.
    pub sources: Vec<String>,
}
