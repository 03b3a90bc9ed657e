//! Checkpoints: weights, the network they belong to, and hashes, in one JSON file.

use crate::diagnostic::{Diagnostic, Result};
use crate::digest::sha256;
use crate::network::{Network, Signature};
use crate::plan::Interval;
use crate::rule::{Model, fnv1a};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

const FORMAT_VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format_version: u32,
    /// SHA-256 of `body` as JSON text.
    sha256: String,
    body: Body,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    network: Signature,
    /// Learning samples seen.
    samples: u64,
    layers: Vec<LayerWeights>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerWeights {
    /// FNV-1a, 8 hex digits.
    hash: String,
    weights: Vec<i16>,
    biases: Vec<i16>,
}

/// Writes `model`'s weights: to a temporary name in the same folder, then renamed.
pub fn save(path: &Path, network: &Network, model: &Model) -> Result<()> {
    let layers = model.layers.iter().zip(model.hashes());
    let layers = layers.map(|(layer, hash)| LayerWeights { hash: format!("{hash:08x}"), weights: layer.weights(), biases: layer.biases() });
    let body = Body { network: network.signature(), samples: model.samples, layers: layers.collect() };
    let file = File { format_version: FORMAT_VERSION, sha256: digest(&body), body };
    let text = serde_json::to_string(&file).expect("plain data becomes JSON");
    write_atomically(path, text.as_bytes())
}

/// Reads weights into `model`.
///
/// # Errors
/// A file that is no checkpoint, is damaged, or belongs to another network; `model` is then unchanged.
pub fn load(path: &Path, network: &Network, model: &mut Model) -> Result<()> {
    let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let refuse = |why: String| {
        Diagnostic::new(format!("{} cannot be loaded: {why}", path.display())).help("train again, or take another checkpoint")
    };
    let file: File = serde_json::from_str(&text).map_err(|error| refuse(format!("it is not a checkpoint or is cut short ({error})")))?;
    if file.format_version != FORMAT_VERSION {
        return Err(refuse(format!("format version {} is not {FORMAT_VERSION}", file.format_version)));
    }
    if digest(&file.body) != file.sha256 {
        return Err(refuse("it is damaged, its SHA-256 does not match".into()));
    }
    if let Some(difference) = difference(&file.body.network, &network.signature()) {
        return Err(refuse(format!("it belongs to another network: {difference}")));
    }
    let range = Interval::signed(network.weights.bits);
    for (index, (stored, layer)) in file.body.layers.iter().zip(&model.layers).enumerate() {
        let values = || stored.weights.iter().chain(&stored.biases);
        let sizes = (stored.weights.len(), stored.biases.len()) == layer.sizes();
        let fits = values().all(|&value| (range.low..=range.high).contains(&(value as i64)));
        if !sizes || !fits || format!("{:08x}", fnv1a(values().copied())) != stored.hash {
            return Err(refuse(format!("the weights of layer {} are not consistent", index + 1)));
        }
    }
    if file.body.layers.len() != model.layers.len() {
        return Err(refuse("it has another number of layers".into()));
    }
    for (stored, layer) in file.body.layers.into_iter().zip(&mut model.layers) {
        layer.set(&stored.weights, &stored.biases);
    }
    model.samples = file.body.samples;
    Ok(())
}

/// Writes a whole file or nothing.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = beside(path)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| Diagnostic::io("write", path, &error))
}

/// Refuses a path to which `write_atomically` cannot write, for who has long work to do before.
///
/// # Errors
/// A folder that cannot be made or written to; a folder of that very name.
pub fn can_be_written(path: &Path) -> Result<()> {
    let tried = if path.is_dir() { Err(std::io::ErrorKind::IsADirectory.into()) } else { beside(path) };
    tried.map(drop).map_err(|error| Diagnostic::io("write", path, &error))
}

/// A temporary file in the folder of `path`, which is made where there is none.
fn beside(path: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    tempfile::Builder::new().permissions(permissions()).tempfile_in(folder)
}

/// What a plainly created file would get; temporary files are private by default.
fn permissions() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::Permissions::from_mode(0o644)
}

fn digest(body: &Body) -> String {
    let text = serde_json::to_string(body).expect("plain data becomes JSON");
    sha256(text)
}

/// The first field in which two networks differ.
fn difference(found: &Signature, wanted: &Signature) -> Option<String> {
    let pair = |name: &str, found: String, wanted: String| (found != wanted).then(|| format!("{name} is {found}, here it is {wanted}"));
    pair("name", found.name.clone(), wanted.name.clone())
        .or_else(|| pair("classes", found.classes.to_string(), wanted.classes.to_string()))
        .or_else(|| pair("input", format!("{:?}", found.input), format!("{:?}", wanted.input)))
        .or_else(|| pair("units", format!("{:?}", found.units), format!("{:?}", wanted.units)))
        .or_else(|| pair("basis", format!("{:?}", found.basis), format!("{:?}", wanted.basis)))
        .or_else(|| pair("code_sets", found.code_sets.to_string(), wanted.code_sets.to_string()))
        .or_else(|| pair("weights", format!("{:?}", found.weights), format!("{:?}", wanted.weights)))
}
