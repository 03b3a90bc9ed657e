//! What each column of a stranger's table is for.

use super::draft::{Draft, Line};
use super::keys::{classes, inputs, missing, split};
use super::source::{Part, Source, quoted};
use super::{Arguments, warning};
use crate::output::warn;
use entrain_model::data::{Survey, Surveyed, survey, survey_arrays};
use entrain_model::network::Reading;
use entrain_model::{Diagnostic, Result};
use std::collections::BTreeSet;

/// Most classes that are recognised without being named.
const CLASSES: usize = 64;
/// Most different words of a column that become inputs, one each.
const WORDS: usize = 12;
/// Names of columns whose rows belong together: who trains with one half and tests with the other is too hopeful.
const GROUPS: [&str; 17] = [
    "subject",
    "subject_id",
    "participant",
    "patient",
    "patient_id",
    "person",
    "user",
    "user_id",
    "animal",
    "device",
    "machine",
    "machine_id",
    "unit",
    "recording",
    "session",
    "series",
    "group",
];
/// Names of columns that number or date the rows.
const NUMBERS: [&str; 14] =
    ["id", "index", "idx", "no", "nr", "row", "row_id", "sample", "sample_id", "time", "timestamp", "date", "datetime", "passengerid"];
/// Names of columns that are the class, however few rows there are.
const CLASS_NAMES: [&str; 8] = ["label", "labels", "class", "target", "y", "category", "species", "activity"];

/// What a column is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Use {
    Input,
    Words(Vec<String>),
    Label,
    Group,
    /// It says whose rows these are, beside the column of the split.
    Within,
    Ignored(String),
}

/// Looks at the files, fills the draft, and says what it found.
pub fn look(source: &Source, arguments: &Arguments, draft: &mut Draft) -> Result<String> {
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
        Part::Table { .. } => tables(source, arguments, draft),
    }
}

fn tables(source: &Source, arguments: &Arguments, draft: &mut Draft) -> Result<String> {
    let files = Source::tables(&source.train)?;
    let named: Vec<String> = arguments.label.iter().chain(&arguments.ignore).chain(&arguments.by).cloned().collect();
    let mut all: Option<Survey> = None;
    let mut said = String::new();
    for (path, _) in &files {
        let found = survey(path, &named, &Reading::default())?;
        if said.lines().count() < 4 {
            said += &format!("{}: {}\n", path.display(), found.what);
        }
        all = Some(match all.take() {
            None => found,
            Some(first) => first.with(found).map_err(|what| Diagnostic::new(format!("{}: {what}", path.display())))?,
        });
    }
    let table = all.ok_or_else(|| Diagnostic::new("no file is named"))?;
    let given: Vec<(String, u64)> = files.iter().filter_map(|(_, class)| class.clone()).map(|class| (class, 1)).collect();
    let label = match given.is_empty() {
        true => Some(label(&table, arguments)?),
        false => None,
    };
    for wanted in arguments.ignore.iter().chain(&arguments.by) {
        place(&table, wanted)?;
    }
    let uses: Vec<Use> = (0..table.columns.len()).map(|column| purpose(&table, column, label, arguments)).collect();
    match label {
        Some(column) => {
            let column = &table.columns[column];
            classes(draft, &column.values, &format!("the values of the column {}", column.name))?;
            if draft.classes.key == "classes" && draft.classes.value == table.classes.len().to_string() {
                let list: Vec<String> = table.classes.iter().map(|name| quoted(name)).collect();
                let why = "from the line above the table, class 0 first".into();
                draft.classes = Line { key: "class_names".into(), value: format!("[{}]", list.join(", ")), why };
            }
            let why = if arguments.label.is_some() { "as it was named" } else { "a column with few values; --label names another" };
            draft.add("label", quoted(&column.name), why);
        }
        None => classes(draft, &given, "as the files were given")?,
    }
    inputs(&table, &uses, arguments, draft)?;
    let ignored: Vec<(&str, &str)> = table
        .columns
        .iter()
        .zip(&uses)
        .filter_map(|(column, purpose)| match purpose {
            Use::Ignored(why) if !column.name.is_empty() => Some((column.name.as_str(), why.as_str())),
            _ => None,
        })
        .collect();
    if !ignored.is_empty() {
        let names: Vec<String> = ignored.iter().map(|(name, _)| quoted(name)).collect();
        let why: Vec<String> = ignored.iter().map(|(name, why)| format!("{name}: {why}")).collect();
        draft.add("ignore", format!("[{}]", names.join(", ")), why.join("; "));
        let message = format!("columns that are no inputs: {}", why.join("; "));
        warn(&[warning("columns_ignored", message)]);
    }
    missing(&table, &uses, draft);
    let group = uses.iter().position(|purpose| *purpose == Use::Group).map(|column| table.columns[column].name.clone());
    split(draft, source, group);
    let first = files[0].0.display();
    let more = if files.len() > 1 { format!(" and {} more files", files.len() - 1) } else { String::new() };
    draft.about = format!("{} rows of {} columns from {first}{more}", table.rows, table.columns.len());
    Ok(said)
}

