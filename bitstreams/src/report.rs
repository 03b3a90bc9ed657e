//! What a build produced.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One kind of resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Resource {
    /// Name for people.
    pub name: String,
    /// Used by the design.
    pub used: usize,
    /// On the device.
    pub available: usize,
}

/// A finished build.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// Board.
    pub board: String,
    /// The maker's name of the device.
    pub device: String,
    /// First 32 bits of the SHA-256 over everything that went into the bitstream, 8 hex digits.
    pub build_id: String,
    /// Largest clock after place and route, MHz.
    pub fmax_mhz: f64,
    /// Clock of the bitstream, MHz.
    pub clock_mhz: f64,
    /// Logic cells (a LUT and a flip-flop each), block RAM, DSP, ...
    pub resources: Vec<Resource>,
    /// The bitstream.
    pub bitstream: PathBuf,
    /// Its size in bytes.
    pub bitstream_bytes: u64,
    /// Seconds that the build took.
    pub seconds: f64,
    /// Versions of the tools.
    pub tools: Vec<String>,
    /// The same build was there already.
    #[serde(skip)]
    pub reused: bool,
}

impl Outcome {
    /// The resource called `name`; zeros if the device has none.
    pub fn resource(&self, name: &str) -> Resource {
        let found = self.resources.iter().find(|resource| resource.name == name);
        found.cloned().unwrap_or(Resource { name: name.into(), used: 0, available: 0 })
    }
}
