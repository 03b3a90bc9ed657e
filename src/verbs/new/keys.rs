//! From what the columns are for to the keys of a network file.

use super::draft::{Draft, Line};
use super::options::Options;
use super::purpose::Use;
use super::source::Source;
use super::words::quoted;
use entrain_data::{Survey, Surveyed};
use entrain_model::{Diagnostic, Result};
use std::collections::BTreeSet;

/// Moments of a window that a network gets, unless somebody says so.
const MOMENTS: u32 = 16;

/// Shape, categories, windows.
pub(super) fn inputs(table: &Survey, uses: &[Use], options: &Options, draft: &mut Draft) -> Result<()> {
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
    if let Some(rows) = options.window {
        let average = options.average.unwrap_or((rows / MOMENTS).max(1)).min(rows);
        let step = options.step.unwrap_or((rows / 2).max(1));
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
pub(super) fn missing(table: &Survey, uses: &[Use], draft: &mut Draft) {
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
pub(super) fn split(draft: &mut Draft, source: &Source, group: Option<String>) {
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
pub(super) fn classes(draft: &mut Draft, values: &[(String, u64)], whence: &str) -> Result<()> {
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
