//! What each column of a stranger's table is for.

use super::draft::{Draft, Line};
use super::keys::{classes, inputs, missing, split};
use super::options::Options;
use super::purpose::{Use, label, place, purpose};
use super::source::{Part, Source};
use super::words::quoted;
use crate::output::warn;
use entrain_data::{Survey, Warning, survey, survey_arrays};
use entrain_model::network::Reading;
use entrain_model::{Diagnostic, Result};
use std::path::PathBuf;

/// Looks at the files, fills the draft, and says what it found.
pub fn look(source: &Source, options: &Options, draft: &mut Draft) -> Result<String> {
    match &source.train[0] {
        Part::Arrays(files) => {
            let found = survey_arrays(files)?;
            classes(draft, &found.labels, "the labels")?;
            draft.shape = found.shape;
            draft.shape_why = format!("the shape of a sample in {}", found.files[0].0);
            draft.about = format!("{} samples from {}, {}", found.rows, found.files[0].0, found.files[0].1);
            split(draft, source, None);
            Ok(found.files.iter().map(|(file, what)| format!("{file}: {what}\n")).collect())
        }
        Part::Table { .. } => tables(source, options, draft),
    }
}

fn tables(source: &Source, options: &Options, draft: &mut Draft) -> Result<String> {
    let files = Source::tables(&source.train)?;
    let named: Vec<String> = options.label.iter().chain(&options.ignore).chain(&options.by).cloned().collect();
    let (table, said) = surveyed(&files, &named)?;
    let given: Vec<(String, u64)> = files.iter().filter_map(|(_, class)| class.clone()).map(|class| (class, 1)).collect();
    let label = match given.is_empty() {
        true => Some(label(&table, options)?),
        false => None,
    };
    for wanted in options.ignore.iter().chain(&options.by) {
        place(&table, wanted)?;
    }
    let uses: Vec<Use> = (0..table.columns.len()).map(|column| purpose(&table, column, label, options)).collect();
    match label {
        Some(column) => labelled(&table, column, options, draft)?,
        None => classes(draft, &given, "as the files were given")?,
    }
    inputs(&table, &uses, options, draft)?;
    ignore(&table, &uses, draft);
    missing(&table, &uses, draft);
    let group = uses.iter().position(|purpose| *purpose == Use::Group).map(|column| table.columns[column].name.clone());
    split(draft, source, group);
    let first = files[0].0.display();
    let more = if files.len() > 1 { format!(" and {} more files", files.len() - 1) } else { String::new() };
    draft.about = format!("{} rows of {} columns from {first}{more}", table.rows, table.columns.len());
    Ok(said)
}

/// All files as one table, and what the first few are.
fn surveyed(files: &[(PathBuf, Option<String>)], named: &[String]) -> Result<(Survey, String)> {
    let mut all: Option<Survey> = None;
    let mut said = String::new();
    for (path, _) in files {
        let found = survey(path, named, &Reading::default())?;
        if said.lines().count() < 4 {
            said += &format!("{}: {}\n", path.display(), found.what);
        }
        all = Some(match all.take() {
            None => found,
            Some(first) => first.with(found).map_err(|what| Diagnostic::new(format!("{}: {what}", path.display())))?,
        });
    }
    Ok((all.ok_or_else(|| Diagnostic::new("no file is named"))?, said))
}

/// The classes, from the column of the labels.
fn labelled(table: &Survey, column: usize, options: &Options, draft: &mut Draft) -> Result<()> {
    let column = &table.columns[column];
    classes(draft, &column.values, &format!("the values of the column {}", column.name))?;
    if draft.classes.key == "classes" && draft.classes.value == table.classes.len().to_string() {
        let list: Vec<String> = table.classes.iter().map(|name| quoted(name)).collect();
        let why = "from the line above the table, class 0 first".into();
        draft.classes = Line { key: "class_names".into(), value: format!("[{}]", list.join(", ")), why };
    }
    let why = if options.label.is_some() { "as it was named" } else { "a column with few values; --label names another" };
    draft.add("label", quoted(&column.name), why);
    Ok(())
}

/// The columns that are no inputs, each with its reason.
fn ignore(table: &Survey, uses: &[Use], draft: &mut Draft) {
    let ignored: Vec<(&str, &str)> = table
        .columns
        .iter()
        .zip(uses)
        .filter_map(|(column, purpose)| match purpose {
            Use::Ignored(why) if !column.name.is_empty() => Some((column.name.as_str(), why.as_str())),
            _ => None,
        })
        .collect();
    if ignored.is_empty() {
        return;
    }
    let names: Vec<String> = ignored.iter().map(|(name, _)| quoted(name)).collect();
    let why: Vec<String> = ignored.iter().map(|(name, why)| format!("{name}: {why}")).collect();
    draft.add("ignore", format!("[{}]", names.join(", ")), why.join("; "));
    let message = format!("columns that are no inputs: {}", why.join("; "));
    warn(&[Warning::new("columns_ignored", message, None)]);
}
