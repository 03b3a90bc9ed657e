//! Parts: what the FPGA on a board is and what it offers.

use entrain_model::plan::Device;
use serde::{Deserialize, Serialize};

/// The device families, each with its own tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Lattice iCE40.
    Ice40,
    /// Lattice ECP5.
    Ecp5,
    /// Gowin LittleBee and Arora.
    Gowin,
}

impl Family {
    /// Its name in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Family::Ice40 => "ice40",
            Family::Ecp5 => "ecp5",
            Family::Gowin => "gowin",
        }
    }
}

/// What a part's PLL can do: smallest and largest frequency at each place, MHz.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PllLimits {
    /// PLLs on the part.
    pub count: usize,
    /// At the input.
    pub input: (f64, f64),
    /// At the phase detector, behind the input's divider.
    pub detector: (f64, f64),
    /// Of the oscillator.
    pub oscillator: (f64, f64),
    /// At the output.
    pub output: (f64, f64),
}

/// A part, whatever board it is on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What a board file calls it.
    pub name: String,
    /// The family, which decides the tools.
    pub family: Family,
    /// What the place-and-route tool calls it.
    pub model: String,
    /// What it offers.
    pub resources: Device,
    /// Its PLL.
    pub pll: PllLimits,
    /// Where these facts stand.
    pub sources: Vec<String>,
}
