//! Tables: text with one row a line, or the sheet of a workbook.

mod columns;
pub(super) mod survey;

use super::cells::{Record, is_gap, is_rule, number};
use super::facts::Facts;
use super::form::{Form, Purpose};
use super::labels::Labels;
use super::layout::{Expected, Layout, Wanted, drop_last};
use super::look::look;
use super::open::{Bytes, open};
use super::reader::{Reader, Row};
use super::records::{Look, Records};
use super::tabular;
use csv::StringRecord;
use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use entrain_model::network::{Columns, Missing, Network, Reading, Window};
use std::collections::VecDeque;
use std::path::Path;

/// A table that is being read.
pub(super) struct Table {
    name: String,
    records: Box<dyn Records>,
    /// Rows that have been looked at and not yet given.
    looked: VecDeque<Record>,
    layout: Layout,
    inputs: Vec<Input>,
    /// Its column, or the class of every row.
    label: Label,
    group: Option<usize>,
    /// Columns that windows stay within.
    within: Vec<usize>,
    missing: Missing,
    lenient: bool,
    cells: StringRecord,
    line: u64,
    rows: u64,
    facts: Facts,
}

/// Where the labels come from.
enum Label {
    Column(usize),
    Class(String),
    /// There is none: the rows are to be predicted.
    None,
}

/// A column that is an input, or one input a word.
struct Input {
    column: usize,
    /// Empty: the column holds numbers.
    words: Vec<String>,
}

impl Input {
    /// How many inputs of the network it is.
    fn count(&self) -> usize {
        self.words.len().max(1)
    }
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
    pub form: Option<&'a Form>,
    pub purpose: Purpose,
    /// A row that cannot be read is one with a fault, not an error.
    pub lenient: bool,
    /// How much is looked at before the first row is given.
    pub look: Look,
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
        let columns = job.columns;
        let named = columns.label.iter().chain(&columns.ignore).map(String::as_str).chain(job.group).collect();
        let others =
            columns.ignore.len() + usize::from(job.group.is_some()) + usize::from(job.class.is_none() && job.purpose != Purpose::Predicted);
        let words: usize = columns.categories.iter().map(|(_, words)| words.len() - 1).sum();
        let features = network.features().saturating_sub(words);
        let expected = Expected { features, columns: features + others };
        let (mut table, words) = Table::laid_out(name, bytes, job, Some(expected), named)?;
        table.find_columns(job, network)?;
        table.describe(words, network);
        Ok(table)
    }

    /// A table of which no column has a meaning yet, and how its file was recognised.
    fn laid_out(name: String, bytes: Bytes, job: &Job, expected: Option<Expected>, named: Vec<&str>) -> Result<(Table, Vec<String>)> {
        let opened = tabular::open(&name, bytes, job.reading, job.look)?;
        let (mut looked, records) = look(&name, opened.records, job.look)?;
        let wanted = Wanted { name: &name, reading: job.reading, expected, named, by_commas: opened.by_commas };
        let layout = Layout::find(&looked, records.comment(), &wanted)?;
        let line = looked[layout.above.min(looked.len() - 1)].0;
        let looked = looked.split_off(layout.first.min(looked.len()));
        let table = Table {
            records: Box::new(records),
            looked: looked.into(),
            inputs: Vec::new(),
            label: job.class.map_or(Label::None, |class| Label::Class(class.into())),
            group: None,
            within: Vec::new(),
            missing: job.missing,
            lenient: job.lenient,
            cells: StringRecord::new(),
            line,
            rows: 0,
            facts: Facts::default(),
            layout,
            name,
        };
        Ok((table, opened.words))
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

    /// What the row last read has for an input: its number, or 1 for its word and 0 for the others. Whether it is a gap.
    fn value(&self, input: &Input, slots: &mut [f64]) -> Result<bool> {
        let text = &self.cells[input.column];
        let found = match input.words.is_empty() {
            true => number(text, self.layout.comma).map(|number| slots.fill(number)),
            false => input.words.iter().position(|word| word == text).map(|place| {
                slots.fill(0.0);
                slots[place] = 1.0;
            }),
        };
        if found.is_some() {
            return Ok(false);
        }
        if is_gap(text) && self.missing != Missing::Refuse {
            slots.fill(f64::NAN);
            return Ok(true);
        }
        if !is_gap(text) && !input.words.is_empty() {
            let fault = self.cell(input.column, &format!("\"{text}\" is none of the values in [data] categories"));
            return Err(match nearest(text, input.words.iter().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean \"{near}\"?")),
                None => fault.help(format!("they are {}", input.words.join(", "))),
            });
        }
        let what = if text.is_empty() { "nothing stands here".to_string() } else { format!("\"{text}\" is not a finite number") };
        let help = "[data] missing = \"drop\" leaves rows with gaps out, \"median\" fills them";
        let fault = self.cell(input.column, &what);
        Err(if is_gap(text) { fault.help(help) } else { fault })
    }

    /// A row that cannot be read: an error, or a row without numbers that says why.
    fn fault(&self, row: &mut Row, fault: Diagnostic) -> Result<()> {
        if !self.lenient {
            return Err(fault);
        }
        row.gap = true;
        row.fault = Some(fault.message().to_string());
        row.values.fill(f64::NAN);
        row.series.clear();
        Ok(())
    }

    /// The label of the row last read.
    fn label(&self, row: &mut Row, labels: &mut Labels) -> Result<()> {
        row.label = match &self.label {
            Label::None => 0,
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
            let fault = Diagnostic::new(format!("{}: {what}", self.place()));
            return self.fault(row, fault).map(|()| true);
        }
        self.rows += 1;
        row.gap = false;
        let mut slots = 0;
        for input in &self.inputs {
            let own = slots..slots + input.count();
            slots = own.end;
            match self.value(input, &mut row.values[own]) {
                Ok(gap) => row.gap |= gap,
                Err(fault) => {
                    self.fault(row, fault)?;
                    break;
                }
            }
        }
        if let Err(fault) = self.label(row, labels) {
            self.fault(row, fault)?;
        }
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
