//! CSV files: a header line, then one sample a line; plain or gzip.

use super::lines::Lines;
use super::number::{label, not_a_class};
use super::open::{Bytes, open};
use super::stream::{Reader, Row};
use crate::diagnostic::{Diagnostic, Result, nearest};
use crate::network::{Columns, Network, Part, Split};
use csv::StringRecord;
use std::collections::HashMap;
use std::path::Path;

/// A CSV file that is being read.
pub(super) struct Csv {
    lines: Lines,
    header: Vec<String>,
    features: Vec<usize>,
    label: usize,
    split: Option<Splitter>,
    cells: StringRecord,
    rows: u64,
}

impl Csv {
    /// Opens a file and finds the columns; `split` asks for the sides of the columns' split.
    ///
    /// # Errors
    /// A missing or empty file, no header, a column that is not there, another number of features than the network's.
    pub fn open(path: &Path, columns: &Columns, split: bool, network: &Network) -> Result<Csv> {
        Csv::new(path.display().to_string(), open(path)?, columns, split, network)
    }

    pub(super) fn new(name: String, bytes: Bytes, columns: &Columns, split: bool, network: &Network) -> Result<Csv> {
        let (mut lines, mut cells) = (Lines::new(name.clone(), bytes), StringRecord::new());
        if !lines.read(&mut cells)? {
            return Err(Diagnostic::new(format!("{name} is empty")));
        }
        let header: Vec<String> = cells.iter().map(str::to_string).collect();
        if looks_like_a_sample(&header) {
            let help = "put a line with the names of the columns above it";
            return Err(Diagnostic::new(format!("{}: the first line is a sample, not a header", lines.place())).help(help));
        }
        let find = |column: &str, part: Part| find(&name, &header, column, network, part);
        let mut others = Vec::new();
        for (index, column) in columns.ignore.iter().enumerate() {
            others.push(find(column, Part::Ignore(index))?);
        }
        let split = match &columns.split {
            Some(wanted) if split => Some(Splitter::new(wanted, find(&wanted.column, Part::SplitColumn)?)),
            _ => None,
        };
        let by = columns.split.as_ref().and_then(|split| header.iter().position(|name| *name == split.column));
        others.extend(by);
        let label = match &columns.label {
            Some(column) => find(column, Part::Label)?,
            None => (0..header.len()).rev().find(|column| !others.contains(column)).unwrap_or(0),
        };
        let features: Vec<usize> = (0..header.len()).filter(|column| *column != label && !others.contains(column)).collect();
        if features.len() != network.features() {
            let kinds = if others.is_empty() { "the label" } else { "the label and the ignored ones" };
            let what = format!("{} columns beside {kinds}; the network takes {} inputs", features.len(), network.features());
            let help = match header.as_slice() {
                [cell] if cell.contains([';', '\t']) => "the columns are to be separated by commas",
                _ => "name columns that are no inputs: [data] ignore = [\"...\"]; the last one left is the label, or label = \"...\"",
            };
            return Err(Diagnostic::new(format!("{}: {what}", lines.place())).help(help));
        }
        Ok(Csv { lines, header, features, label, split, cells, rows: 0 })
    }

    /// A message about one cell of the line last read.
    fn cell(&self, column: usize, what: &str) -> Diagnostic {
        let column = match self.header[column].as_str() {
            "" => format!("{}", column + 1),
            name => format!("\"{name}\""),
        };
        Diagnostic::new(format!("{}: column {column}: {what}", self.lines.place()))
    }
}

impl Reader for Csv {
    fn next(&mut self, network: &Network, row: &mut Row) -> Result<bool> {
        if !self.lines.read(&mut self.cells)? {
            if self.rows == 0 {
                return Err(Diagnostic::new(format!("{} has no rows under its header", self.lines.name())));
            }
            self.split.as_ref().map_or(Ok(()), |split| split.finish(self.lines.name(), network))?;
            return Ok(false);
        }
        if self.cells.len() != self.header.len() {
            let what = format!("{} columns; the header has {}", self.cells.len(), self.header.len());
            return Err(Diagnostic::new(format!("{}: {what}", self.lines.place())));
        }
        self.rows += 1;
        for (slot, &column) in row.input.iter_mut().zip(&self.features) {
            let text = &self.cells[column];
            let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) else {
                let what = if text.is_empty() { "nothing stands here".to_string() } else { format!("\"{text}\" is not a finite number") };
                return Err(self.cell(column, &what));
            };
            *slot = network.input.quantise(number);
        }
        let text = &self.cells[self.label];
        let Some(class) = text.parse::<f64>().ok().and_then(|number| label(number, network)) else {
            return Err(self.cell(self.label, &not_a_class(&format!("\"{text}\""), network)));
        };
        row.label = class;
        if let Some(split) = &mut self.split {
            row.test = split.is_test(&self.cells[split.column]);
            row.group = if row.test { 0 } else { split.group(&self.cells[split.column]) };
        }
        Ok(true)
    }
}

/// Which rows test, by the value of one column.
struct Splitter {
    name: String,
    column: usize,
    /// Each value that tests, as text and, if it is one, as number; and whether a row had it.
    values: Vec<(String, Option<f64>, bool)>,
    /// Whether a row had none of them.
    train: bool,
    /// Values of training rows so far, numbered as they came.
    groups: HashMap<String, usize>,
}

impl Splitter {
    fn new(split: &Split, column: usize) -> Splitter {
        let values = split.test.iter().map(|text| (text.clone(), text.parse().ok(), false));
        Splitter { name: split.column.clone(), column, values: values.collect(), train: false, groups: HashMap::new() }
    }

    fn is_test(&mut self, text: &str) -> bool {
        let number: Option<f64> = text.parse().ok();
        let same = |value: &(String, Option<f64>, bool)| value.0 == text || (number.is_some() && number == value.1);
        let found = self.values.iter_mut().find(|value| same(value));
        self.train |= found.is_none();
        found.map(|value| value.2 = true).is_some()
    }

    fn group(&mut self, text: &str) -> usize {
        if let Some(&group) = self.groups.get(text) {
            return group;
        }
        let group = self.groups.len();
        self.groups.insert(text.to_string(), group);
        group
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

/// The place of a named column.
fn find(name: &str, header: &[String], column: &str, network: &Network, part: Part) -> Result<usize> {
    let mut places = (0..header.len()).filter(|&place| header[place] == column);
    let (first, second) = (places.next(), places.next());
    if second.is_some() {
        let diagnostic = Diagnostic::new(format!("{name} has more than one column \"{column}\""));
        return Err(network.point_at(diagnostic, part, "which one?"));
    }
    first.ok_or_else(|| {
        let near = nearest(column, header.iter().map(String::as_str));
        let label = near.map_or("no such column".to_string(), |near| format!("did you mean \"{near}\"?"));
        let help = format!("columns there: {}", list(header));
        network.point_at(Diagnostic::new(format!("{name} has no column \"{column}\"")), part, label).help(help)
    })
}

/// Some of the names and how many there are.
fn list(header: &[String]) -> String {
    match header {
        [first, second, third, .., last] if header.len() > 8 => format!("{first}, {second}, {third}, ..., {last} ({})", header.len()),
        _ => header.join(", "),
    }
}

/// All numbers, unless they only count the columns: then a table without names was written with a header.
fn looks_like_a_sample(header: &[String]) -> bool {
    let counts = header.iter().enumerate().all(|(index, cell)| *cell == index.to_string());
    !counts && header.iter().all(|cell| cell.parse::<f64>().is_ok())
}
