//! What a build produced, and how it is read from nextpnr's report, whose form is the same for every family.

use crate::family::Kinds;
use entrain_model::checkpoint::{Origin, write_atomically};
use entrain_model::digest::sha256;
use entrain_model::{Diagnostic, Result};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

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

/// One try of place and route.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Try {
    /// Seed of the placer.
    pub seed: u32,
    /// Largest clock, MHz; none if the design could not be placed or routed.
    pub fmax_mhz: Option<f64>,
}

/// One clock that was asked of place and route in the search for the fastest.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Asked {
    /// The clock, MHz.
    pub clock_mhz: f64,
    /// What was reached with the best seed, MHz; none if no seed could be routed.
    pub fmax_mhz: Option<f64>,
}

/// A step of a build.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Seconds that it took.
    pub seconds: f64,
    /// It was done in an earlier build, whose result this one went on from.
    #[serde(default)]
    pub earlier: bool,
}

/// File name of the record of a build.
pub(crate) const RECORD: &str = "build.json";

/// A finished build.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// Board.
    pub board: String,
    /// The maker's name of the device.
    pub device: String,
    /// First 32 bits of the SHA-256 over everything that went into place and route, 8 hex digits.
    pub build_id: String,
    /// Largest clock after place and route, MHz, of the seed that was kept.
    pub fmax_mhz: f64,
    /// Clock of the bitstream, MHz.
    pub clock_mhz: f64,
    /// LUTs of the netlist; a logic cell may hold one, a flip-flop, or both.
    pub luts: usize,
    /// Logic cells or LUTs first, block RAM, DSP, ...
    pub resources: Vec<Resource>,
    /// Every seed tried.
    pub tries: Vec<Try>,
    /// The bitstream.
    #[serde(serialize_with = "shown")]
    pub bitstream: PathBuf,
    /// Its size in bytes.
    pub bitstream_bytes: u64,
    /// SHA-256 of the bitstream.
    pub bitstream_sha256: String,
    /// FNV-1a of each layer's start weights, 8 hex digits.
    pub weights: Vec<String>,
    /// The same of each learned code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Where the weights come from, as far as whoever built it said so.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Seconds that this build took, without the steps that were done earlier.
    pub seconds: f64,
    /// Seconds of each step.
    pub steps: Vec<Step>,
    /// Versions of the tools.
    pub tools: Vec<String>,
    /// The clocks that were asked for before this one was kept, itself the last; empty unless the fastest was looked for.
    #[serde(skip)]
    pub asked: Vec<Asked>,
    /// The same bitstream was there already.
    #[serde(skip)]
    pub reused: bool,
}

impl Outcome {
    /// The last build in `folder`, whatever became of its bitstream; none if there is no record that this version can read.
    pub fn recorded(folder: &Path) -> Option<Outcome> {
        let outcome: Outcome = serde_json::from_str(&std::fs::read_to_string(folder.join(RECORD)).ok()?).ok()?;
        Some(outcome.seen_from_here(folder))
    }

    /// The record names the bitstream as it was called from where it was built; it lies in the same folder.
    fn seen_from_here(mut self, folder: &Path) -> Outcome {
        self.bitstream = self.bitstream.file_name().map(|name| folder.join(name)).unwrap_or_default();
        self
    }

    /// The build that is in `folder`, with the bitstream as it was made.
    ///
    /// # Errors
    /// Nothing was built there; a bitstream that is gone or another one since.
    pub fn read(folder: &Path) -> Result<Outcome> {
        let record = folder.join(RECORD);
        let again = "build it: `entrain build`";
        let text = std::fs::read_to_string(&record);
        let text = text.map_err(|_| Diagnostic::new(format!("nothing was built in {}", folder.display())).help(again))?;
        let outcome: Outcome = serde_json::from_str(&text)
            .map_err(|_| Diagnostic::new(format!("{} is not the record of a build by this version", record.display())).help(again))?;
        let outcome = outcome.seen_from_here(folder);
        let bitstream =
            std::fs::read(&outcome.bitstream).map_err(|error| Diagnostic::io("read", &outcome.bitstream, &error).help(again))?;
        if sha256(&bitstream) != outcome.bitstream_sha256 {
            let message = format!("{} is not the bitstream that was built: its contents have changed", outcome.bitstream.display());
            return Err(Diagnostic::new(message).help("build it again, or name the file with `--bitstream`"));
        }
        Ok(outcome)
    }

