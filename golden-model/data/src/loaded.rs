//! A data set, and what became of the files that it was read from.

use super::column::Column;
use super::counted::Counted;
use super::facts::Facts;
use super::form::Form;
use super::inputs::Inputs;
use super::labels::{Classes, Labels};
use super::prepare::Preparation;
use super::report::DataReport;
use super::rows::{Rows, Side};
use super::{DataSet, Scaling};
use entrain_model::Samples;
use entrain_model::diagnostic::Result;
use entrain_model::network::{DataSource, Files, Network};

/// A data set with everything that was found out about it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The samples of both sides.
    pub data: DataSet,
    /// How each input was scaled, where `[data] normalise` asks for it.
    pub scaling: Option<Scaling>,
    /// What rows without labels are read by.
    pub inputs: Inputs,
    /// A name for each class.
    pub class_names: Vec<String>,
    /// What the files became.
    pub report: DataReport,
}

/// Samples while they are read: labels are numbers of `Labels`.
struct Sided {
    samples: Samples,
    columns: Vec<Column>,
}

/// What is read from one source.
pub(super) struct Reading {
    sides: [Sided; 2],
    /// Inputs over all rows in their order, for those that only count.
    counters: Vec<Option<f64>>,
    filled: u64,
    dropped: u64,
    facts: Facts,
}

impl Loaded {
    /// Reads the data that a network names.
    ///
    /// # Errors
    /// No data named; a missing, empty or damaged file; a ragged row, a gap, a label that is no class; dimensions that are
    /// not the network's; a column, an array or a split value that is not there; fewer rows than are to train.
    pub fn new(network: &Network) -> Result<Loaded> {
        let source = network.source_of_data()?;
        let preparation = Preparation::of(source, network)?;
        let (mut reading, mut labels) = Reading::of(Rows::training(source, preparation.drawn.clone(), network)?, &preparation, network)?;
        if let Some(files) = &source.test {
            let rows = Rows::whole(files, Some(reading.facts.form.clone()), network)?.after(labels);
            let (test, all) = Reading::of(rows, &preparation, network)?;
            labels = all;
            reading.test_with(test);
        }
        reading.finish(source, &labels, preparation, network)
    }

    /// Reads other files as the training rows of a network whose own data say what labels and scales mean.
    ///
    /// # Errors
    /// As `new`; own data that cannot be read are missed only where something is fitted to them.
    pub fn other(files: &Files, network: &Network) -> Result<Loaded> {
        let source = network.source_of_data()?;
        let preparation = Preparation::of(source, network)?;
        let (known, form) = known(source, network).unwrap_or_default();
        let (reading, labels) = Reading::of(Rows::whole(files, Some(form), network)?.after(known), &preparation, network)?;
        let whole = DataSource { test: None, train_rows: None, permute: None, share: None, train: files.clone(), ..source.clone() };
        reading.finish(&whole, &labels, preparation, network)
    }
}

/// The labels of a network's own data, and the columns of its inputs.
pub(super) fn known(source: &DataSource, network: &Network) -> Result<(Labels, Form)> {
    let mut rows = Rows::training(source, None, network)?;
    while rows.next()?.is_some() {}
    let (labels, form) = (std::mem::take(&mut rows.labels), rows.facts().form);
    let Some(files) = &source.test else { return Ok((labels, form)) };
    let mut rows = Rows::whole(files, Some(form.clone()), network)?.after(labels);
    while rows.next()?.is_some() {}
    Ok((rows.labels, form))
}

impl Reading {
    /// Reads all rows of a source.
    fn of(mut rows: Rows, preparation: &Preparation, network: &Network) -> Result<(Reading, Labels)> {
        let features = network.features();
        let side = || Sided { samples: Samples::new(features), columns: vec![Column::default(); features] };
        let mut sides = [side(), side()];
        let (mut input, mut filled, range) = (vec![0i16; features], 0, network.input.format.range());
        let mut counters: Vec<Option<f64>> = vec![Some(f64::NAN); features];
        while let Some(side) = rows.next()? {
            let side = &mut sides[usize::from(side == Side::Test)];
            filled += preparation.fill(&mut rows.row.values);
            for (index, &value) in rows.row.values.iter().enumerate() {
                let (unclipped, quantised) = preparation.quantise(network, index, value);
                input[index] = quantised;
                side.columns[index].became(value, unclipped, range);
                // A number that follows the one before.
                counters[index] = counters[index].filter(|last| last.is_nan() || value == last + 1.0).map(|_| value);
            }
            side.samples.push(&input, rows.row.label);
        }
        let reading = Reading { sides, counters, filled, dropped: rows.dropped as u64, facts: rows.facts() };
        Ok((reading, rows.labels))
    }

    /// The rows of another source test.
    fn test_with(&mut self, other: Reading) {
        let [train, _] = other.sides;
        self.sides[1] = train;
        self.filled += other.filled;
        self.dropped += other.dropped;
        self.facts.files.extend(other.facts.files);
    }

    /// Samples with classes, and the report.
    fn finish(self, source: &DataSource, labels: &Labels, preparation: Preparation, network: &Network) -> Result<Loaded> {
        let Classes { of, names } = labels.classes(network)?;
        network.found_class_names(&names);
        let class_names = network.class_names_or(&names);
        let [mut train, mut test] = self.sides;
        [&mut train, &mut test].into_iter().for_each(|side| side.samples.relabel(&of));
        let mut data = DataSet { train: train.samples, test: test.samples };
        if let Some(seed) = source.permute.filter(|_| source.test.is_none()) {
            data = data.permuted(seed);
        }
        let joined = source.permute.is_some().then_some(test.columns.as_slice());
        let inputs = Inputs::new(&self.facts, preparation.medians, &train.columns, joined);
        let counters = self.counters.iter().map(|last| last.is_some() && data.train.len() + data.test.len() >= 10).collect();
        let counted = Counted {
            facts: self.facts,
            columns: [train.columns, test.columns],
            counters,
            dropped: self.dropped,
            filled: self.filled,
            normalised: preparation.scaling.is_some(),
        };
        let report = DataReport::new(counted, &data, &class_names, network);
        Ok(Loaded { data, scaling: preparation.scaling, inputs, class_names, report })
    }
}
