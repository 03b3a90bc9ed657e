//! The network file as TOML gives it: every key known, no value judged yet.

use super::raw_data::DataTable;
use crate::diagnostic::Result;
use crate::layers::{self, Keys};
use crate::toml_file;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_spanned::Spanned;
use std::path::Path;

/// What messages call the file.
const KIND: &str = "network file";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub network: NetworkTable,
    /// That they are a list is all that is read here: `layers` has them.
    #[serde(default)]
    #[allow(dead_code)]
    layer: Vec<IgnoredAny>,
    /// Each with the keys of its kind.
    #[serde(skip)]
    pub layers: Vec<Keys>,
    pub weights: Option<WeightsTable>,
    pub training: Option<TrainingTable>,
    pub policy: Option<PolicyTable>,
    pub data: Option<DataTable>,
    pub target: Option<TargetTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkTable {
    pub name: Spanned<String>,
    pub classes: Option<Spanned<i64>>,
    pub class_names: Option<Spanned<Vec<Spanned<toml::Value>>>>,
    pub input: InputTable,
    pub rule: Option<Spanned<String>>,
    pub basis: Option<Spanned<String>>,
    pub error: Option<Spanned<String>>,
    pub code_sets: Option<Spanned<i64>>,
    pub code_start: Option<Spanned<i64>>,
    pub input_head: Option<Spanned<bool>>,
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
pub(super) struct WeightsTable {
    pub bits: Option<Spanned<i64>>,
    pub fraction: Option<Spanned<i64>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct TrainingTable {
    pub rate: Option<Spanned<i64>>,
    pub pace: Option<Spanned<String>>,
    pub slowest: Option<Spanned<i64>>,
    pub margin: Option<Spanned<i64>>,
    pub conv_margin: Option<Spanned<i64>>,
    pub revival: Option<Spanned<i64>>,
    pub stair: Option<Spanned<i64>>,
    pub rounding: Option<Spanned<String>>,
    pub epochs: Option<Spanned<i64>>,
    pub seed: Option<Spanned<i64>>,
    pub shuffle: Option<bool>,
    pub code_set: Option<Spanned<i64>>,
    #[serde(default)]
    pub schedule: Vec<StageTable>,
    pub augment: Option<AugmentTable>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyTable {
    pub learn: Option<Spanned<String>>,
    pub confidence: Option<Spanned<i64>>,
    pub budget: Option<Spanned<BudgetTable>>,
    pub freeze: Option<Spanned<Vec<Spanned<i64>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetTable {
    pub updates: Option<Spanned<i64>>,
    pub samples: Option<Spanned<i64>>,
    pub updates_per_hour: Option<Spanned<i64>>,
    pub samples_per_hour: Option<Spanned<i64>>,
    pub burst: Option<Spanned<i64>>,
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
pub(super) struct TargetTable {
    pub board: Option<Spanned<String>>,
}

pub(super) fn parse(text: &str, path: &Path) -> Result<File> {
    let mut file: File = toml_file::parse(text, path, KIND)?;
    file.layers = layers::entries(text).map_err(|error| toml_file::explain(&error, text, path, KIND))?;
    Ok(file)
}