/// The place of a column.
fn place(table: &Survey, name: &str) -> Result<usize> {
    table.columns.iter().position(|column| column.name == name).ok_or_else(|| {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let error = Diagnostic::new(format!("there is no column \"{name}\""));
        match entrain_model::diagnostic::nearest(name, names.iter().copied()) {
            Some(near) => error.help(format!("did you mean \"{near}\"?")),
            None => error.help(format!("columns there: {}", names.join(", "))),
        }
    })
}

/// The column of the labels: the one that is named, else the last or the first with few values.
fn label(table: &Survey, arguments: &Arguments) -> Result<usize> {
    if let Some(name) = &arguments.label {
        let column = place(table, name)?;
        let distinct = table.columns[column].distinct();
        if !(2..=1024).contains(&distinct) {
            let what = if distinct < 2 { "one value in all rows" } else { "more than 1024 values" };
            return Err(Diagnostic::new(format!("column \"{name}\" has {what}, it cannot be the class"))
                .help("--label names the column of the class"));
        }
        return Ok(column);
    }
    let open = |column: &usize| Some(*column) != table.index && !arguments.ignore.contains(&table.columns[*column].name);
    let mut places = (0..table.columns.len()).filter(open);
    let (first, last) = (places.next(), places.next_back());
    let can_be = |column: &Surveyed| {
        let named = CLASS_NAMES.contains(&column.name.to_lowercase().as_str());
        let few = (2..=CLASSES).contains(&column.distinct()) && (named || column.distinct() as u64 * 3 <= table.rows);
        few && (column.words > 0 || column.whole) && column.gaps * 10 <= table.rows
    };
    let candidates: Vec<usize> = [last, first].into_iter().flatten().filter(|&column| can_be(&table.columns[column])).collect();
    // What is called so, then words, sooner than numbers.
    let named = candidates.iter().find(|&&column| CLASS_NAMES.contains(&table.columns[column].name.to_lowercase().as_str()));
    let words = named.or(candidates.iter().find(|&&column| table.columns[column].words > 0));
    words.or(candidates.first()).copied().ok_or_else(|| {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        Diagnostic::new("neither the last nor the first column has few values, so which one is the class?")
            .help(format!("--label COLUMN names it; there are {}", names.join(", ")))
            .help("files of one class each: --data idle=idle.csv walk=walk.csv")
    })
}

/// What a column is for.
fn purpose(table: &Survey, column: usize, label: Option<usize>, arguments: &Arguments) -> Use {
    let found = &table.columns[column];
    let name = found.name.to_lowercase();
    let ignored = |why: &str| Use::Ignored(why.into());
    if Some(column) == label {
        return Use::Label;
    }
    if Some(column) == table.index {
        return ignored("it counts the rows");
    }
    if arguments.ignore.contains(&found.name) {
        return ignored("as it was asked for");
    }
    let repeats = found.distinct() > 1 && (found.distinct() as u64) * 4 <= table.rows;
    if arguments.by.as_ref() == Some(&found.name)
        || (arguments.by.is_none() && GROUPS.contains(&name.as_str()) && repeats && found.distinct() > 3)
    {
        return Use::Group;
    }
    if GROUPS.contains(&name.as_str()) && repeats {
        return if arguments.window.is_some() { Use::Within } else { ignored("it says whose rows these are, no measurement") };
    }
    let filled = found.numbers + found.words;
    if filled == 0 || found.gaps > table.rows / 2 {
        return ignored("most of it is empty");
    }
    if found.distinct() < 2 {
        return ignored("the same in every row");
    }
    if NUMBERS.contains(&name.as_str()) && (found.rises || found.words > 0) && found.distinct() > WORDS {
        return ignored("it numbers or dates the rows");
    }
    // A word among many numbers is for the reader to complain of, with its place.
    if found.words * 20 <= found.numbers {
        return Use::Input;
    }
    let repeats = found.values.iter().filter(|(_, rows)| *rows > 1).count() * 2 >= found.values.len();
    match found.distinct() <= WORDS && repeats {
        true => {
            let words: BTreeSet<String> = found.values.iter().map(|(word, _)| word.clone()).collect();
            Use::Words(words.into_iter().collect())
        }
        false => ignored("text with many different values"),
    }
}
