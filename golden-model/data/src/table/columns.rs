//! What each column of a table is for.

use super::super::form::{Form, Purpose};
use super::super::named::{find, others, reorder};
use super::{Input, Job, Label, Table};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Network, Part};

impl Table {
    /// Gives each column its meaning.
    pub(super) fn find_columns(&mut self, job: &Job, network: &Network) -> Result<()> {
        let label = match job.form.filter(|_| job.purpose != Purpose::Named) {
            Some(form) => self.find_incoming(form, job, network)?,
            None => self.find_named(job, network)?,
        };
        let names = &self.layout.names;
        self.facts.label = label.map(|column| self.column_name(column));
        let columns: Vec<String> = self.inputs.iter().map(|input| self.column_name(input.column)).collect();
        // A number alone is no name.
        let column = if self.layout.header.is_some() || job.reading.columns.is_some() { "" } else { "column " };
        let words = |(input, name): (&Input, &String)| match input.words.is_empty() {
            true => vec![format!("{column}{name}")],
            false => input.words.iter().map(|word| format!("{column}{name} = {word}")).collect(),
        };
        self.facts.inputs = self.inputs.iter().zip(&columns).flat_map(words).collect();
        let places = self.inputs.iter().map(|input| input.column).collect();
        self.facts.form = Form { columns, places, width: names.len(), header: self.layout.header.is_some() };
        if self.facts.inputs.len() != network.features() {
            let known = label.is_some() || self.facts.index.is_some() || !self.facts.ignored.is_empty();
            return Err(self.other_width(label.is_some(), known && names.len() > self.inputs.len() + 1, network));
        }
        Ok(())
    }

    /// The columns of a table with labels, or of one class; the place of the labels.
    fn find_named(&mut self, job: &Job, network: &Network) -> Result<Option<usize>> {
        let (name, names, columns) = (self.name.clone(), self.layout.names.clone(), job.columns);
        let find = |column: &str, part: Part| find(&name, &names, column, network, part);
        let mut others = Vec::new();
        for (index, column) in columns.ignore.iter().enumerate() {
            others.push(find(column, Part::Ignore(index))?);
        }
        self.facts.ignored = others.iter().map(|&column| self.column_name(column)).collect();
        let within = job.window.iter().flat_map(|window| &window.within);
        self.within = within.map(|column| find(column, Part::Window)).collect::<Result<_>>()?;
        others.extend(&self.within);
        self.group = job.group.map(|column| find(column, Part::SplitColumn)).transpose()?;
        others.extend(job.apart.and_then(|column| names.iter().position(|name| name == column)));
        let index = self.layout.index.filter(|index| columns.label.as_deref() != Some(names[*index].as_str()));
        others.extend(index);
        self.facts.index = index.map(|column| self.column_name(column));
        let label = match (&columns.label, job.class) {
            (_, Some(_)) => None,
            (Some(column), None) => Some(find(column, Part::Label)?),
            (None, None) => Some((0..names.len()).rev().find(|column| !others.contains(column)).unwrap_or(0)),
        };
        if let Some(label) = label {
            self.label = Label::Column(label);
        }
        let mut features: Vec<usize> = (0..names.len()).filter(|column| Some(*column) != label && !others.contains(column)).collect();
        if let Some(window) = job.window.filter(|window| !window.channels.is_empty()) {
            features = window.channels.iter().map(|column| find(column, Part::Window)).collect::<Result<_>>()?;
        }
        for (column, _) in &columns.categories {
            let place = find(column, Part::Categories)?;
            if !features.contains(&place) {
                let error = Diagnostic::new(format!("column \"{column}\" is no input, so it has no categories"));
                return Err(network.point_at(error, Part::Categories, "the label, an ignored column, or one of the split"));
            }
        }
        if let Some(form) = job.form.filter(|_| self.layout.header.is_some()) {
            features = reorder(&name, &form.columns, &names, &features)?;
        }
        let total = |features: &[usize]| self.inputs_of(features, job).iter().map(Input::count).sum::<usize>();
        if total(&features) == network.features() + self.layout.empty.len() {
            features.retain(|column| !self.layout.empty.contains(column));
        }
        self.inputs = self.inputs_of(&features, job);
        Ok(label)
    }