    /// Says where the weights in it come from, in the record of its folder, too.
    ///
    /// # Errors
    /// The record cannot be written.
    pub fn of_weights(mut self, folder: &Path, origin: &Origin) -> Result<Outcome> {
        if self.origin.as_ref() != Some(origin) {
            self.origin = Some(origin.clone());
            self.keep(folder)?;
        }
        Ok(self)
    }

    /// Writes the record.
    pub(crate) fn keep(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).expect("plain data becomes JSON");
        write_atomically(&folder.join(RECORD), text.as_bytes())
    }

    /// Seconds of all steps, those that were done earlier included.
    pub fn all_seconds(&self) -> f64 {
        self.steps.iter().map(|step| step.seconds).sum()
    }

    /// The resource called `name`; zeros if the device has none.
    pub fn resource(&self, name: &str) -> Resource {
        let found = self.resources.iter().find(|resource| resource.name == name);
        found.cloned().unwrap_or(Resource { name: name.into(), used: 0, available: 0 })
    }

    /// Logic cells (iCE40: a LUT and a flip-flop each) or LUTs.
    pub fn logic(&self) -> Resource {
        self.resources.first().cloned().unwrap_or(Resource { name: "logic".into(), used: 0, available: 0 })
    }

    /// Worst, median and best largest clock of the seeds that could be routed.
    pub fn spread(&self) -> Option<[f64; 3]> {
        let mut found: Vec<f64> = self.tries.iter().filter_map(|it| it.fmax_mhz).collect();
        found.sort_by(f64::total_cmp);
        Some([*found.first()?, found[found.len() / 2], *found.last()?])
    }
}

/// A path that may be no UTF-8; the record's reader looks for the file in its own folder.
fn shown<S: Serializer>(path: &Path, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// What nextpnr reports of a design: the largest clock, MHz, and the resources.
pub(crate) struct Placed {
    pub fmax_mhz: f64,
    pub resources: Vec<Resource>,
}

/// Cells of each kind in a netlist, from Yosys' `stat -json`.
pub(crate) fn cells(path: &Path) -> Result<HashMap<String, usize>> {
    let value = json(path)?;
    let kinds = value["design"]["num_cells_by_type"].as_object().into_iter().flatten();
    Ok(kinds.filter_map(|(kind, count)| Some((kind.clone(), count.as_u64()? as usize))).collect())
}

/// A file of JSON.
pub(crate) fn json(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    serde_json::from_str(&text).map_err(|error| Diagnostic::new(format!("{}: {error}", path.display())))
}

/// Reads nextpnr's report.
pub(crate) fn read(path: &Path, kinds: &[Kinds]) -> Result<Placed> {
    let report = json(path)?;
    let unreadable = |what: &str| Diagnostic::new(format!("{}: {what}", path.display()));
    let clocks = report["fmax"].as_object().ok_or_else(|| unreadable("no clocks"))?;
    let fmax_mhz = clocks.values().filter_map(|clock| clock["achieved"].as_f64()).fold(f64::INFINITY, f64::min);
    if !fmax_mhz.is_finite() {
        return Err(unreadable("no clock has a frequency"));
    }
    Ok(Placed { fmax_mhz, resources: resources(&report, kinds) })
}

/// What a report says of a design's resources.
pub(crate) fn resources(report: &Value, kinds: &[Kinds]) -> Vec<Resource> {
    let sum = |cells: &[(&str, f64)], key: &str| {
        let count = |(kind, share): &(&str, f64)| Some(report["utilization"].get(kind)?[key].as_u64()? as f64 * share);
        cells.iter().filter_map(count).reduce(|a, b| a + b)
    };
    let resource = |(name, cells): &Kinds| {
        // Kinds that share a block (9x9 and 18x18 multipliers) report the same ones as available.
        let (used, available) = (sum(cells, "used")?, sum(&cells[..1], "available")?);
        Some(Resource { name: name.to_string(), used: used.ceil() as usize, available: available as usize })
    };
    kinds.iter().filter_map(resource).collect()
}
