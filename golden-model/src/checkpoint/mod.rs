//! Checkpoints: weights, the network they belong to, and hashes, in one JSON file.

mod file;
mod newest;
mod origin;
mod write;

pub use newest::{NAME, Newest, newest};
pub use origin::{Origin, START};
pub use write::{writable, write_atomically};

use crate::diagnostic::{Diagnostic, Result};
use crate::layers::LearnedCode;
use crate::network::{Input, LayerType, Network, Signature, Weights};
use crate::plan::Interval;
use crate::rule::{self, Model, fnv1a};
use file::{Body, Layer, Tensor};
use serde::Serialize;
use std::path::Path;
use std::time::SystemTime;

/// What is known of weights besides their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Share of the test rows that they get right, 0 to 1; none if they were not tested.
    pub accuracy: Option<f64>,
    /// What the classes are called, class 0 first.
    pub class_names: Option<Vec<String>>,
    /// How the data's columns became inputs, where the data decided that.
    pub scaling: Option<serde_json::Value>,
    /// What rows without labels are read by (`entrain_data::Inputs`).
    pub inputs: Option<serde_json::Value>,
}

/// What a checkpoint says besides the weights.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Learning samples that the weights have seen.
    pub samples: u64,
    /// When it was written, UTC, as RFC 3339 has it; version 1 did not say.
    pub time: Option<String>,
    /// What is known of the weights.
    pub facts: Facts,
}

/// Writes `model`'s weights of which nothing else is known.
///
/// # Errors
/// The file cannot be written.
pub fn save(path: &Path, network: &Network, model: &Model) -> Result<()> {
    save_with(path, network, model, Facts::default())
}

/// Writes `model`'s weights: to a temporary name in the same folder, then renamed.
///
/// # Errors
/// The file cannot be written.
pub fn save_with(path: &Path, network: &Network, model: &Model, facts: Facts) -> Result<()> {
    let layers = model.layers.iter().map(|layer| {
        let (weights, biases, code) = (layer.weights(), layer.biases(), layer.code());
        let (units, fan_in) = (biases.len(), weights.len() / biases.len().max(1));
        let tensor = |name: &str, shape, values| Tensor { name: name.into(), shape, values };
        let mut tensors = vec![tensor("weights", vec![units, fan_in], weights), tensor("biases", vec![units], biases)];
        if !code.is_empty() {
            tensors.push(tensor("code", vec![network.classes, code.len() / network.classes], code));
        }
        let hash = fnv1a(tensors.iter().flat_map(|tensor| tensor.values.iter().copied()));
        Layer { hash: format!("{hash:08x}"), tensors }
    });
    let time = Some(humantime::format_rfc3339_millis(SystemTime::now()).to_string());
    let Facts { accuracy, class_names, scaling, inputs } = facts;
    let (layers, shares) = (layers.collect(), model.shares());
    let body = Body { network: network.signature(), samples: model.samples, time, accuracy, class_names, scaling, inputs, shares, layers };
    write_atomically(path, file::text(body).as_bytes())
}

/// Reads weights into `model`; what else the file says.
///
/// # Errors
/// A file that is no checkpoint, is damaged, or belongs to another network; `model` is then unchanged.
pub fn load(path: &Path, network: &Network, model: &mut Model) -> Result<About> {
    let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let body = file::parse(&text).map_err(|why| refuse(path, &why))?;
    if let Some(difference) = difference(&body.network, &network.signature()) {
        return Err(refuse(path, &format!("it belongs to another network: {difference}")));
    }
    if body.layers.len() != model.layers.len() {
        return Err(refuse(path, "it has another number of layers"));
    }
    let mut tensors = Vec::new();
    for (index, (stored, layer)) in body.layers.into_iter().zip(&model.layers).enumerate() {
        let inconsistent = || refuse(path, &format!("the weights of layer {} are not consistent", index + 1));
        tensors.push(values(stored, layer, network.weights).ok_or_else(inconsistent)?);
    }
    for ([weights, biases, code], layer) in tensors.iter().zip(&mut model.layers) {
        layer.set(weights, biases);
        layer.set_code(code);
    }
    model.samples = body.samples;
    model.set_shares(&body.shares);
    let facts = Facts { accuracy: body.accuracy, class_names: body.class_names, scaling: body.scaling, inputs: body.inputs };
    Ok(About { samples: body.samples, time: body.time, facts })
}