    /// The columns of rows that come later: those of the training table, by their names where both have a header; the place of the
    /// labels, where there are to be any.
    fn find_incoming(&mut self, form: &Form, job: &Job, network: &Network) -> Result<Option<usize>> {
        let (name, names) = (self.name.clone(), self.layout.names.clone());
        let labelled = job.purpose == Purpose::Learned;
        let features: Vec<usize> = if self.layout.header.is_some() && form.header {
            let find = |column: &String| {
                let place = names.iter().position(|name| name == column);
                place.ok_or_else(|| {
                    Diagnostic::new(format!("{} has no column \"{column}\", from which the network was trained", self.name))
                        .help(format!("columns there: {}", others(&names)))
                })
            };
            form.columns.iter().map(find).collect::<Result<_>>()?
        } else if names.len() == form.columns.len() + usize::from(labelled) {
            (0..form.columns.len()).collect() // the label is the last one
        } else if names.len() == form.width {
            form.places.clone()
        } else {
            let (inputs, width) = (form.columns.len(), form.width);
            let message = format!(
                "{}:{}: {} columns; the network was trained on {inputs} inputs in {width} columns",
                self.name,
                self.line,
                names.len()
            );
            let inputs = if labelled { "the inputs with the label behind them" } else { "the inputs alone" };
            return Err(Diagnostic::new(message).help(format!("give {inputs}, the same columns, or a header with their names")));
        };
        let label = match &job.columns.label {
            _ if !labelled => None,
            Some(column) if self.layout.header.is_some() => Some(find(&name, &names, column, network, Part::Label)?),
            _ => Some((0..names.len()).rev().find(|column| !features.contains(column)).ok_or_else(|| {
                Diagnostic::new(format!("{name}: every column is an input, none is the label"))
                    .help("rows to be learned from need a label; `entrain predict` takes rows without")
            })?),
        };
        if let Some(label) = label {
            self.label = Label::Column(label);
        }
        let left = (0..names.len()).filter(|column| !features.contains(column) && Some(*column) != label);
        self.facts.ignored = left.map(|column| self.column_name(column)).collect();
        let within = job.window.iter().flat_map(|window| &window.within);
        self.within = within.filter_map(|column| names.iter().position(|name| name == column)).collect();
        self.inputs = self.inputs_of(&features, job);
        Ok(label)
    }

    /// The columns with the words of those that hold words.
    fn inputs_of(&self, features: &[usize], job: &Job) -> Vec<Input> {
        // Without a header the columns are those of the training table, in its order.
        let name = |place: usize, column: usize| match job.form.filter(|_| job.purpose != Purpose::Named) {
            Some(form) => form.columns[place].clone(),
            None => self.layout.names[column].clone(),
        };
        let words = |name: String| job.columns.categories.iter().find(|(column, _)| *column == name).map(|(_, words)| words.clone());
        let input = |(place, &column): (usize, &usize)| Input { column, words: words(name(place, column)).unwrap_or_default() };
        features.iter().enumerate().map(input).collect()
    }

    /// What messages call a column.
    fn column_name(&self, column: usize) -> String {
        match self.layout.names[column].as_str() {
            "" => format!("column {}", column + 1),
            name => name.to_string(),
        }
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
        let made = if self.inputs.iter().any(|input| !input.words.is_empty()) {
            format!(" make {} inputs", self.facts.inputs.len())
        } else {
            String::new()
        };
        let what = format!("{} columns{kinds}{made}; the network takes {} inputs", self.inputs.len(), network.features());
        let help = "name columns that are no inputs: [data] ignore = [\"...\"]; the last one left is the label, or label = \"...\"";
        let is_input = |column: &usize| self.inputs.iter().any(|input| input.column == *column && input.words.is_empty());
        let words: Vec<&str> =
            self.layout.words.iter().filter(|column| is_input(column)).map(|&column| self.layout.names[column].as_str()).collect();
        let error = Diagnostic::new(format!("{}:{}: {what}", self.name, self.line)).help(help);
        if words.is_empty() {
            return error;
        }
        let first = words[0];
        error.help(format!(
            "columns of words, which are no inputs: {}; [data] categories = {{ {first} = [\"a\", \"b\"] }} makes one input a word",
            words.join(", ")
        ))
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
        if layout.types {
            words.push("two lines of types under it left out".into());
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
