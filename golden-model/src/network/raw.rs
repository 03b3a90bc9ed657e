//! The network file as TOML gives it: every key known, no value judged yet.

use crate::diagnostic::{Diagnostic, Result, nearest};
use regex::Regex;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_spanned::Spanned;
use std::fmt;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub network: NetworkTable,
    #[serde(default)]
    pub layer: Vec<LayerTable>,
    pub weights: Option<WeightsTable>,
    pub training: Option<TrainingTable>,
    pub data: Option<DataTable>,
    pub target: Option<TargetTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkTable {
    pub name: Spanned<String>,
    pub classes: Spanned<i64>,
    pub input: InputTable,
    pub rule: Option<Spanned<String>>,
    pub basis: Option<Spanned<String>>,
    pub error: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputTable {
    pub shape: Spanned<Vec<i64>>,
    pub format: Spanned<String>,
    pub scale: Option<Spanned<f64>>,
    pub offset: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerTable {
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    pub units: Spanned<i64>,
    pub lanes: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeightsTable {
    pub bits: Option<Spanned<i64>>,
    pub fraction: Option<Spanned<i64>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct TrainingTable {
    pub rate: Option<Spanned<i64>>,
    pub margin: Option<Spanned<i64>>,
    pub revival: Option<Spanned<i64>>,
    pub stair: Option<Spanned<i64>>,
    pub rounding: Option<Spanned<String>>,
    pub epochs: Option<Spanned<i64>>,
    pub seed: Option<Spanned<i64>>,
    pub shuffle: Option<bool>,
    #[serde(default)]
    pub schedule: Vec<StageTable>,
    pub augment: Option<AugmentTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageTable {
    pub epoch: Spanned<i64>,
    pub rate: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AugmentTable {
    pub shift: Spanned<Vec<Spanned<i64>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataTable {
    pub train: Spanned<FilesValue>,
    pub test: Option<Spanned<FilesValue>>,
    pub rows: Option<RowsTable>,
    pub label: Option<Spanned<String>>,
    pub ignore: Option<Vec<Spanned<String>>>,
    pub split: Option<SplitTable>,
}

/// A path, or a table that names files and arrays.
pub(super) enum FilesValue {
    Csv(String),
    Table(FilesTable),
}

/// All keys of all formats: an enum of tables would lose serde's message about a misspelt one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilesTable {
    pub x: Option<String>,
    pub y: Option<String>,
    pub npz: Option<String>,
    pub images: Option<String>,
    pub labels: Option<String>,
}

impl<'de> Deserialize<'de> for FilesValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = FilesValue;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a path or a table of paths")
            }

            fn visit_str<E>(self, path: &str) -> std::result::Result<FilesValue, E> {
                Ok(FilesValue::Csv(path.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<FilesValue, A::Error> {
                FilesTable::deserialize(MapAccessDeserializer::new(map)).map(FilesValue::Table)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitTable {
    pub column: Spanned<String>,
    pub test: Vec<Spanned<toml::Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowsTable {
    pub train: Spanned<i64>,
    pub permute: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetTable {
    pub board: Option<Spanned<String>>,
}

pub(super) fn parse(text: &str, path: &Path) -> Result<File> {
    toml::from_str::<File>(text).map_err(|error| explain(&error, text, path))
}

/// Turns a TOML error into a message with the line and, for a misspelt key, the nearest right one.
fn explain(error: &toml::de::Error, text: &str, path: &Path) -> Diagnostic {
    let unknown = Regex::new(r"^unknown field `([^`]*)`(?:, expected (.*))?").expect("a constant pattern");
    let missing = Regex::new(r"^missing field `([^`]*)`").expect("a constant pattern");
    let quoted = Regex::new("`([^`]*)`").expect("a constant pattern");
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    if let Some(found) = unknown.captures(message) {
        let expected = found.get(2).map_or("", |list| list.as_str());
        let keys: Vec<&str> = quoted.captures_iter(expected).filter_map(|key| key.get(1)).map(|key| key.as_str()).collect();
        let diagnostic = Diagnostic::new(format!("there is no key \"{}\" here", &found[1]));
        return match nearest(&found[1], keys.iter().copied()) {
            Some(key) => diagnostic.at(path, text, span, format!("did you mean \"{key}\"?")),
            None => diagnostic.at(path, text, span, "unknown key"),
        }
        .help(format!("keys here: {}", keys.join(", ")));
    }
    if let Some(found) = missing.captures(message) {
        return Diagnostic::new(format!("the key \"{}\" is missing", &found[1])).at(path, text, first_line(text, &span), "in this table");
    }
    let first = message.lines().next().unwrap_or("the file is not valid TOML").to_string();
    Diagnostic::new(format!("this is not a valid network file: {first}")).at(path, text, span, "here")
}

/// The first line of a span, so that a whole table is not underlined.
fn first_line(text: &str, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let end = text[span.start..span.end].find('\n').map_or(span.end, |length| span.start + length);
    span.start..end
}
