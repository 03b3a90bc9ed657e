//! Tables: text with one row a line, or the sheet of a workbook.

mod columns;

use super::cells::{is_gap, number};
use super::facts::Facts;
use super::labels::Labels;
use super::layout::{Layout, Record, Wanted, drop_last, is_rule};
use super::look::look;
use super::open::{Bytes, open};
use super::records::{self, Records};
use super::rows::{Reader, Row};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Columns, Missing, Network, Reading, Window};
use csv::StringRecord;
use std::collections::VecDeque;
use std::path::Path;

/// A table that is being read.
pub(super) struct Table {
    name: String,
    records: Box<dyn Records>,
    /// Rows that have been looked at and not yet given.
    looked: VecDeque<Record>,
    layout: Layout,
    features: Vec<usize>,
    /// Its column, or the class of every row.
    label: Label,
    group: Option<usize>,
    /// Columns that windows stay within.
    within: Vec<usize>,
    missing: Missing,
    cells: StringRecord,
    line: u64,
    rows: u64,
    facts: Facts,
}

/// Where the labels come from.
enum Label {
    Column(usize),
    Class(String),
}

/// What a table is opened with.
pub(super) struct Job<'a> {
    pub columns: &'a Columns,
    pub reading: &'a Reading,
    pub missing: Missing,
    /// The class of every row, in a file of one class.
    pub class: Option<&'a str>,
    /// A column that is no input, if it is there: that of the split.
    pub apart: Option<&'a str>,
    /// The column whose values keep rows together or split them.
    pub group: Option<&'a str>,
    /// The inputs in the order of another file.
    pub order: Option<&'a [String]>,
    pub window: Option<&'a Window>,
}

impl Table {
    /// Opens a file and finds the columns.
    ///
    /// # Errors
    /// A missing or empty file, a format that is not read, a column that is not there, another number of features than the network's.
    pub fn open(path: &Path, job: &Job, network: &Network) -> Result<Table> {
        Table::new(path.display().to_string(), open(path)?, job, network)
    }

    pub(super) fn new(name: String, bytes: Bytes, job: &Job, network: &Network) -> Result<Table> {
        let opened = records::open(&name, bytes, job.reading)?;
        let (mut looked, records) = look(&name, opened.records)?;
        let columns = job.columns;
        let named = columns.label.iter().chain(&columns.ignore).map(String::as_str).chain(job.group).collect();
        let others = columns.ignore.len() + usize::from(job.group.is_some()) + usize::from(job.class.is_none());
        let wanted = Wanted {
            name: &name,
            reading: job.reading,
            features: network.features(),
            columns: network.features() + others,
            named,
            by_commas: opened.by_commas,
        };
        let layout = Layout::find(&looked, records.comment(), &wanted)?;
        let line = looked[layout.above.min(looked.len() - 1)].0;
        let looked = looked.split_off(layout.first.min(looked.len()));
        let mut table = Table {
            records: Box::new(records),
            looked: looked.into(),
            features: Vec::new(),
            label: job.class.map_or(Label::Column(0), |class| Label::Class(class.into())),
            group: None,
            within: Vec::new(),
            missing: job.missing,
            cells: StringRecord::new(),
            line,
            rows: 0,
            facts: Facts::default(),
            layout,
            name,
        };
        table.find_columns(job, network)?;
        table.describe(opened.words, network);
        Ok(table)
    }

    /// Reads the next row into `cells`; skips what is none.
    fn read(&mut self) -> Result<bool> {
        loop {
            match self.looked.pop_front() {
                Some((line, cells)) => (self.line, self.cells) = (line, cells),
                None => {
                    if !self.records.read(&mut self.cells)? {
                        return Ok(false);
                    }
                    self.line = self.records.number();
                }
            }
            if self.layout.trailing {
                drop_last(&mut self.cells, self.layout.names.len());
            }
            let repeated = self.layout.header.as_ref().is_some_and(|header| *header == self.cells && self.cells.len() > 1);
            let blank = self.cells.len() > 1 && self.cells.iter().all(str::is_empty);
            if is_rule(&self.cells) || blank {
                self.facts.skipped += 1;
            } else if repeated {
                self.facts.headers += 1;
            } else {
                return Ok(true);
            }
        }
    }

    /// Where the row last read begins.
    fn place(&self) -> String {
        format!("{}:{}", self.name, self.line)
    }

    /// A message about one cell of the row last read.
    fn cell(&self, column: usize, what: &str) -> Diagnostic {
        Diagnostic::new(format!("{}: {}: {what}", self.place(), self.column(column)))
    }

    fn column(&self, column: usize) -> String {
        match (self.layout.names[column].as_str(), &self.layout.header) {
            ("", _) | (_, None) => format!("column {}", column + 1),
            (name, Some(_)) => format!("column \"{name}\""),
        }
    }

    /// The label of the row last read.
    fn label(&self, row: &mut Row, labels: &mut Labels) -> Result<()> {
        row.label = match &self.label {
            Label::Class(class) => labels.text(class, || (self.place(), format!("\"{class}\""))),
            Label::Column(column) => {
                let text = &self.cells[*column];
                if is_gap(text) {
                    if self.missing == Missing::Drop {
                        row.gap = true;
                        return Ok(());
                    }
                    let what =
                        if text.is_empty() { "nothing stands here, a label is needed".into() } else { format!("\"{text}\" is no label") };
                    return Err(self.cell(*column, &what).help("[data] missing = \"drop\" leaves such rows out"));
                }
                labels.text(text, || (format!("{}: {}", self.place(), self.column(*column)), format!("\"{text}\"")))
            }
        };
        Ok(())
    }
}

impl Reader for Table {
    fn next(&mut self, row: &mut Row, labels: &mut Labels) -> Result<bool> {
        if !self.read()? {
            (self.facts.comments, self.facts.comments_below) = self.records.comments();
            if self.rows == 0 {
                return Err(Diagnostic::new(format!("{} has no rows under its header", self.name)));
            }
            return Ok(false);
        }
        if self.cells.len() != self.layout.names.len() {
            let what = match self.layout.header {
                Some(_) => format!("{} columns; the header has {}", self.cells.len(), self.layout.names.len()),
                None => format!("{} columns; the rows above have {}", self.cells.len(), self.layout.names.len()),
            };
            return Err(Diagnostic::new(format!("{}: {what}", self.place())));
        }
        self.rows += 1;
        row.gap = false;
        for (slot, &column) in row.values.iter_mut().zip(&self.features) {
            let text = &self.cells[column];
            *slot = match number(text, self.layout.comma) {
                Some(number) => number,
                None if is_gap(text) && self.missing != Missing::Refuse => {
                    row.gap = true;
                    f64::NAN
                }
                None => {
                    let what =
                        if text.is_empty() { "nothing stands here".to_string() } else { format!("\"{text}\" is not a finite number") };
                    let help = "[data] missing = \"drop\" leaves rows with gaps out, \"median\" fills them";
                    let fault = self.cell(column, &what);
                    return Err(if is_gap(text) { fault.help(help) } else { fault });
                }
            };
        }
        self.label(row, labels)?;
        row.group.clear();
        if let Some(column) = self.group {
            row.group.push_str(&self.cells[column]);
        }
        row.series.clear();
        for &column in &self.within {
            row.series.push_str(&self.cells[column]);
            row.series.push('\n');
        }
        Ok(true)
    }

    fn facts(&self) -> Facts {
        self.facts.clone()
    }
}
