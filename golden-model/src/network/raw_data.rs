//! The [data] table as TOML gives it: every key known, no value judged yet.

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataTable {
    pub train: Spanned<FilesValue>,
    pub test: Option<Spanned<FilesValue>>,
    pub rows: Option<RowsTable>,
    pub label: Option<Spanned<String>>,
    pub ignore: Option<Vec<Spanned<String>>>,
    pub split: Option<Spanned<SplitTable>>,
    pub separator: Option<Spanned<String>>,
    pub decimal: Option<Spanned<String>>,
    pub header: Option<bool>,
    pub encoding: Option<Spanned<String>>,
    pub comment: Option<Spanned<String>>,
    pub columns: Option<Spanned<Vec<String>>>,
    pub sheet: Option<Spanned<String>>,
    pub missing: Option<Spanned<String>>,
    pub window: Option<Spanned<WindowTable>>,
    pub normalise: Option<Spanned<String>>,
    pub categories: Option<Spanned<BTreeMap<String, Vec<Spanned<toml::Value>>>>>,
}

/// A path or pattern, a table that names files and arrays, or a list of these.
pub(super) enum FilesValue {
    Csv(String),
    Table(Box<FilesTable>),
    List(Vec<Spanned<FilesValue>>),
}

/// All keys of all formats: an enum of tables would lose serde's message about a misspelt one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilesTable {
    pub x: Option<Paths>,
    pub y: Option<Paths>,
    pub npz: Option<String>,
    pub images: Option<String>,
    pub labels: Option<String>,
    pub files: Option<Paths>,
    pub class: Option<Spanned<toml::Value>>,
}

/// One path or pattern, or several.
pub(super) struct Paths(pub Vec<String>);

/// What `split.test` says: a share of the rows, or values of a column.
pub(super) enum TestValue {
    Share(f64),
    Values(Vec<Spanned<toml::Value>>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitTable {
    pub column: Option<Spanned<String>>,
    pub test: Spanned<TestValue>,
    pub by: Option<Spanned<String>>,
    pub seed: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowTable {
    pub rows: Spanned<i64>,
    pub step: Option<Spanned<i64>>,
    pub average: Option<Spanned<i64>>,
    #[serde(default)]
    pub within: Vec<String>,
    #[serde(default)]
    pub channels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowsTable {
    pub train: Spanned<i64>,
    pub permute: Option<Spanned<i64>>,
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
                FilesTable::deserialize(MapAccessDeserializer::new(map)).map(|table| FilesValue::Table(Box::new(table)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> std::result::Result<FilesValue, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(FilesValue::List)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for Paths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Paths;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a path or a list of paths")
            }

            fn visit_str<E>(self, path: &str) -> std::result::Result<Paths, E> {
                Ok(Paths(vec![path.into()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> std::result::Result<Paths, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Paths)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for TestValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = TestValue;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of values of the column, or a share of the rows such as 0.25")
            }

            fn visit_f64<E>(self, share: f64) -> std::result::Result<TestValue, E> {
                Ok(TestValue::Share(share))
            }

            fn visit_i64<E>(self, share: i64) -> std::result::Result<TestValue, E> {
                Ok(TestValue::Share(share as f64))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> std::result::Result<TestValue, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(TestValue::Values)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
