//! Where samples come from: which files hold them, which columns mean what, and the split.

use super::window::Window;
use super::{Missing, Network, Normalise, Part, Reading};
use crate::diagnostic::{Diagnostic, Result};
use std::fmt;
use std::path::PathBuf;

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
    /// A share of the rows that test; absent: the other keys say which rows do.
    pub share: Option<Share>,
    /// How text files are to be read.
    pub reading: Reading,
    /// How rows of a series become samples; absent: a row is a sample.
    pub window: Option<Window>,
    /// What happens to rows with a gap.
    pub missing: Missing,
    /// How each column is scaled; absent: all alike, by `network.input`.
    pub normalise: Option<Normalise>,
}

/// A share of the rows tests, drawn by chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Rows with one value in this column stay together (`file`: rows of one file); absent: each class gives its share.
    pub by: Option<String>,
    /// The share, above 0 and below 1.
    pub test: f64,
    /// Seed of the draw; another one is another split.
    pub seed: u32,
}

/// One set of samples, by its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// A table: text with one row a line, plain or gzip, or the sheet of a workbook. A pattern names several.
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
    /// A table or an NPY file, or by a pattern several, that hold inputs of one class only.
    OfClass {
        /// The file or the pattern.
        file: PathBuf,
        /// The class of its rows.
        class: String,
    },
    /// One after the other.
    Several(Vec<Files>),
}

impl Files {
    /// Whether some of them are tables, whose columns have names.
    pub fn has_tables(&self) -> bool {
        match self {
            Files::Csv(_) => true,
            Files::OfClass { file, .. } => file.extension().is_none_or(|extension| extension != "npy"),
            Files::Several(files) => files.iter().any(Files::has_tables),
            Files::Npy { .. } | Files::Npz { .. } | Files::Idx { .. } => false,
        }
    }
}

/// What the columns of CSV files mean; those not named here are features.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The class; absent: the last column that is not ignored.
    pub label: Option<String>,
    /// Columns that are no features.
    pub ignore: Vec<String>,
    /// Columns of words, each with its words: one input a word.
    pub categories: Vec<(String, Vec<String>)>,
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
            Files::OfClass { file, .. } => file.display().fmt(f),
            Files::Several(files) => match files.as_slice() {
                [] => f.write_str("no file"),
                [one] => one.fmt(f),
                [first, others @ ..] => write!(f, "{first} and {} more", others.len()),
            },
        }
    }
}

impl Network {
    /// Seed by which rows are drawn to test; none where the network file itself says which rows do.
    pub fn split_seed(&self) -> Option<u32> {
        let data = self.data.as_ref()?;
        data.share.as_ref().map(|share| share.seed).or(data.permute.filter(|_| data.train_rows.is_some()))
    }

    /// The same network with other rows drawn to test.
    ///
    /// # Errors
    /// The network file says itself which rows test.
    pub fn with_split(&self, seed: u32) -> Result<Network> {
        let mut network = self.clone();
        let data = network.data.as_mut();
        match data {
            Some(DataSource { share: Some(share), .. }) => share.seed = seed,
            Some(DataSource { permute: Some(permute), train_rows: Some(_), .. }) => *permute = seed,
            _ => {
                let error = Diagnostic::new("the network file says which rows test, so that no other can be drawn");
                return Err(self
                    .point_at(error, Part::Train, "these rows")
                    .help("[data] split = { test = 0.25, seed = 1 } draws a quarter of each class"));
            }
        }
        Ok(network)
    }

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
