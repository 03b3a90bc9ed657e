//! Samples block by block: nothing of a file is kept but the block that is being read.

use super::array::Pairs;
use super::csv::Csv;
use super::{Samples, idx, npy, npz};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Columns, DataSource, Files, Network, Part};

/// One sample as a format gives it.
#[derive(Debug)]
pub(super) struct Row {
    /// Values in the network's input format.
    pub input: Vec<i16>,
    /// Class.
    pub label: usize,
    /// Whether a column says that this sample is for testing.
    pub test: bool,
    /// Number of a training row's value in the column of the split, as they come; 0 without one.
    pub group: usize,
}

/// A format: samples in the order of the file.
pub(super) trait Reader: Send {
    /// Reads the next sample into `row`; false when there is none left.
    fn next(&mut self, network: &Network, row: &mut Row) -> Result<bool>;
}

/// What a sample is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Train,
    Test,
}

/// The samples of one source, each with its side of the split.
pub(super) struct Rows {
    reader: Box<dyn Reader>,
    network: Network,
    /// The sample last read.
    pub row: Row,
    count: usize,
    train_rows: Option<usize>,
}

impl Rows {
    /// The training source, split as the network asks for.
    pub fn training(source: &DataSource, network: &Network) -> Result<Rows> {
        Rows::open(&source.train, &source.columns, true, source.train_rows, network)
    }

    /// A source that is taken whole.
    pub fn whole(files: &Files, network: &Network) -> Result<Rows> {
        let columns = network.data.as_ref().map_or_else(Columns::default, |data| data.columns.clone());
        Rows::open(files, &columns, false, None, network)
    }

    fn open(files: &Files, columns: &Columns, split: bool, train_rows: Option<usize>, network: &Network) -> Result<Rows> {
        let pairs = |pairs: Pairs| -> Box<dyn Reader> { Box::new(pairs) };
        let reader = match files {
            Files::Csv(path) => Box::new(Csv::open(path, columns, split, network)?),
            Files::Npy { x, y } => pairs(npy::read(x, y, network)?),
            Files::Npz { npz, x, y } => pairs(npz::read(npz, x, y, network)?),
            Files::Idx { images, labels } => pairs(idx::read(images, labels, network)?),
        };
        Ok(Rows::new(reader, train_rows, network))
    }

    fn new(reader: Box<dyn Reader>, train_rows: Option<usize>, network: &Network) -> Rows {
        let row = Row { input: vec![0; network.features()], label: 0, test: false, group: 0 };
        Rows { reader, network: network.clone(), row, count: 0, train_rows }
    }

    /// Reads the next sample into `row`; none when there is none left.
    pub fn next(&mut self) -> Result<Option<Side>> {
        if !self.reader.next(&self.network, &mut self.row)? {
            return match self.train_rows.filter(|&rows| rows > self.count) {
                Some(rows) => Err(self.too_few(rows)),
                None => Ok(None),
            };
        }
        self.count += 1;
        let test = self.row.test || self.train_rows.is_some_and(|rows| self.count > rows);
        Ok(Some(if test { Side::Test } else { Side::Train }))
    }

    /// Whether no later sample can train.
    pub fn training_is_over(&self) -> bool {
        self.train_rows == Some(self.count)
    }

    fn too_few(&self, rows: usize) -> Diagnostic {
        let name = self.network.data.as_ref().map_or_else(String::new, |data| data.train.to_string());
        let message = format!("{rows} training rows are asked for, {name} has {}", self.count);
        self.network.point_at(Diagnostic::new(message), Part::Rows, "more than there are")
    }
}

/// Samples of any format in blocks, in the order of the file, for data larger than memory.
///
/// Iterates over `Result<Samples>`, each block with at most the number of rows asked for; nothing follows an error.
pub struct Stream {
    rows: Rows,
    side: Side,
    block: usize,
    over: bool,
}

impl Stream {
    /// The samples that a network learns from, `block` at a time.
    ///
    /// # Errors
    /// No data named, or a source that cannot be opened; faults further in come with the blocks, and so do
    /// a number of training rows that the source does not have and a split that matches nothing.
    pub fn train(network: &Network, block: usize) -> Result<Stream> {
        Ok(Stream::new(Rows::training(network.source_of_data()?, network)?, Side::Train, block))
    }

    /// The samples that a network is measured with; none if the network file names none.
    ///
    /// # Errors
    /// As `train`.
    pub fn test(network: &Network, block: usize) -> Result<Option<Stream>> {
        let source = network.source_of_data()?;
        if let Some(files) = &source.test {
            return Ok(Some(Stream::new(Rows::whole(files, network)?, Side::Train, block)));
        }
        if source.train_rows.is_none() && source.columns.split.is_none() {
            return Ok(None);
        }
        Ok(Some(Stream::new(Rows::training(source, network)?, Side::Test, block)))
    }

    /// All samples of one source.
    ///
    /// # Errors
    /// As `train`.
    pub fn open(files: &Files, network: &Network, block: usize) -> Result<Stream> {
        Ok(Stream::new(Rows::whole(files, network)?, Side::Train, block))
    }

    fn new(rows: Rows, side: Side, block: usize) -> Stream {
        Stream { rows, side, block: block.max(1), over: false }
    }

    /// Values a sample.
    pub fn features(&self) -> usize {
        self.rows.row.input.len()
    }

    /// Number of classes; every label is below it.
    pub fn classes(&self) -> usize {
        self.rows.network.classes
    }

    /// The next block; empty at the end.
    fn block(&mut self) -> Result<Samples> {
        let mut block = Samples::new(self.features());
        while block.len() < self.block {
            if self.side == Side::Train && self.rows.training_is_over() {
                break;
            }
            match self.rows.next()? {
                Some(side) if side == self.side => block.push(&self.rows.row.input, self.rows.row.label),
                Some(_) => {}
                None => break,
            }
        }
        Ok(block)
    }
}

impl Iterator for Stream {
    type Item = Result<Samples>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let block = self.block();
        // A short block is the last one.
        self.over = block.as_ref().map_or(true, |block| block.len() < self.block);
        match block {
            Ok(block) if block.is_empty() => None,
            block => Some(block),
        }
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
