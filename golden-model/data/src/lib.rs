//! Data sets: samples from tables, workbooks, NPY, NPZ and IDX files, as the 8-bit inputs of a network.
//!
//! | `train` or `test` in the network file | format | file |
//! |---|---|---|
//! | `"a.csv"`, `"a.csv.gz"` | text with one sample a line, the label last or named by `label` | table.rs |
//! | `"a.xlsx"` | a sheet of a workbook | workbook.rs |
//! | `["a.csv", "b_*.csv"]` | several, patterns too | chain.rs |
//! | `[{ files = "idle_*.csv", class = "idle" }, ...]` | files of one class each, tables or NPY | chain.rs |
//! | `{ x = "x.npy", y = "y.npy" }` | numpy arrays, integers or floats, C or Fortran order | npy.rs |
//! | `{ npz = "a.npz", x = "x", y = "y" }` | two arrays of one archive | npz.rs |
//! | `{ images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }` | IDX, the format of MNIST | idx.rs |
//!
//! `window` makes one sample of many rows of a series (windows.rs).
//!
//! Text is recognised (open.rs, text.rs: encoding; separator.rs; layout.rs: header, units, what is no row). Each format is a
//! `Reader` of raw rows. Rows get their side of the split (rows.rs, draw.rs), gaps their medians (prepare.rs), numbers their scale:
//! every x becomes quantise((x - offset) * scale), or what scaling.rs fits to the training rows; labels become classes (labels.rs).
//! `DataSet` collects samples, `Loaded` adds the report, `Stream` gives them block by block. A gzip file is known by its first bytes.

mod array;
mod cells;
mod chain;
mod column;
mod counted;
mod draw;
pub mod exchange;
mod export;
mod facts;
mod foreign;
mod form;
mod idx;
mod incoming;
mod inputs;
mod labels;
mod layout;
mod lines;
mod loaded;
mod look;
mod named;
mod npy;
mod npz;
mod number;
mod open;
mod prepare;
mod reader;
mod records;
mod report;
mod rows;
mod scaling;
mod separator;
mod stream;
mod survey_arrays;
mod table;
mod tabular;
mod text;
mod transposed;
mod under_header;
mod warning;
mod warnings;
mod windows;
mod workbook;

pub use chain::{is_pattern, matching};
pub use export::export;
pub use form::Form;
pub use incoming::{Arrived, Incoming, Known};
pub use inputs::Inputs;
pub use loaded::Loaded;
pub use report::{Baseline, Clipped, DataReport, Recognised};
pub use scaling::{Scale, Scaling};
pub use stream::Stream;
pub use survey_arrays::{ArraySurvey, arrays_of_archive, survey_arrays};
pub use table::survey::{Survey, Surveyed, survey};
pub use warning::Warning;
pub use warnings::brief;

use entrain_model::Samples;
use entrain_model::diagnostic::Result;
use entrain_model::digest::hex;
use entrain_model::network::{Files, Network};
use entrain_model::rule::XorShift32;
use rows::{Rows, Side};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// A data set split for a run.
#[derive(Debug, Clone, Default)]
pub struct DataSet {
    /// Learn from these.
    pub train: Samples,
    /// Measure with these; empty if every row trains.
    pub test: Samples,
}

impl DataSet {
    /// Reads the data that a network names.
    ///
    /// # Errors
    /// As `Loaded::new`.
    pub fn load(network: &Network) -> Result<DataSet> {
        Loaded::new(network).map(|loaded| loaded.data)
    }
}

impl DataSet {
    /// SHA-256 over all rows, those that train and those that test.
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        for samples in [&self.train, &self.test] {
            hasher.update((samples.len() as u64).to_le_bytes());
            for (input, label) in samples.iter() {
                hasher.update(input.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>());
                hasher.update((label as u64).to_le_bytes());
            }
        }
        hex(&hasher.finalize())
    }

    /// The same rows, permuted with `seed` before the first of them become the training rows.
    fn permuted(self, seed: u32) -> DataSet {
        let (train, features) = (self.train.len(), self.train.features());
        let rows: Vec<_> = self.train.iter().chain(self.test.iter()).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        XorShift32::new(seed).shuffle(&mut order);
        let mut data = DataSet { train: Samples::new(features), test: Samples::new(features) };
        for (place, &row) in order.iter().enumerate() {
            let samples = if place < train { &mut data.train } else { &mut data.test };
            samples.push(rows[row].0, rows[row].1);
        }
        data
    }
}

/// The group of each training row, in the order of `DataSet::load`: rows with one value in the column of the split are one.
///
/// Empty if no column splits the rows.
///
/// # Errors
/// As `DataSet::load`.
pub fn groups(network: &Network) -> Result<Vec<usize>> {
    let source = network.source_of_data()?;
    let mut groups = Vec::new();
    let by_share = source.share.as_ref().is_some_and(|share| share.by.is_some());
    if source.columns.split.is_none() && !by_share {
        return Ok(groups);
    }
    let preparation = prepare::Preparation::of(source, network)?;
    let mut rows = Rows::training(source, preparation.drawn, network)?;
    let mut numbers: HashMap<String, usize> = HashMap::new();
    while let Some(side) = rows.next()? {
        if side == Side::Train {
            let next = numbers.len();
            groups.push(*numbers.entry(rows.row.group.clone()).or_insert(next));
        }
    }
    Ok(groups)
}

/// Reads one table whole, with the columns as the network file names them.
///
/// # Errors
/// As `DataSet::load`.
pub fn read_csv(path: &Path, network: &Network) -> Result<Samples> {
    Loaded::other(&Files::Csv(path.into()), network).map(|loaded| loaded.data.train)
}
