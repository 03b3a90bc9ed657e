//! The network file: what a person wrote, parsed and validated once.

mod augment;
mod code_sets;
mod data_keys;
mod files;
mod input;
mod keywords;
mod layer;
mod modes;
mod pacing;
mod parts;
mod policy;
mod raw;
mod raw_data;
mod reading;
mod rewrite;
mod schedule;
mod validate;
mod window;

pub use augment::Augment;
pub use files::{Columns, DataSource, Files, Share, Split};
pub use input::{Format, Input};
pub use layer::{Layer, LayerType};
pub use modes::{Basis, ErrorMode, Rounding, Walk};
pub use pacing::Pacing;
pub(crate) use pacing::USUAL_SLOWER;
pub use parts::Part;
pub(crate) use parts::Source;
pub use policy::{Budget, Learn, Policy};
pub use reading::{Missing, Normalise, Reading, Separator};
pub use schedule::Stage;
pub(crate) use validate::Checker;
pub use validate::default_fraction;
pub use window::Window;

use crate::diagnostic::{Diagnostic, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// What checkpoints of networks with one set of codes do not mention.
fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

/// What reports of networks without learned codes do not mention.
fn is_usual_margin(margin: &i32) -> bool {
    *margin == Training::CONV_MARGIN
}

fn usual_margin() -> i32 {
    Training::CONV_MARGIN
}

/// Fixed-point format of every weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// Total bits, two's complement.
    pub bits: u32,
    /// Bits right of the binary point.
    pub fraction: u32,
}

/// The constants of the learning rule and of a training run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// L: the learning rate is 2^-L.
    pub rate: u32,
    /// M: a layer whose label leads its rival by this much does not update.
    pub margin: i32,
    /// The same for layers that learn their code, in units of what a cell has: they compare with this times 2^zs.
    #[serde(default = "usual_margin", skip_serializing_if = "is_usual_margin")]
    pub conv_margin: i32,
    /// RV: mask of the sample counter plus row; a dead unit may rise when the masked sum is 0.
    pub revival: u32,
    /// Q: logits that are 2^Q apart differ by a factor of two in the staircase error.
    pub stair: u32,
    /// How increments are rounded; the staircase error is always stochastic.
    pub rounding: Rounding,
    /// Passes over the training rows.
    pub epochs: usize,
    /// Seed of the start weights and of the order.
    pub seed: u32,
    /// A new order each epoch instead of file order.
    pub shuffle: bool,
    /// The set of codes that is learned, 0 first.
    pub code_set: usize,
    /// Other rates from some epochs on.
    pub schedule: Vec<Stage>,
    /// How the training samples are varied.
    pub augment: Option<Augment>,
    /// How the rate of a learner follows from what it does; `rate` is the fastest then.
    #[serde(default, skip_serializing_if = "Pacing::is_fixed")]
    pub pace: Pacing,
    /// L of the slowest rate that a pace leads to; none: three more than `rate`, as far as each layer can learn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slowest: Option<u32>,
}

impl Training {
    /// The largest margin that a file may ask for.
    pub const LARGEST_MARGIN: u32 = 1 << 20;
    /// `conv_margin`, where the file leaves it out.
    pub const CONV_MARGIN: i32 = 8;
}

/// A validated network file.
#[derive(Debug, Clone)]
pub struct Network {
    /// Name, a Verilog identifier.
    pub name: String,
    /// Number of classes C.
    pub classes: usize,
    /// Input of the first layer.
    pub input: Input,
    /// The class codes.
    pub basis: Basis,
    /// Sets of codes, between which the running network can be switched.
    pub code_sets: usize,
    /// Learned codes start at so many steps times the code of the basis.
    pub code_start: usize,
    /// A linear classifier on the inputs is one more learner.
    pub input_head: bool,
    /// How the error is made.
    pub error: ErrorMode,
    /// The layers, first to last.
    pub layers: Vec<Layer>,
    /// Weight format.
    pub weights: Weights,
    /// Constants of the rule and the run.
    pub training: Training,
    /// When layers learn in the field.
    pub policy: Policy,
    /// Data files, where the network names them.
    pub data: Option<DataSource>,
    /// Board, where the network names one.
    pub board: Option<String>,
    /// Names of the classes in the file; empty without.
    names: Vec<String>,
    /// Names that the data turned out to have.
    found_names: Arc<OnceLock<Vec<String>>>,
    source: Source,
}

/// The part of a network that fixes the meaning of a weight memory: two networks with equal
/// signatures can exchange checkpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Network name.
    pub name: String,
    /// Classes.
    pub classes: usize,
    /// Input.
    pub input: Input,
    /// Class codes.
    pub basis: Basis,
    /// Sets of class codes.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub code_sets: usize,
    /// One more learner on the inputs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub input_head: bool,
    /// Units of each dense layer.
    pub units: Vec<usize>,
    /// Entries that are no dense layers: their places in the file, 0 first, and what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<(usize, LayerType)>,
    /// Weight format.
    pub weights: Weights,
}

impl Network {
    /// Reads and validates a network file.
    ///
    /// # Errors
    /// A missing file, broken TOML, a misspelt key, a value out of range: each with its line.
    pub fn load(path: &Path) -> Result<Network> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                Diagnostic::new(format!("there is no network file {}", path.display()))
                    .help("run this in a project folder, give the path of one, or make one with `entrain new NAME`")
            } else {
                Diagnostic::io("read", path, &error)
            }
        })?;
        Network::parse(&text, path)
    }

    /// Parses and validates the text of a network file; `path` is for messages and for the data files' folder.
    pub fn parse(text: &str, path: &Path) -> Result<Network> {
        validate::network(raw::parse(text, path)?, text, path)
    }

    /// Inputs of the first layer, flattened.
    pub fn features(&self) -> usize {
        self.input.shape.iter().product()
    }

    /// The network file, as it was read.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// Where the network file stands.
    pub fn path(&self) -> &Path {
        &self.source.path
    }

    /// Folder of the network file; the data files' paths count from here.
    pub fn folder(&self) -> &Path {
        match self.source.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    /// What a checkpoint of this network must agree with.
    pub fn signature(&self) -> Signature {
        Signature {
            name: self.name.clone(),
            classes: self.classes,
            input: self.input.clone(),
            basis: self.basis,
            code_sets: self.code_sets,
            input_head: self.input_head,
            units: self.layers.iter().filter_map(Layer::units).collect(),
            others: self
                .layers
                .iter()
                .enumerate()
                .filter(|(_, layer)| layer.units().is_none())
                .map(|(index, layer)| (index, layer.kind))
                .collect(),
            weights: self.weights,
        }
    }
}
