//! Rows of cells, from text or from a workbook.

use super::lines::Lines;
use csv::StringRecord;
use entrain_model::diagnostic::Result;

/// How much of a file is looked at before its first row is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub rows: usize,
    pub bytes: usize,
}

impl Default for Look {
    fn default() -> Look {
        Look { rows: 256, bytes: 1 << 16 }
    }
}

/// A source of rows of cells.
pub(super) trait Records: Send {
    /// Reads the next row; false at the end.
    fn read(&mut self, cells: &mut StringRecord) -> Result<bool>;
    /// Number of its line.
    fn number(&self) -> u64;
    /// Comments so far, and those of them below the first row.
    fn comments(&self) -> (u64, u64);
    /// The cells of the last comment above the table.
    fn comment(&self) -> Option<StringRecord>;
}

impl Records for Lines {
    fn read(&mut self, cells: &mut StringRecord) -> Result<bool> {
        Lines::read(self, cells)
    }
    fn number(&self) -> u64 {
        Lines::number(self)
    }
    fn comments(&self) -> (u64, u64) {
        Lines::comments(self)
    }
    fn comment(&self) -> Option<StringRecord> {
        Lines::comment(self)
    }
}

/// The rows of a file, and how it was recognised.
pub(super) struct Opened {
    pub records: Box<dyn Records>,
    /// What a sentence says of it: "commas, UTF-8".
    pub words: Vec<String>,
    /// Whether commas separate the cells.
    pub by_commas: bool,
}
