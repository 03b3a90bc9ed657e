//! What every format is read as: one row after the other.

use super::facts::Facts;
use super::labels::Labels;
use entrain_model::diagnostic::Result;

/// One row as a format gives it.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Numbers as they stand in the file; NaN is a gap.
    pub values: Vec<f64>,
    /// Number of its label among the labels.
    pub label: usize,
    /// Something is missing.
    pub gap: bool,
    /// Why it could not be read, where that is no error.
    pub fault: Option<String>,
    /// What stands in the column of the split.
    pub group: String,
    /// What stands in the columns that windows stay within, and the number of the file.
    pub series: String,
    pub file: usize,
}

/// A format: rows in the order of the file.
pub(super) trait Reader: Send {
    /// Reads the next row into `row`; false when there is none left.
    fn next(&mut self, row: &mut Row, labels: &mut Labels) -> Result<bool>;
    /// What is known of the files so far.
    fn facts(&self) -> Facts;
}
