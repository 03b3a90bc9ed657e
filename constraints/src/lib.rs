//! Boards as data: what a board has, and the constraint files made from it.

mod pcf;
mod pll;

pub use pcf::pcf;
pub use pll::Pll;

use entrain_model::diagnostic::nearest;
use entrain_model::plan::Device;
use entrain_model::{Diagnostic, Result};
use serde::{Deserialize, Serialize};

/// The boards that come with Entrain, as text.
const BUILT_IN: [(&str, &str); 1] = [("icebreaker", include_str!("../boards/icebreaker.toml"))];

/// A board.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// What `--board` takes.
    pub name: String,
    /// Maker and model.
    pub title: String,
    /// The FPGA.
    pub device: Part,
    /// The oscillator.
    pub clock: Clock,
    /// The serial line to the host.
    pub uart: Uart,
    /// Lights.
    pub leds: Leds,
    /// How a bitstream reaches it.
    pub programmer: Programmer,
}

/// The FPGA on a board.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Tool family: "ice40".
    pub family: String,
    /// Device name of the place-and-route tool.
    pub model: String,
    /// Package name of the place-and-route tool.
    pub package: String,
    /// What it offers.
    pub resources: Device,
}

/// The oscillator and the clock that designs use.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Pin.
    pub pin: String,
    /// Oscillator, MHz.
    pub mhz: f64,
    /// Clock of the design, MHz.
    pub design_mhz: f64,
}

/// The serial line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uart {
    /// Pin on which the FPGA receives.
    pub rx: String,
    /// Pin on which it sends.
    pub tx: String,
    /// Bits a second.
    pub baud: u32,
}

/// Lights.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leds {
    /// Pin of the light that follows `busy`.
    pub busy: String,
}

/// How a bitstream reaches the board.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programmer {
    /// Program.
    pub tool: String,
}

/// Names of all boards.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

impl Board {
    /// The board called `name`.
    ///
    /// # Errors
    /// No such board; the message names the nearest one and all others.
    pub fn find(name: &str) -> Result<Board> {
        let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) else {
            let guess = nearest(name, names()).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
            return Err(Diagnostic::new(format!("there is no board \"{name}\"{guess}"))
                .help(format!("boards: {}", names().collect::<Vec<_>>().join(", "))));
        };
        toml::from_str(text).map_err(|error| Diagnostic::new(format!("the board file of {name} is broken: {}", error.message())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_board_can_be_read_and_bears_its_name() {
        for name in names() {
            assert_eq!(Board::find(name).map(|board| board.name).ok().as_deref(), Some(name));
        }
    }

    #[test]
    fn a_misspelt_board_names_the_nearest() {
        let message = Board::find("icebraker").map(|_| ()).unwrap_err().to_string();
        assert!(message.contains("did you mean \"icebreaker\"?"), "{message}");
    }
}
