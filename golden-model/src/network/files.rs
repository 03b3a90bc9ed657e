//! The [data] table: which files hold the samples, which columns mean what, and the split.

use super::raw::{DataTable, FilesTable, FilesValue};
use super::validate::Checker;
use super::{Network, Source};
use crate::diagnostic::{Diagnostic, Result};
use serde_spanned::Spanned;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where the samples come from.
#[derive(Debug, Clone)]
pub struct DataSource {
    /// The samples to learn from.
    pub train: Files,
    /// The test samples; absent: what the split leaves.
    pub test: Option<Files>,
    /// How many of the first rows train; absent: all of them.
    pub train_rows: Option<usize>,
    /// Seed of a permutation of all rows before they are split; absent: file order.
    pub permute: Option<u32>,
    /// What the columns of CSV files mean.
    pub columns: Columns,
}

/// One set of samples, by its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// A CSV file with a header, plain or gzip.
    Csv(PathBuf),
    /// Two NPY files.
    Npy {
        /// Inputs.
        x: PathBuf,
        /// Labels.
        y: PathBuf,
    },
    /// Two arrays of an NPZ archive.
    Npz {
        /// The archive.
        npz: PathBuf,
        /// Name of the inputs.
        x: String,
        /// Name of the labels.
        y: String,
    },
    /// Two IDX files, plain or gzip.
    Idx {
        /// Inputs.
        images: PathBuf,
        /// Labels.
        labels: PathBuf,
    },
}

/// What the columns of CSV files mean; those not named here are features.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The class; absent: the last column that is not ignored.
    pub label: Option<String>,
    /// Columns that are no features.
    pub ignore: Vec<String>,
    /// A split by the value of a column, which is then no feature.
    pub split: Option<Split>,
}

/// Rows test if they have one of some values in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The column.
    pub column: String,
    /// The values.
    pub test: Vec<String>,
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Files::Csv(path) | Files::Npy { x: path, .. } | Files::Npz { npz: path, .. } | Files::Idx { images: path, .. } => {
                path.display().fmt(f)
            }
        }
    }
}

impl Network {
    /// The data that the network file names.
    ///
    /// # Errors
    /// It names none.
    pub fn source_of_data(&self) -> Result<&DataSource> {
        self.data.as_ref().ok_or_else(|| {
            Diagnostic::new(format!("the network {} names no data", self.name))
                .help("add to the network file:\n\n[data]\ntrain = \"samples.csv\"")
        })
    }
}

const FORMS: &str = "\"samples.csv\", { x = \"x.npy\", y = \"y.npy\" }, { npz = \"a.npz\", x = \"x\", y = \"y\" } or { images = \"a-idx3-ubyte.gz\", labels = \"b-idx1-ubyte.gz\" }";

