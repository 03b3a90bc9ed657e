//! What a table holds, before there is a network for it.

use super::super::cells::{is_gap, number};
use super::super::form::Purpose;
use super::super::open::open;
use super::super::records::Look;
use super::{Job, Table};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Columns, Missing, Reading};
use std::collections::HashMap;
use std::path::Path;

/// Different values of a column that are kept.
const KEPT: usize = 1024;

/// A table as it was found.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// In one line, as what the file was recognised.
    pub what: String,
    /// Rows below the header.
    pub rows: u64,
    /// Whether a header names the columns; else they are called "1", "2", ...
    pub header: bool,
    /// The columns, first to last.
    pub columns: Vec<Surveyed>,
    /// The column without a name that counts the rows, which is no input.
    pub index: Option<usize>,
    /// Names of the classes, where they stand above the table.
    pub classes: Vec<String>,
}

/// A column as it was found.
#[derive(Debug, Clone, Default)]
pub struct Surveyed {
    /// Its name; empty if the header leaves it out.
    pub name: String,
    /// Cells that are numbers, that say nothing, and that are words.
    pub numbers: u64,
    /// Cells that say nothing.
    pub gaps: u64,
    /// Cells that are neither.
    pub words: u64,
    /// Whether all numbers are whole.
    pub whole: bool,
    /// Whether each number is larger than the one before.
    pub rises: bool,
    /// Different values in the order in which they came, and how many cells have each; at most 1024.
    pub values: Vec<(String, u64)>,
    /// There are more values than are kept.
    pub more: bool,
    last: Option<f64>,
    places: HashMap<String, usize>,
}

impl Survey {
    /// This table with the rows of another one below it.
    ///
    /// # Errors
    /// The other one has other columns.
    pub fn with(mut self, other: Survey) -> std::result::Result<Survey, String> {
        if self.columns.len() != other.columns.len() {
            return Err(format!("{} columns; the files before it have {}", other.columns.len(), self.columns.len()));
        }
        for (place, column) in self.columns.iter_mut().enumerate() {
            let same = |found: &&Surveyed| found.name == column.name;
            let found = if self.header { other.columns.iter().find(same) } else { other.columns.get(place) };
            let Some(found) = found else {
                return Err(format!("it has no column \"{}\", as the files before it have", column.name));
            };
            column.join(found);
        }
        self.rows += other.rows;
        Ok(self)
    }
}

impl Surveyed {
    fn join(&mut self, other: &Surveyed) {
        self.numbers += other.numbers;
        self.gaps += other.gaps;
        self.words += other.words;
        self.whole &= other.whole;
        self.rises &= other.rises;
        self.more |= other.more;
        for (value, count) in &other.values {
            self.count(value, *count);
        }
    }

    /// Counts a value.
    fn count(&mut self, text: &str, count: u64) {
        match self.places.get(text) {
            Some(&place) => self.values[place].1 += count,
            None if self.values.len() < KEPT => {
                self.places.insert(text.into(), self.values.len());
                self.values.push((text.into(), count));
            }
            None => self.more = true,
        }
    }

    /// How many different values there are, as far as they are kept.
    pub fn distinct(&self) -> usize {
        self.values.len() + usize::from(self.more)
    }

    fn add(&mut self, text: &str, comma: bool) {
        if is_gap(text) {
            self.gaps += 1;
            return;
        }
        match number(text, comma) {
            Some(number) => {
                self.numbers += 1;
                self.whole &= number.fract() == 0.0;
                self.rises &= self.last.is_none_or(|last| number > last);
                self.last = Some(number);
            }
            None => self.words += 1,
        }
        self.count(text, 1);
    }
}

/// Reads a table whole; `named` are columns that somebody has named, `reading` what somebody has said of it.
///
/// # Errors
/// No file, a format that is not read, a row of another width.
pub fn survey(path: &Path, named: &[String], reading: &Reading) -> Result<Survey> {
    let columns = Columns::default();
    let job = Job {
        columns: &columns,
        reading,
        missing: Missing::Drop,
        class: None,
        apart: None,
        group: None,
        form: None,
        purpose: Purpose::Predicted,
        lenient: false,
        look: Look::default(),
        window: None,
    };
    let named = named.iter().map(String::as_str).collect();
    let (mut table, words) = Table::laid_out(path.display().to_string(), open(path)?, &job, None, named)?;
    let empty = |name: &String| Surveyed { name: name.clone(), whole: true, rises: true, ..Surveyed::default() };
    let mut columns: Vec<Surveyed> = table.layout.names.iter().map(empty).collect();
    let mut rows = 0;
    while table.read()? {
        if table.cells.len() != columns.len() {
            let what = format!("{} columns; the rows above have {}", table.cells.len(), columns.len());
            return Err(Diagnostic::new(format!("{}: {what}", table.place())));
        }
        rows += 1;
        columns.iter_mut().zip(table.cells.iter()).for_each(|(column, text)| column.add(text, table.layout.comma));
    }
    if rows == 0 {
        return Err(Diagnostic::new(format!("{} has no rows under its header", path.display())));
    }
    let header = table.layout.header.is_some();
    let classes = std::mem::take(&mut table.layout.classes);
    Ok(Survey { classes, what: words.join(", "), rows, header, columns, index: table.layout.index })
}
