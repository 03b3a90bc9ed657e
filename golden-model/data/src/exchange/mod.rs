//! Weights as arrays of other programs: names, shapes and numbers, the same whatever the file.

mod npz;
mod safetensors;

use entrain_model::checkpoint::{Facts, write_atomically};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::layers::{HIDDEN_FRACTION, LearnedCode};
use entrain_model::network::{LayerType, Network};
use entrain_model::plan::InputHead;
use entrain_model::{Model, Plan};
use serde_json::{Value, json};
use std::path::Path;

/// Version of what [`about`] says and of the names of the arrays.
const VERSION: u32 = 1;

/// An array with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// As PyTorch would call it: `layers.0.weight`.
    pub name: String,
    /// Extent of each axis, the slowest first.
    pub shape: Vec<usize>,
    /// Its numbers, the last axis the fastest.
    pub values: Numbers,
}

/// Numbers of an array.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// What the weights stand for.
    Real(Vec<f32>),
    /// What the hardware holds.
    Integer(Vec<i16>),
}

impl Numbers {
    /// `integers` as they are, or divided by 2^`fraction`.
    fn new(integers: Vec<i16>, fraction: u32, whole: bool) -> Numbers {
        let real = |&value: &i16| f32::from(value) / (1u32 << fraction) as f32;
        if whole { Numbers::Integer(integers) } else { Numbers::Real(integers.iter().map(real).collect()) }
    }

    /// Their type, as numpy and PyTorch call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Numbers::Real(_) => "float32",
            Numbers::Integer(_) => "int16",
        }
    }

    /// Low byte first.
    fn bytes(&self) -> Vec<u8> {
        match self {
            Numbers::Real(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Numbers::Integer(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }
}

/// Weights, biases and codes of every layer that learns, `layers.K` being the entry K of the network file, 0 first:
///
/// - `layers.K.weight`: `[units, inputs]`, of a convolution `[channels, channels before, rows, columns]`;
/// - `layers.K.bias`: `[units]`;
/// - `layers.K.code`: `[classes, values]`; 1 and -1, or what a layer has learned (V).
///
/// - `input_head.weight`: `[classes, inputs]`, and `input_head.bias`: `[classes]`, where there is one.
///
/// All are real numbers, a weight w being w / 2^fraction, or with `whole` the integers of the hardware.
pub fn arrays(network: &Network, plan: &Plan, model: &Model, whole: bool) -> Vec<Array> {
    let fraction = network.weights.fraction;
    let of_a_layer = |(layer, state): (&entrain_model::plan::LayerPlan, &entrain_model::rule::Layer)| {
        let (weights, biases, learned) = (state.weights(), state.biases(), state.code());
        let (units, named) = (biases.len(), |tail: &str| format!("layers.{}.{tail}", layer.index));
        let fan_in = weights.len() / units.max(1);
        let shape = match network.layers[layer.index].kind {
            LayerType::Conv2d { kernel, .. } => vec![units, fan_in / (kernel * kernel), kernel, kernel],
            _ => vec![units, fan_in],
        };
        let fixed = || layer.learner().map(|learner| learner.head.code.all_codes()).unwrap_or_default();
        let (code, code_fraction) = match learned.is_empty() {
            true => (fixed().into_iter().flatten().map(i16::from).collect(), 0),
            false => (learned, LearnedCode::FRACTION),
        };
        let classes = network.classes * if code_fraction == 0 { network.code_sets } else { 1 };
        let code_shape = vec![classes, code.len() / classes.max(1)];
        [
            Array { name: named("weight"), shape, values: Numbers::new(weights, fraction, whole) },
            Array { name: named("bias"), shape: vec![units], values: Numbers::new(biases, fraction, whole) },
            Array { name: named("code"), shape: code_shape, values: Numbers::new(code, code_fraction, whole) },
        ]
    };
    let mut all: Vec<Array> = plan.learning().zip(&model.layers).flat_map(of_a_layer).collect();
    // Behind the layers: one row a class, whose code says nothing more.
    if let Some(head) = plan.input_head.as_ref().and(model.layers.last()) {
        let (weights, biases) = (head.weights(), head.biases());
        let shape = vec![biases.len(), weights.len() / biases.len().max(1)];
        all.push(Array { name: "input_head.weight".into(), shape, values: Numbers::new(weights, fraction, whole) });
        all.push(Array { name: "input_head.bias".into(), shape: vec![biases.len()], values: Numbers::new(biases, fraction, whole) });
    }
    all
}

/// What goes with the arrays: the network, what the classes are called, how the data's columns become inputs, and the arithmetic.
pub fn about(network: &Network, plan: &Plan, model: &Model, class_names: &[String], facts: &Facts, whole: bool) -> Value {
    json!({
        "format_version": VERSION,
        "network": network.signature(),
        "integers": whole,
        "fraction": network.weights.fraction,
        "input_fraction": network.input.format.fraction(),
        "hidden_fraction": HIDDEN_FRACTION,
        "code_fraction": LearnedCode::FRACTION,
        "input_head_shift": plan.input_head.as_ref().map(|_| InputHead::SHIFT),
        "samples": model.samples,
        "class_names": class_names,
        "scaling": facts.scaling,
        "hashes": model.hashes().iter().map(|hash| format!("{hash:08x}")).collect::<Vec<_>>(),
    })
}

/// Writes arrays and what goes with them, by the ending of `path`: `.npz` or `.safetensors`.
///
/// # Errors
/// Another ending; a file that cannot be written.
pub fn write(path: &Path, arrays: &[Array], about: &Value) -> Result<()> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let bytes = match ending.as_deref() {
        Some("npz") => npz::bytes(arrays, about),
        Some("safetensors") => safetensors::bytes(arrays, about),
        _ => {
            let message = format!("{} is to be written, but not in a known form", path.display());
            return Err(Diagnostic::new(message).help("call it .npz (numpy) or .safetensors"));
        }
    };
    write_atomically(path, &bytes.map_err(|why| Diagnostic::new(format!("{} cannot be written: {why}", path.display())))?)
}
