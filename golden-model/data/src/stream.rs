//! Samples block by block: nothing of a file is kept but the block that is being read.

use super::loaded::known;
use super::prepare::Preparation;
use super::rows::{Rows, Side};
use entrain_model::Samples;
use entrain_model::diagnostic::Result;
use entrain_model::network::{DataSource, Files, Network};

/// Samples of any format in blocks, in the order of the file, for data larger than memory.
///
/// Iterates over `Result<Samples>`, each block with at most the number of rows asked for; nothing follows an error.
pub struct Stream {
    rows: Rows,
    network: Network,
    preparation: Preparation,
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
        let source = network.source_of_data()?;
        Stream::of_source(source, network, Side::Train, block)
    }

    /// The samples that a network is measured with; none if the network file names none.
    ///
    /// # Errors
    /// As `train`.
    pub fn test(network: &Network, block: usize) -> Result<Option<Stream>> {
        let source = network.source_of_data()?;
        if let Some(files) = &source.test {
            return Stream::open(files, network, block).map(Some);
        }
        if source.train_rows.is_none() && source.columns.split.is_none() && source.share.is_none() {
            return Ok(None);
        }
        Stream::of_source(source, network, Side::Test, block).map(Some)
    }

    fn of_source(source: &DataSource, network: &Network, side: Side, block: usize) -> Result<Stream> {
        let preparation = Preparation::of(source, network)?;
        let rows = Rows::training(source, preparation.drawn.clone(), network)?.after(known(source, network)?.0);
        Ok(Stream { preparation, ..Stream::new(rows, side, block, network) })
    }

    /// All samples of one source, with the labels and scales of the network's own data.
    ///
    /// # Errors
    /// As `train`.
    pub fn open(files: &Files, network: &Network, block: usize) -> Result<Stream> {
        let source = network.source_of_data()?;
        let preparation = Preparation::of(source, network)?;
        let (labels, form) = known(source, network).unwrap_or_default();
        let rows = Rows::whole(files, Some(form), network)?.after(labels);
        Ok(Stream { preparation, ..Stream::new(rows, Side::Train, block, network) })
    }

    fn new(rows: Rows, side: Side, block: usize, network: &Network) -> Stream {
        Stream { rows, network: network.clone(), preparation: Preparation::default(), side, block: block.max(1), over: false }
    }

    /// Values a sample.
    pub fn features(&self) -> usize {
        self.network.features()
    }

    /// Number of classes; every label is below it.
    pub fn classes(&self) -> usize {
        self.network.classes
    }

    /// The next block; empty at the end.
    fn block(&mut self) -> Result<Samples> {
        let mut block = Samples::new(self.features());
        let mut input = vec![0; self.features()];
        while block.len() < self.block {
            if self.side == Side::Train && self.rows.training_is_over() {
                break;
            }
            match self.rows.next()? {
                Some(side) if side == self.side => {
                    self.preparation.fill(&mut self.rows.row.values);
                    for (index, (slot, &value)) in input.iter_mut().zip(&self.rows.row.values).enumerate() {
                        *slot = self.preparation.quantise(&self.network, index, value).1;
                    }
                    block.push(&input, self.rows.row.label);
                }
                Some(_) => {}
                None => break,
            }
        }
        if !block.is_empty() {
            block.relabel(&self.rows.labels.classes(&self.network)?.of);
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
