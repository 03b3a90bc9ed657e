//! The forms that checkpoints have had as JSON, and the hash over each.
//!
//! Version 2 names a layer's tensors and says when it was written, how accurate the weights were, and what else belongs to them.
//! Version 1 had weights and biases only; it is still read.

use crate::digest::sha256;
use crate::network::Signature;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

/// What is written now.
pub(super) const VERSION: u32 = 2;

/// A checkpoint as a file of any version.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<T> {
    pub format_version: u32,
    /// SHA-256 of `body` as JSON text.
    pub sha256: String,
    pub body: T,
}

/// The body of version 2.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    pub network: Signature,
    /// Learning samples seen.
    pub samples: u64,
    /// When it was written, UTC, as RFC 3339 has it.
    pub time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_names: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<serde_json::Value>,
    /// e of each learner's pace, where rates follow from what learners do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<u16>,
    pub layers: Vec<Layer>,
}

/// A layer's tensors, in an order that stays.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layer {
    /// FNV-1a over all values in order, 8 hex digits.
    pub hash: String,
    pub tensors: Vec<Tensor>,
}

/// Integers of a layer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tensor {
    pub name: String,
    /// Extent of each axis, the slowest first.
    pub shape: Vec<usize>,
    pub values: Vec<i16>,
}

/// The body of version 1.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyOne {
    network: Signature,
    samples: u64,
    layers: Vec<LayerOne>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerOne {
    hash: String,
    weights: Vec<i16>,
    biases: Vec<i16>,
}

impl From<BodyOne> for Body {
    fn from(old: BodyOne) -> Body {
        let (inputs, units) = (old.network.input.shape.iter().product(), &old.network.units);
        let fan_ins = [inputs].into_iter().chain(units.iter().copied());
        let layers = old.layers.into_iter().zip(units.iter().zip(fan_ins)).map(|(layer, (&units, fan_in))| {
            let tensor = |name: &str, shape, values| Tensor { name: name.into(), shape, values };
            let tensors = vec![tensor("weights", vec![units, fan_in], layer.weights), tensor("biases", vec![units], layer.biases)];
            Layer { hash: layer.hash, tensors }
        });
        let layers = layers.collect();
        let (accuracy, class_names, scaling, inputs, shares) = (None, None, None, None, Vec::new());
        Body { layers, network: old.network, samples: old.samples, time: None, accuracy, class_names, scaling, inputs, shares }
    }
}

/// What of a file of any version tells whose it is, without its weights.
#[derive(Deserialize)]
pub(super) struct Head {
    pub format_version: u32,
    #[serde(rename = "sha256")]
    _sha256: String,
    pub body: HeadBody,
}

#[derive(Deserialize)]
pub(super) struct HeadBody {
    pub network: Signature,
    pub time: Option<String>,
    #[serde(rename = "layers")]
    _layers: IgnoredAny,
}

/// Why a file is no checkpoint.
pub(super) const NO_CHECKPOINT: &str = "it is not a checkpoint or is cut short";

/// Reads a file of any version.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn parse(text: &str) -> Result<Body, String> {
    /// Only the version: what else there is depends on it.
    #[derive(Deserialize)]
    struct Versioned {
        format_version: u32,
    }
    let versioned: Versioned = serde_json::from_str(text).map_err(|error| format!("{NO_CHECKPOINT} ({error})"))?;
    match versioned.format_version {
        1 => whole::<BodyOne>(text).map(Body::from),
        VERSION => whole::<Body>(text),
        other => Err(format!("format version {other} is not known to this Entrain, which reads 1 to {VERSION}")),
    }
}

/// The body of a file whose hash is right.
fn whole<T: Serialize + DeserializeOwned>(text: &str) -> Result<T, String> {
    let file: File<T> = serde_json::from_str(text).map_err(|error| format!("{NO_CHECKPOINT} ({error})"))?;
    match digest(&file.body) == file.sha256 {
        true => Ok(file.body),
        false => Err("it is damaged, its SHA-256 does not match".into()),
    }
}

/// The text of a checkpoint.
pub(super) fn text(body: Body) -> String {
    // Hashed as it will be read: a number with a point may come back from its text in another last place.
    let read: Body = serde_json::from_str(&plain(&body)).expect("what was written is read");
    plain(&File { format_version: VERSION, sha256: digest(&read), body })
}

fn digest<T: Serialize>(body: &T) -> String {
    sha256(plain(body))
}

fn plain<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain data becomes JSON")
}
