//! What each column of a table is for.

use super::super::named::{find, reorder};
use super::{Job, Label, Table};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part};

impl Table {
    /// Gives each column its meaning.
    pub(super) fn find_columns(&mut self, job: &Job, network: &Network) -> Result<()> {
        let (name, names, columns) = (self.name.clone(), self.layout.names.clone(), job.columns);
        let find = |column: &str, part: Part| find(&name, &names, column, network, part);
        let mut others = Vec::new();
        for (index, column) in columns.ignore.iter().enumerate() {
            others.push(find(column, Part::Ignore(index))?);
        }
        let ignored: Vec<usize> = others.clone();
        let within = job.window.iter().flat_map(|window| &window.within);
        self.within = within.map(|column| find(column, Part::Window)).collect::<Result<_>>()?;
        others.extend(&self.within);
        self.group = job.group.map(|column| find(column, Part::SplitColumn)).transpose()?;
        others.extend(job.apart.and_then(|column| names.iter().position(|name| name == column)));
        let index = self.layout.index.filter(|index| columns.label.as_deref() != Some(names[*index].as_str()));
        others.extend(index);
        let label = match (&columns.label, job.class) {
            (_, Some(_)) => None,
            (Some(column), None) => Some(find(column, Part::Label)?),
            (None, None) => Some((0..names.len()).rev().find(|column| !others.contains(column)).unwrap_or(0)),
        };
        if let Some(label) = label {
            self.label = Label::Column(label);
        }
        self.features = (0..names.len()).filter(|column| Some(*column) != label && !others.contains(column)).collect();
        if let Some(window) = job.window.filter(|window| !window.channels.is_empty()) {
            self.features = window.channels.iter().map(|column| find(column, Part::Window)).collect::<Result<_>>()?;
        }
        if let (Some(order), true) = (job.order, self.layout.header.is_some()) {
            self.features = reorder(&name, order, &names, &self.features)?;
        }
        if self.features.len() == network.features() + self.layout.empty.len() {
            self.features.retain(|column| !self.layout.empty.contains(column));
        }
        let column_name = |column: usize| match names[column].as_str() {
            "" => format!("column {}", column + 1),
            name => name.to_string(),
        };
        self.facts.label = label.map(column_name);
        self.facts.ignored = ignored.iter().map(|&column| column_name(column)).collect();
        self.facts.index = index.map(column_name);
        self.facts.inputs = self.features.iter().map(|&column| column_name(column)).collect();
        if self.features.len() != network.features() {
            return Err(self.other_width(label.is_some(), !others.is_empty(), network));
        }
        Ok(())
    }

    /// Another number of columns than the network takes.
    fn other_width(&self, labelled: bool, others: bool, network: &Network) -> Diagnostic {
        let kinds = match (labelled, others) {
            (true, false) => " beside the label",
            (true, true) if self.layout.index.is_some() => " beside the label, the ignored ones and the one that counts the rows",
            (true, true) => " beside the label and the ignored ones",
            (false, true) => " beside the ignored ones",
            (false, false) => "",
        };
        let what = format!("{} columns{kinds}; the network takes {} inputs", self.features.len(), network.features());
        let help = "name columns that are no inputs: [data] ignore = [\"...\"]; the last one left is the label, or label = \"...\"";
        let words: Vec<&str> = self
            .layout
            .words
            .iter()
            .filter(|column| self.features.contains(column))
            .map(|&column| self.layout.names[column].as_str())
            .collect();
        let error = Diagnostic::new(format!("{}:{}: {what}", self.name, self.line)).help(help);
        if words.is_empty() { error } else { error.help(format!("columns of words, which are no inputs: {}", words.join(", "))) }
    }

    /// The file in one line.
    pub(super) fn describe(&mut self, mut words: Vec<String>, network: &Network) {
        let layout = &self.layout;
        if layout.comma {
            words.push("decimals after a comma".into());
        }
        words.push(match &layout.header {
            Some(_) => format!("names of columns in line {}", self.line),
            None => "no header".into(),
        });
        if layout.above > 0 {
            words.push(format!("{} left out above it", count(layout.above as u64, "line")));
        }
        if let Some(line) = layout.units {
            words.push(format!("units in line {line} left out"));
        }
        if layout.trailing {
            words.push("a separator ends each line".into());
        }
        if let Some(index) = &self.facts.index {
            words.push(format!("{index} counts the rows and is no input"));
        }
        if let (Label::Column(_), Some(label)) = (&self.label, &self.facts.label) {
            words.push(format!("{} and the label {label}", count(network.features() as u64, "input")));
        }
        self.facts.files = vec![(self.name.clone(), words.join(", "))];
    }
}

/// A number of things.
fn count(number: u64, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
