//! Data sets: samples from CSV, NPY, NPZ and IDX files, as the 8-bit inputs of a network.
//!
//! | `train` or `test` in the network file | format | file |
//! |---|---|---|
//! | `"a.csv"`, `"a.csv.gz"` | a header line, one sample a line, the label last or named by `label` | csv.rs |
//! | `{ x = "x.npy", y = "y.npy" }` | numpy arrays, integers or floats, C or Fortran order | npy.rs |
//! | `{ npz = "a.npz", x = "x", y = "y" }` | two arrays of one archive | npz.rs |
//! | `{ images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }` | IDX, the format of MNIST | idx.rs |
//!
//! Each format is a `Reader` of single rows. `DataSet` collects them, `Stream` gives them block by block.
//! A gzip file is known by its first bytes. Every number x becomes quantise((x - offset) * scale).

mod array;
mod csv;
mod idx;
mod lines;
mod npy;
mod npz;
mod number;
mod open;
mod samples;
mod stream;
mod transposed;

pub use samples::Samples;
pub use stream::Stream;

use crate::diagnostic::Result;
use crate::digest::hex;
use crate::network::{Files, Network};
use crate::rule::XorShift32;
use sha2::{Digest, Sha256};
use std::path::Path;
use stream::{Rows, Side};

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
    /// No data named; a missing, empty or damaged file; a ragged row, a NaN, a label out of range; dimensions that are
    /// not the network's; a column, an array or a split value that is not there; fewer rows than are to train.
    pub fn load(network: &Network) -> Result<DataSet> {
        let source = network.source_of_data()?;
        let mut rows = Rows::training(source, network)?;
        let mut data = DataSet { train: Samples::new(network.features()), test: Samples::new(network.features()) };
        while let Some(side) = rows.next()? {
            let samples = match side {
                Side::Train => &mut data.train,
                Side::Test => &mut data.test,
            };
            samples.push(&rows.row.input, rows.row.label);
        }
        if let Some(files) = &source.test {
            data.test = collect(Rows::whole(files, network)?, network)?;
        }
        Ok(match source.permute {
            Some(seed) if source.test.is_none() => data.permuted(seed),
            _ => data,
        })
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
    if source.columns.split.is_some() {
        let mut rows = Rows::training(source, network)?;
        while let Some(side) = rows.next()? {
            if side == Side::Train {
                groups.push(rows.row.group);
            }
        }
    }
    Ok(groups)
}

/// Reads one CSV file whole, with the columns as the network file names them.
///
/// # Errors
/// As `DataSet::load`.
pub fn read_csv(path: &Path, network: &Network) -> Result<Samples> {
    collect(Rows::whole(&Files::Csv(path.into()), network)?, network)
}

fn collect(mut rows: Rows, network: &Network) -> Result<Samples> {
    let mut samples = Samples::new(network.features());
    while rows.next()?.is_some() {
        samples.push(&rows.row.input, rows.row.label);
    }
    Ok(samples)
}
