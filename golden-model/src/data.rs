//! Data sets: a CSV file with a header, features, and the label last, as 8-bit samples.

use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part};
use std::path::Path;

/// Samples in the input format of a network.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    features: usize,
    inputs: Vec<i16>,
    labels: Vec<usize>,
}

/// A data set split for a run.
#[derive(Debug, Clone, Default)]
pub struct DataSet {
    /// Learn from these.
    pub train: Samples,
    /// Measure with these; empty if every row trains.
    pub test: Samples,
}

impl Samples {
    /// No samples of `features` values each.
    pub fn new(features: usize) -> Samples {
        Samples { features, ..Samples::default() }
    }

    /// Adds one sample; `input` has `features` values.
    pub fn push(&mut self, input: &[i16], label: usize) {
        assert_eq!(input.len(), self.features, "a sample has as many values as the network has inputs");
        self.inputs.extend_from_slice(input);
        self.labels.push(label);
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Values and label of sample `index`.
    pub fn get(&self, index: usize) -> (&[i16], usize) {
        (&self.inputs[index * self.features..][..self.features], self.labels[index])
    }

    /// All samples in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[i16], usize)> {
        self.inputs.chunks_exact(self.features.max(1)).zip(self.labels.iter().copied())
    }

    /// The first `count` samples and the others.
    fn split(mut self, count: usize) -> (Samples, Samples) {
        let rest =
            Samples { features: self.features, inputs: self.inputs.split_off(count * self.features), labels: self.labels.split_off(count) };
        (self, rest)
    }
}

impl DataSet {
    /// Reads the data that a network names.
    ///
    /// # Errors
    /// No data named, a missing or ragged file, a NaN, a label out of range, too few rows.
    pub fn load(network: &Network) -> Result<DataSet> {
        let Some(source) = &network.data else {
            return Err(Diagnostic::new(format!("the network {} names no data", network.name))
                .help("add to the network file:\n\n[data]\ntrain = \"samples.csv\""));
        };
        let all = read_csv(&source.train, network)?;
        let rows = source.train_rows.unwrap_or(all.len());
        if rows > all.len() {
            let message = format!("{rows} training rows are asked for, {} has {}", source.train.display(), all.len());
            return Err(network.point_at(Diagnostic::new(message), Part::Rows, "more than there are"));
        }
        let (train, rest) = all.split(rows);
        let test = source.test.as_ref().map_or(Ok(rest), |path| read_csv(path, network))?;
        Ok(DataSet { train, test })
    }
}

/// Reads one CSV file.
pub fn read_csv(path: &Path, network: &Network) -> Result<Samples> {
    let file = std::fs::File::open(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(std::io::BufReader::new(file));
    let features = network.features();
    let columns = reader.headers().map_err(|error| at(path, 1, error.to_string()))?.len();
    if columns != features + 1 {
        let what =
            format!("{columns} columns; the network takes {features} inputs, so {} are needed: features, then the label", features + 1);
        return Err(at(path, 1, what));
    }
    let mut samples = Samples::new(features);
    let mut input = vec![0i16; features];
    for record in reader.records() {
        let record = record.map_err(|error| ragged(path, &error))?;
        let line = record.position().map_or(0, |position| position.line());
        for (column, (slot, text)) in input.iter_mut().zip(&record).enumerate() {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            let Some(number) = number else {
                return Err(at(path, line, format!("column {}: \"{text}\" is not a finite number", column + 1)));
            };
            *slot = network.input.format.quantise(number, network.input.scale);
        }
        let text = &record[features];
        let label = text.parse::<usize>().ok().filter(|&label| label < network.classes);
        let Some(label) = label else {
            let what = format!("column {}: label \"{text}\" is not a class; classes are 0 to {}", features + 1, network.classes - 1);
            return Err(at(path, line, what));
        };
        samples.push(&input, label);
    }
    if samples.is_empty() {
        return Err(Diagnostic::new(format!("{} has no rows under its header", path.display())));
    }
    Ok(samples)
}

fn at(path: &Path, line: u64, what: String) -> Diagnostic {
    Diagnostic::new(format!("{}:{line}: {what}", path.display()))
}

fn ragged(path: &Path, error: &csv::Error) -> Diagnostic {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            at(path, pos.as_ref().map_or(0, |pos| pos.line()), format!("{len} columns; the header has {expected_len}"))
        }
        _ => Diagnostic::new(format!("cannot read {}: {error}", path.display())),
    }
}
