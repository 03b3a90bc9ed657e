//! The rows of a source, each with its side of the split.

use super::chain::{Chain, Manner};
use super::facts::Facts;
use super::form::Form;
use super::labels::Labels;
use super::reader::{Reader, Row};
use super::windows::Windows;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{DataSource, Files, Missing, Network, Part, Split};
use std::sync::Arc;

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Train,
    Test,
}

/// The rows of one source.
pub(super) struct Rows {
    reader: Box<dyn Reader>,
    network: Network,
    /// The row last read.
    pub row: Row,
    /// All labels so far.
    pub labels: Labels,
    count: usize,
    train_rows: Option<usize>,
    splitter: Option<Splitter>,
    /// Which rows test, where a share of them was drawn.
    drawn: Option<Arc<Vec<bool>>>,
    missing: Missing,
    /// Rows left out because of a gap.
    pub dropped: usize,
}

impl Rows {
    /// The training source, split as the network asks for; `drawn` are the test rows of a split by chance.
    pub fn training(source: &DataSource, drawn: Option<Arc<Vec<bool>>>, network: &Network) -> Result<Rows> {
        let chain = reader(&source.train, Manner::of(source, true), network)?;
        let splitter = source.columns.split.as_ref().map(Splitter::new);
        let mut rows = Rows::new(chain, source.train_rows, network);
        (rows.splitter, rows.drawn, rows.missing) = (splitter, drawn, source.missing);
        Ok(rows)
    }

    /// A source that is taken whole; its inputs are those of the training source, `form`, in their order.
    pub fn whole(files: &Files, form: Option<Form>, network: &Network) -> Result<Rows> {
        let manner = network.data.as_ref().map_or_else(Manner::default, |data| Manner::of(data, false));
        let missing = manner.missing;
        let manner = Manner { form: form.filter(Form::is_table), ..manner };
        let mut rows = Rows::new(reader(files, manner, network)?, None, network);
        rows.missing = missing;
        Ok(rows)
    }

    pub(super) fn new(reader: Box<dyn Reader>, train_rows: Option<usize>, network: &Network) -> Rows {
        let row = Row { values: vec![0.0; network.features()], ..Row::default() };
        Rows {
            reader,
            network: network.clone(),
            row,
            labels: Labels::default(),
            count: 0,
            train_rows,
            splitter: None,
            drawn: None,
            missing: Missing::Refuse,
            dropped: 0,
        }
    }

    /// Reads the next row and says what it is for.
    pub fn next(&mut self) -> Result<Option<Side>> {
        loop {
            if !self.reader.next(&mut self.row, &mut self.labels)? {
                return self.end().map(|()| None);
            }
            if !(self.row.gap && self.missing == Missing::Drop) {
                break;
            }
            self.dropped += 1;
        }
        self.count += 1;
        let by_value = self.splitter.as_mut().is_some_and(|splitter| splitter.is_test(&self.row.group));
        let by_chance = self.drawn.as_ref().is_some_and(|drawn| drawn.get(self.count - 1).copied().unwrap_or(false));
        let test = by_value || by_chance || self.train_rows.is_some_and(|rows| self.count > rows);
        Ok(Some(if test { Side::Test } else { Side::Train }))
    }

    /// Whether no later row can train.
    pub fn training_is_over(&self) -> bool {
        self.train_rows == Some(self.count)
    }

    /// Rows so far, without those that were left out.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The rows with labels that other sources have, too.
    pub fn after(self, labels: Labels) -> Rows {
        Rows { labels, ..self }
    }

    /// What is known of the files.
    pub fn facts(&self) -> Facts {
        self.reader.facts()
    }

    /// Complains of what only the end shows.
    fn end(&self) -> Result<()> {
        let name = self.network.data.as_ref().map_or_else(String::new, |data| data.train.to_string());
        if let Some(rows) = self.train_rows.filter(|&rows| rows > self.count) {
            let message = format!("{rows} training rows are asked for, {name} has {}", self.count);
            return Err(self.network.point_at(Diagnostic::new(message), Part::Rows, "more than there are"));
        }
        if self.count == 0 && self.dropped > 0 {
            return Err(
                Diagnostic::new(format!("every row of {name} has a gap, none is left")).help("[data] missing = \"median\" fills gaps")
            );
        }
        self.splitter.as_ref().map_or(Ok(()), |splitter| splitter.finish(&name, &self.network))
    }
}

/// The rows of some files, or windows over them.
fn reader(files: &Files, manner: Manner, network: &Network) -> Result<Box<dyn Reader>> {
    windows(manner, network, |manner, network| Ok(Box::new(Chain::open(files, manner, network)?)))
}

/// The rows that `open` gives, or windows over them.
pub(super) fn windows(
    manner: Manner,
    network: &Network,
    open: impl FnOnce(Manner, &Network) -> Result<Box<dyn Reader>>,
) -> Result<Box<dyn Reader>> {
    let Some(window) = manner.window.clone() else { return open(manner, network) };
    let channels = network.features() / window.moments().max(1);
    // What is read are the rows of the log.
    let mut raw = network.clone();
    raw.input.shape = vec![channels];
    Ok(Box::new(Windows::new(open(manner, &raw)?, window, channels)))
}

/// Which rows test, by the value of one column.
struct Splitter {
    name: String,
    /// Each value that tests, as text and, if it is one, as number; and whether a row had it.
    values: Vec<(String, Option<f64>, bool)>,
    /// Whether a row had none of them.
    train: bool,
}

impl Splitter {
    fn new(split: &Split) -> Splitter {
        let values = split.test.iter().map(|text| (text.clone(), text.parse().ok(), false));
        Splitter { name: split.column.clone(), values: values.collect(), train: false }
    }

    fn is_test(&mut self, text: &str) -> bool {
        let number: Option<f64> = text.parse().ok();
        let same = |value: &(String, Option<f64>, bool)| value.0 == text || (number.is_some() && number == value.1);
        let found = self.values.iter_mut().find(|value| same(value));
        self.train |= found.is_none();
        found.map(|value| value.2 = true).is_some()
    }

    /// Complains of a value that no row had, and of a split that leaves nothing to learn from.
    fn finish(&self, name: &str, network: &Network) -> Result<()> {
        if let Some(index) = self.values.iter().position(|value| !value.2) {
            let message = format!("no row of {name} has {} in column \"{}\"", self.values[index].0, self.name);
            return Err(network.point_at(Diagnostic::new(message), Part::SplitValue(index), "matches nothing"));
        }
        if !self.train {
            let message = format!("every row of {name} is a test row, none is left to learn from");
            return Err(network.point_at(Diagnostic::new(message), Part::SplitColumn, "this column"));
        }
        Ok(())
    }
}
