//! What a column of a stranger's table is for, from its name and from what stands in it.

use super::options::Options;
use entrain_data::{Survey, Surveyed};
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

/// The place of a column.
pub(super) fn place(table: &Survey, name: &str) -> Result<usize> {
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
pub(super) fn label(table: &Survey, options: &Options) -> Result<usize> {
    if let Some(name) = &options.label {
        let column = place(table, name)?;
        let distinct = table.columns[column].distinct();
        if !(2..=1024).contains(&distinct) {
            let what = if distinct < 2 { "one value in all rows" } else { "more than 1024 values" };
            return Err(Diagnostic::new(format!("column \"{name}\" has {what}, it cannot be the class"))
                .help("--label names the column of the class"));
        }
        return Ok(column);
    }
    let open = |column: &usize| Some(*column) != table.index && !options.ignore.contains(&table.columns[*column].name);
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
pub(super) fn purpose(table: &Survey, column: usize, label: Option<usize>, options: &Options) -> Use {
    let found = &table.columns[column];
    let name = found.name.to_lowercase();
    let ignored = |why: &str| Use::Ignored(why.into());
    if Some(column) == label {
        return Use::Label;
    }
    if Some(column) == table.index {
        return ignored("it counts the rows");
    }
    if options.ignore.contains(&found.name) {
        return ignored("as it was asked for");
    }
    let repeats = found.distinct() > 1 && (found.distinct() as u64) * 4 <= table.rows;
    if options.by.as_ref() == Some(&found.name)
        || (options.by.is_none() && GROUPS.contains(&name.as_str()) && repeats && found.distinct() > 3)
    {
        return Use::Group;
    }
    if GROUPS.contains(&name.as_str()) && repeats {
        return if options.window.is_some() { Use::Within } else { ignored("it says whose rows these are, no measurement") };
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
