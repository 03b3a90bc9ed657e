//! What each column of a stranger's table is for.

use super::draft::{Draft, Line};
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
/// Moments of a window that a network gets, unless somebody says so.
const MOMENTS: u32 = 16;

/// What a column is for.
#[derive(Debug, Clone, PartialEq)]
enum Use {
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

/// Shape, categories, windows.
fn inputs(table: &Survey, uses: &[Use], arguments: &Arguments, draft: &mut Draft) -> Result<()> {
    let numbers = uses.iter().filter(|purpose| **purpose == Use::Input).count();
    let words: Vec<(&str, &Vec<String>)> = table
        .columns
        .iter()
        .zip(uses)
        .filter_map(|(column, purpose)| match purpose {
            Use::Words(words) => Some((column.name.as_str(), words)),
            _ => None,
        })
        .collect();
    let made: usize = words.iter().map(|(_, words)| words.len()).sum();
    if numbers + made == 0 {
        return Err(
            Diagnostic::new("no column is left that could be an input").help("columns of numbers, or of few different words, are inputs")
        );
    }
    draft.shape = vec![numbers + made];
    draft.shape_why = match made {
        0 => format!("{numbers} columns of numbers"),
        _ => format!("{numbers} columns of numbers, and {made} inputs for the words of {} columns", words.len()),
    };
    if !words.is_empty() {
        let columns = words.iter().map(|(name, words)| {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
            let key = if plain { name.to_string() } else { quoted(name) };
            format!("{key} = [{}]", words.join(", "))
        });
        let columns: Vec<String> = columns.collect();
        draft.add("categories", format!("{{ {} }}", columns.join(", ")), "columns of words: one input a word, 1 where it stands, else 0");
    }
    if let Some(rows) = arguments.window {
        let average = arguments.average.unwrap_or((rows / MOMENTS).max(1)).min(rows);
        let step = arguments.step.unwrap_or((rows / 2).max(1));
        let moments = (rows / average) as usize;
        let channels = draft.shape[0];
        draft.shape = vec![channels, moments];
        draft.shape_why = format!("{channels} channels, {moments} moments of each");
        let is_within = |(column, purpose): (&Surveyed, &Use)| matches!(purpose, Use::Group | Use::Within).then(|| quoted(&column.name));
        let within: Vec<String> = table.columns.iter().zip(uses).filter_map(is_within).collect();
        let within_key = if within.is_empty() { String::new() } else { format!(", within = [{}]", within.join(", ")) };
        let why = format!("{rows} rows are a sample, the next begins {step} later; {average} rows become a moment, their mean");
        draft.add("window", format!("{{ rows = {rows}, step = {step}, average = {average}{within_key} }}"), why);
    }
    Ok(())
}

/// What happens to gaps in the columns that are used.
fn missing(table: &Survey, uses: &[Use], draft: &mut Draft) {
    let used = table.columns.iter().zip(uses).filter(|(_, purpose)| matches!(purpose, Use::Input | Use::Words(_) | Use::Label));
    let gaps: Vec<(&str, u64)> =
        used.filter(|(column, _)| column.gaps > 0).map(|(column, _)| (column.name.as_str(), column.gaps)).collect();
    let Some(&(worst, most)) = gaps.iter().max_by_key(|(_, gaps)| *gaps) else { return };
    let all: u64 = gaps.iter().map(|(_, gaps)| gaps).sum();
    let where_ = format!("{all} gaps in {} columns, most in {worst} ({most} of {} rows)", gaps.len(), table.rows);
    // Few enough rows to do without.
    match all * 20 <= table.rows {
        true => draft.add("missing", "\"drop\"".into(), format!("{where_}: those rows are left out; \"median\" fills the gaps")),
        false => {
            draft.add("missing", "\"median\"".into(), format!("{where_}: filled with the column's median; \"drop\" leaves such rows out"))
        }
    }
}

/// Which rows test.
fn split(draft: &mut Draft, source: &Source, group: Option<String>) {
    if !source.test.is_empty() {
        return;
    }
    match group {
        Some(by) => {
            let why =
                format!("about a quarter of the rows tests, and no {by} is on both sides; `entrain train --splits 5` draws five times");
            draft.add("split", format!("{{ by = {}, test = 0.25, seed = 1 }}", quoted(&by)), why);
        }
        None => draft.add(
            "split",
            "{ test = 0.25, seed = 1 }".into(),
            "a quarter of each class tests, drawn by chance; `entrain train --splits 5` draws five times",
        ),
    }
}

/// Classes and their names.
fn classes(draft: &mut Draft, values: &[(String, u64)], whence: &str) -> Result<()> {
    let numbers: Option<Vec<f64>> = values.iter().map(|(value, _)| value.parse::<f64>().ok().filter(|number| number.is_finite())).collect();
    let mut names: Vec<String> = match numbers {
        Some(mut numbers) => {
            numbers.sort_by(f64::total_cmp);
            numbers.dedup();
            let plain = numbers.iter().enumerate().all(|(class, number)| *number == class as f64);
            if plain && numbers.len() >= 2 {
                let why = format!("{whence} are 0 to {}; class_names = [\"...\", ...] would name them", numbers.len() - 1);
                draft.classes = Line { key: "classes".into(), value: numbers.len().to_string(), why };
                return Ok(());
            }
            numbers.iter().map(f64::to_string).collect()
        }
        None => values.iter().map(|(value, _)| value.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
    };
    names.dedup();
    if names.len() < 2 {
        return Err(Diagnostic::new(format!(
            "there is one class only, {}: nothing can be told apart",
            names.first().map_or("none", String::as_str)
        ))
        .help("rows of at least two classes are needed; --label names the column of the class"));
    }
    let list: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    draft.classes = Line { key: "class_names".into(), value: format!("[{}]", list.join(", ")), why: format!("{whence}, class 0 first") };
    Ok(())
}