/// Checks the table; paths count from `folder`, and `source` learns where the parts stand.
pub(super) fn data_source(check: &Checker, table: &DataTable, folder: &Path, source: &mut Source) -> Result<DataSource> {
    let train = files(check, "train", &table.train, folder)?;
    let test = table.test.as_ref().map(|test| files(check, "test", test, folder)).transpose()?;
    let rows = table.rows.as_ref().map(|rows| &rows.train);
    source.rows = rows.map_or(0..0, Spanned::span);
    let train_rows = rows.map(|rows| check.integer("rows.train", rows, 1..=i64::MAX)).transpose()?.map(|rows| rows as usize);

    let csv = [Some(&train), test.as_ref()].into_iter().flatten().any(|files| matches!(files, Files::Csv(_)));
    let named = table.label.iter().chain(table.ignore.iter().flatten()).chain(table.split.iter().map(|split| &split.column));
    if let Some(column) = (!csv).then_some(named).and_then(|mut named| named.next()) {
        let message = format!("there is no column \"{}\": the data are arrays", column.get_ref());
        return Err(check.error(message, column.span(), "only CSV files have named columns"));
    }
    if let Some(split) = &table.split {
        let other = if rows.is_some() { Some("rows") } else { test.as_ref().map(|_| "test") };
        if let Some(other) = other {
            let message = format!("both split and {other} say which rows test");
            return Err(check.error(message, split.column.span(), &format!("leave split or {other} out")));
        }
    }
    source.label = table.label.as_ref().map_or(0..0, Spanned::span);
    source.ignore = table.ignore.iter().flatten().map(Spanned::span).collect();
    source.split_column = table.split.as_ref().map_or(0..0, |split| split.column.span());
    source.split_values = table.split.iter().flat_map(|split| &split.test).map(Spanned::span).collect();
    let columns = Columns {
        label: table.label.as_ref().map(|label| label.get_ref().clone()),
        ignore: table.ignore.iter().flatten().map(|column| column.get_ref().clone()).collect(),
        split: match &table.split {
            None => None,
            Some(split) => {
                let test = split.test.iter().map(|value| text(check, value)).collect::<Result<Vec<String>>>()?;
                if test.is_empty() {
                    return Err(check.error("no value says which rows test".into(), split.column.span(), "test = [] selects nothing"));
                }
                Some(Split { column: split.column.get_ref().clone(), test })
            }
        },
    };
    let permute = table.rows.as_ref().and_then(|rows| rows.permute.as_ref());
    let permute = permute.map(|seed| check.integer("rows.permute", seed, 0..=u32::MAX as i64)).transpose()?.map(|seed| seed as u32);
    Ok(DataSource { train, test, train_rows, permute, columns })
}

/// A value of a column as the CSV file would write it.
fn text(check: &Checker, value: &Spanned<toml::Value>) -> Result<String> {
    match value.get_ref() {
        toml::Value::String(text) => Ok(text.trim().to_string()),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Float(number) => Ok(number.to_string()),
        _ => Err(check.error("this is no value of a column".into(), value.span(), "a number or a text")),
    }
}

/// Finds the format by the keys that are there.
fn files(check: &Checker, key: &str, value: &Spanned<FilesValue>, folder: &Path) -> Result<Files> {
    let refuse = |message: String, label: &str| Err(check.error(message, value.span(), label).help(format!("{key} = {FORMS}")));
    let table = match value.get_ref() {
        FilesValue::Table(table) => table,
        FilesValue::Csv(path) => {
            let path = folder.join(path);
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            return match extension {
                "npy" | "npz" => refuse(format!("{key} names an .{extension} file as if it were CSV"), "inputs and labels are to be named"),
                _ => Ok(Files::Csv(path)),
            };
        }
    };
    let FilesTable { x, y, npz, images, labels } = table;
    match (x, y, npz, images, labels) {
        (Some(x), Some(y), None, None, None) => Ok(Files::Npy { x: folder.join(x), y: folder.join(y) }),
        (Some(x), Some(y), Some(npz), None, None) => Ok(Files::Npz { npz: folder.join(npz), x: x.clone(), y: y.clone() }),
        (None, None, None, Some(images), Some(labels)) => Ok(Files::Idx { images: folder.join(images), labels: folder.join(labels) }),
        (Some(_), None, _, None, None) => refuse(format!("{key} has x but no y"), "the labels are missing"),
        (None, Some(_), _, None, None) => refuse(format!("{key} has y but no x"), "the inputs are missing"),
        (None, None, Some(_), None, None) => refuse(format!("{key} does not name the arrays of the archive"), "x and y are missing"),
        (None, None, None, Some(_), None) => refuse(format!("{key} has images but no labels"), "the labels are missing"),
        (None, None, None, None, Some(_)) => refuse(format!("{key} has labels but no images"), "the images are missing"),
        (None, None, None, None, None) => refuse(format!("{key} names no file"), "empty"),
        _ => refuse(format!("{key} mixes two formats"), "images and labels, or x and y"),
    }
}
