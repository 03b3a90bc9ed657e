//! The words for kinds of layers, and how an entry of the network file is read by its word. A new kind is one line here.

use super::{dense, pool, window};
use crate::diagnostic::Result;
use crate::network::{Checker, Layer, Source};
use serde::Deserialize;
use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

/// A kind of layer.
pub struct Kind {
    /// Its word in a network file.
    pub word: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    read: fn(ValueDeserializer) -> std::result::Result<Keys, Error>,
}

/// All of them.
pub const KINDS: [Kind; 3] = [
    Kind { word: "dense", about: "every unit sees every input", read: |entry| dense::Keys::deserialize(entry).map(Keys::Dense) },
    Kind { word: "max-pool", about: "the largest of each 2x2 square", read: |entry| pool::Keys::deserialize(entry).map(Keys::Pool) },
    Kind {
        word: "conv2d",
        about: "every channel sees every square of a map",
        read: |entry| window::Keys::deserialize(entry).map(Keys::Window),
    },
];

/// An entry of a network file, every key known, no value judged yet.
pub(crate) enum Keys {
    /// A dense layer.
    Dense(dense::Keys),
    /// A pool.
    Pool(pool::Keys),
    /// A convolution.
    Window(window::Keys),
    /// A word that is no kind.
    Unknown(Spanned<String>),
}

/// What every entry has.
#[derive(Deserialize)]
struct AnyKind {
    #[serde(rename = "type")]
    kind: Spanned<String>,
}

/// The entries `[[layer]]` of a network file.
///
/// # Errors
/// Of the parser: broken TOML, a key that the kind does not have, one that is missing.
pub(crate) fn entries(text: &str) -> std::result::Result<Vec<Keys>, Error> {
    let table = DeTable::parse(text)?.into_inner();
    let layers = table.into_iter().find(|(key, _)| key.get_ref() == "layer").map(|(_, value)| value.into_inner());
    let Some(DeValue::Array(layers)) = layers else { return Ok(Vec::new()) };
    layers.into_iter().map(entry).collect()
}

fn entry(entry: Spanned<DeValue>) -> std::result::Result<Keys, Error> {
    let word = entry.get_ref().get("type").and_then(|kind| kind.get_ref().as_str());
    match KINDS.iter().find(|kind| Some(kind.word) == word) {
        Some(kind) => (kind.read)(ValueDeserializer::from(entry)),
        None => AnyKind::deserialize(ValueDeserializer::from(entry)).map(|entry| Keys::Unknown(entry.kind)),
    }
}

impl Keys {
    /// Checks entry `index`; `source` learns where its parts stand.
    pub fn layer(&self, check: &Checker, index: usize, source: &mut Source) -> Result<Layer> {
        match self {
            Keys::Dense(keys) => keys.layer(check, index, source),
            Keys::Pool(keys) => keys.layer(check, index, source),
            Keys::Window(keys) => keys.layer(check, index, source),
            Keys::Unknown(kind) => Err(check.choice("layer type", kind, &KINDS.map(|kind| (kind.word, ()))).expect_err("no kind")),
        }
    }
}
