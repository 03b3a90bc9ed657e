//! Parts: what the FPGA on a board is and what it offers.

use entrain_model::plan::Device;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

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

/// A package of a part, as the place-and-route tool knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Pins of the fabric.
    pub pins: Vec<String>,
    /// Those whose input a PLL takes for itself (iCE40).
    #[serde(default)]
    pub pll_pads: Vec<String>,
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

/// By what a bitstream for a part is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Mark {
    /// The JTAG id that it holds.
    Idcode(u32),
    /// Its size in bytes.
    Bytes(u64),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mark::Idcode(idcode) => write!(f, "JTAG id {idcode:08x}"),
            Mark::Bytes(bytes) => write!(f, "{bytes} bytes"),
        }
    }
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
    /// By what its bitstreams are known; without it, `entrain flash` cannot tell one for another part.
    #[serde(default)]
    pub bitstream: Option<Mark>,
    /// What it offers.
    pub resources: Device,
    /// Its PLL.
    pub pll: PllLimits,
    /// Its packages by the place-and-route tool's names; without them, pins are not checked.
    #[serde(default)]
    pub packages: BTreeMap<String, Package>,
    /// Its speed grades, slowest first; none where the model says it.
    #[serde(default)]
    pub speeds: Vec<String>,
    /// Where these facts stand.
    pub sources: Vec<String>,
}