/// Weights, biases and learned code of a layer; none if they are not what the layer has, do not fit its bits, or have another hash.
fn values(stored: Layer, layer: &rule::Layer, weights: Weights) -> Option<[Vec<i16>; 3]> {
    let all = || stored.tensors.iter().flat_map(|tensor| tensor.values.iter().copied());
    let shaped = |tensor: &Tensor| tensor.shape.iter().try_fold(1usize, |all, &axis| all.checked_mul(axis)) == Some(tensor.values.len());
    if !stored.tensors.iter().all(shaped) || format!("{:08x}", fnv1a(all())) != stored.hash {
        return None;
    }
    let (code, weight) = (layer.code().len(), Interval::signed(weights.bits));
    let (units, biases) = layer.sizes();
    let wanted = [("weights", units, weight), ("biases", biases, weight), ("code", code, LearnedCode::range())];
    let wanted = &wanted[..2 + (code > 0) as usize];
    let fits = |tensor: &Tensor, &(name, count, range): &(&str, usize, Interval)| {
        let inside = |&value: &i16| (range.low..=range.high).contains(&(value as i64));
        tensor.name == name && tensor.values.len() == count && tensor.values.iter().all(inside)
    };
    let matching = stored.tensors.len() == wanted.len() && stored.tensors.iter().zip(wanted).all(|(tensor, wanted)| fits(tensor, wanted));
    let mut values = stored.tensors.into_iter().map(|tensor| tensor.values);
    matching.then(|| std::array::from_fn(|_| values.next().unwrap_or_default()))
}

fn refuse(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::new(format!("{} cannot be loaded: {why}", path.display()))
        .help("train again, or take another checkpoint, or --weights start")
}

/// The first thing in which two networks differ, in words.
fn difference(found: &Signature, wanted: &Signature) -> Option<String> {
    let pair = |name: &str, found: String, wanted: String| (found != wanted).then(|| format!("{name} is {found}, here it is {wanted}"));
    let (input, here) = (&found.input, &wanted.input);
    pair("name", found.name.clone(), wanted.name.clone())
        .or_else(|| pair("classes", found.classes.to_string(), wanted.classes.to_string()))
        .or_else(|| pair("the input's shape", list(&input.shape), list(&here.shape)))
        .or_else(|| pair("the input's format", word(&input.format), word(&here.format)))
        .or_else(|| {
            pair("the input's scale", scale(input), scale(here))
                .filter(|_| !(near(input.scale, here.scale) && near(input.offset, here.offset)))
        })
        .or_else(|| pair("units", list(&found.units), list(&wanted.units)))
        .or_else(|| pair("what stands beside the dense layers", others(found), others(wanted)))
        .or_else(|| pair("basis", word(&found.basis), word(&wanted.basis)))
        .or_else(|| pair("code_sets", found.code_sets.to_string(), wanted.code_sets.to_string()))
        .or_else(|| pair("input_head", found.input_head.to_string(), wanted.input_head.to_string()))
        .or_else(|| pair("the weights' format", format(found.weights), format(wanted.weights)))
}

/// A choice as the network file has it.
fn word(choice: &impl Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|word| Some(word.as_str()?.to_string())).unwrap_or_default()
}

/// Entries that are no dense layers, in words.
fn others(signature: &Signature) -> String {
    let word = |(index, shape): &(usize, LayerType)| match shape {
        LayerType::Dense { units } => format!("{units} units at layer {}", index + 1),
        LayerType::MaxPool { size } => format!("max-pool of {size} at layer {}", index + 1),
        LayerType::Conv2d { channels, kernel, cells } => {
            format!("conv2d of {channels} channels, {kernel}x{kernel}, with {cells} x {cells} cells at layer {}", index + 1)
        }
    };
    match signature.others.is_empty() {
        true => "nothing".into(),
        false => signature.others.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

/// Numbers as a network file lists them.
fn list(numbers: &[usize]) -> String {
    format!("[{}]", numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))
}

/// The same number; its text may have come back in another last place.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// How the data's numbers become inputs.
fn scale(input: &Input) -> String {
    let offset = if input.offset == 0.0 { String::new() } else { format!(" behind an offset of {}", input.offset) };
    format!("{}{offset}", input.scale)
}

/// Bits of a weight.
fn format(weights: Weights) -> String {
    format!("{} bits with a fraction of {}", weights.bits, weights.fraction)
}
