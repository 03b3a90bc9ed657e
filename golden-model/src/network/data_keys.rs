//! The [data] table, checked.

use super::files::{Columns, DataSource, Files, Share, Split};
use super::raw_data::{DataTable, FilesTable, FilesValue, Paths, SplitTable, TestValue};
use super::reading::{missing, normalise, reading};
use super::validate::Checker;
use super::window::window;
use super::{Network, Part, Source};
use crate::diagnostic::Result;
use serde_spanned::Spanned;
use std::path::Path;

const FORMS: &str = "\"samples.csv\", { x = \"x.npy\", y = \"y.npy\" }, { npz = \"a.npz\", x = \"x\", y = \"y\" } or { images = \"a-idx3-ubyte.gz\", labels = \"b-idx1-ubyte.gz\" }";

/// Checks the table; paths count from `folder`, and `source` learns where the parts stand.
pub(super) fn data_source(check: &Checker, table: &DataTable, shape: &[usize], folder: &Path, source: &mut Source) -> Result<DataSource> {
    let train = files(check, "train", &table.train, folder)?;
    let test = table.test.as_ref().map(|test| files(check, "test", test, folder)).transpose()?;
    let rows = table.rows.as_ref().map(|rows| &rows.train);
    source.note(Part::Train, Some(&table.train));
    source.note(Part::Rows, rows);
    let train_rows = rows.map(|rows| check.integer("rows.train", rows, 1..=i64::MAX)).transpose()?.map(|rows| rows as usize);

    let split = table.split.as_ref().map(Spanned::get_ref);
    let by = split.and_then(|split| split.column.as_ref().or(split.by.as_ref()));
    let tables = [Some(&train), test.as_ref()].into_iter().flatten().any(Files::has_tables);
    let column_of_split = by.filter(|by| split.is_some_and(|split| split.column.is_some()) || by.get_ref() != "file");
    let named = table.label.iter().chain(table.ignore.iter().flatten()).chain(column_of_split);
    if let Some(categories) = table.categories.as_ref().filter(|_| !tables) {
        return Err(check.error("arrays have no columns of words".into(), categories.span(), "only tables have them"));
    }
    if let Some(column) = (!tables).then_some(named).and_then(|mut named| named.next()) {
        let message = format!("there is no column \"{}\": the data are arrays", column.get_ref());
        return Err(check.error(message, column.span(), "only CSV files have named columns"));
    }
    if let Some(split) = &table.split {
        let other = if rows.is_some() { Some("rows") } else { test.as_ref().map(|_| "test") };
        if let Some(other) = other {
            let message = format!("both split and {other} say which rows test");
            let span = by.map_or(split.span(), Spanned::span);
            return Err(check.error(message, span, &format!("leave split or {other} out")));
        }
    }
    source.note(Part::Label, table.label.as_ref());
    source.note_all(Part::Ignore, table.ignore.iter().flatten());
    source.note(Part::SplitColumn, by);
    source.note(Part::Normalise, table.normalise.as_ref());
    source.note(Part::Categories, table.categories.as_ref());
    let (split, share) = split.map_or(Ok((None, None)), |split| which_test(check, split, source))?;
    let columns = Columns {
        label: table.label.as_ref().map(|label| label.get_ref().clone()),
        ignore: table.ignore.iter().flatten().map(|column| column.get_ref().clone()).collect(),
        categories: categories(check, table)?,
        split,
    };
    source.note(Part::Window, table.window.as_ref());
    let window = window(check, table, shape)?;
    let permute = table.rows.as_ref().and_then(|rows| rows.permute.as_ref());
    let permute = permute.map(|seed| check.integer("rows.permute", seed, 0..=u32::MAX as i64)).transpose()?.map(|seed| seed as u32);
    let (reading, missing, normalise) = (reading(check, table)?, missing(check, table)?, normalise(check, table)?);
    Ok(DataSource { train, test, train_rows, permute, columns, share, reading, window, missing, normalise })
}

/// The columns of words, with the words of each.
fn categories(check: &Checker, table: &DataTable) -> Result<Vec<(String, Vec<String>)>> {
    let columns = table.categories.as_ref().map(Spanned::get_ref).into_iter().flatten();
    let column = |(name, words): (&String, &Vec<Spanned<toml::Value>>)| {
        let texts = words.iter().map(|word| text(check, word)).collect::<Result<Vec<String>>>()?;
        let twice = (1..texts.len()).find(|&index| texts[..index].contains(&texts[index]));
        if let Some(index) = twice {
            let message = format!("\"{}\" stands twice among the values of {name}", texts[index]);
            return Err(check.error(message, words[index].span(), "the second of them"));
        }
        if texts.len() < 2 {
            let span = table.categories.as_ref().map_or(0..0, Spanned::span);
            return Err(check.error(format!("{name} needs at least two values"), span, "categories = { column = [\"a\", \"b\"] }"));
        }
        Ok((name.trim().to_string(), texts))
    };
    columns.map(column).collect()
}

/// The two ways to split: by values of a column, or a share of the rows.
fn which_test(check: &Checker, split: &SplitTable, source: &mut Source) -> Result<(Option<Split>, Option<Share>)> {
    if let (Some(column), Some(by)) = (&split.column, &split.by) {
        let message = format!("the split has two columns, \"{}\" and \"{}\"", column.get_ref(), by.get_ref());
        return Err(check.error(message, by.span(), "`by` and `column` mean the same: leave one out"));
    }
    let by = split.column.as_ref().or(split.by.as_ref());
    let seed = split.seed.as_ref().map(|seed| check.integer("split.seed", seed, 0..=u32::MAX as i64)).transpose()?;
    match (split.test.get_ref(), by) {
        (TestValue::Share(share), by) => {
            if !(*share > 0.0 && *share < 1.0) {
                return Err(check.error(
                    format!("test = {share} is no share of the rows"),
                    split.test.span(),
                    "above 0 and below 1, such as 0.25",
                ));
            }
            let by = by.map(|by| by.get_ref().trim().to_string());
            Ok((None, Some(Share { by, test: *share, seed: seed.unwrap_or(1) as u32 })))
        }
        (TestValue::Values(values), Some(column)) => {
            if let Some(seed) = &split.seed {
                return Err(check.error(
                    "nothing is drawn by chance here".into(),
                    seed.span(),
                    "leave the seed out, or give a share: test = 0.25",
                ));
            }
            let test = values.iter().map(|value| text(check, value)).collect::<Result<Vec<String>>>()?;
            if test.is_empty() {
                return Err(check.error("no value says which rows test".into(), column.span(), "test = [] selects nothing"));
            }
            source.note_all(Part::SplitValue, values);
            Ok((Some(Split { column: column.get_ref().clone(), test }), None))
        }
        (TestValue::Values(_), None) => {
            let message = "the split names values, but no column".to_string();
            Err(check
                .error(message, split.test.span(), "column = \"...\" is missing")
                .help("split = { column = \"subject\", test = [9, 10] }, or { test = 0.25 }"))
        }
    }
}

/// A value of a column as the CSV file would write it.
pub(super) fn text(check: &Checker, value: &Spanned<toml::Value>) -> Result<String> {
    match value.get_ref() {
        toml::Value::String(text) => Ok(text.trim().to_string()),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Float(number) => Ok(number.to_string()),
        toml::Value::Boolean(value) => Ok(if *value { "True" } else { "False" }.to_string()),
        _ => Err(check.error("this is no value of a column".into(), value.span(), "a number or a text")),
    }
}

/// Finds the format by the keys that are there.
fn files(check: &Checker, key: &str, value: &Spanned<FilesValue>, folder: &Path) -> Result<Files> {
    let refuse = |message: String, label: &str| Err(check.error(message, value.span(), label).help(format!("{key} = {FORMS}")));
    let table = match value.get_ref() {
        FilesValue::Table(table) => table,
        FilesValue::List(list) if list.is_empty() => return refuse(format!("{key} names no file"), "empty"),
        FilesValue::List(list) => return Ok(several(list.iter().map(|value| files(check, key, value, folder)).collect::<Result<_>>()?)),
        FilesValue::Csv(path) => {
            let path = folder.join(path);
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            return match extension {
                "npy" | "npz" => refuse(format!("{key} names an .{extension} file as if it were CSV"), "inputs and labels are to be named"),
                _ => Ok(Files::Csv(path)),
            };
        }
    };
    if table.files.is_some() || table.class.is_some() {
        return of_class(check, key, table, value, folder);
    }
    let FilesTable { x, y, npz, images, labels, .. } = &**table;
    match (x, y, npz, images, labels) {
        (Some(Paths(x)), Some(Paths(y)), None, None, None) if x.len() != y.len() => {
            refuse(format!("{key} names {} files of inputs and {} of labels", x.len(), y.len()), "x and y go in pairs")
        }
        (Some(Paths(x)), Some(Paths(y)), None, None, None) => {
            Ok(several(x.iter().zip(y).map(|(x, y)| Files::Npy { x: folder.join(x), y: folder.join(y) }).collect()))
        }
        (Some(Paths(x)), Some(Paths(y)), Some(npz), None, None) => match (x.as_slice(), y.as_slice()) {
            ([x], [y]) => Ok(Files::Npz { npz: folder.join(npz), x: x.clone(), y: y.clone() }),
            _ => refuse(format!("{key} names several arrays of one archive"), "one array for x and one for y"),
        },
        (None, None, None, Some(images), Some(labels)) => Ok(Files::Idx { images: folder.join(images), labels: folder.join(labels) }),
        (Some(_), None, _, None, None) => refuse(format!("{key} has x but no y"), "the labels are missing"),
        (None, Some(_), _, None, None) => refuse(format!("{key} has y but no x"), "the inputs are missing"),
        (None, None, Some(_), None, None) => refuse(format!("{key} does not name the arrays of the archive"), "x and y are missing"),
        (None, None, None, Some(_), None) => refuse(format!("{key} has images but no labels"), "the labels are missing"),
        (None, None, None, None, Some(_)) => refuse(format!("{key} has labels but no images"), "the images are missing"),
        (None, None, None, None, None) => refuse(format!("{key} names no file"), "empty"),
        _ => refuse(format!("{key} mixes two formats"), "images and labels, or x and y"),
    }
}

/// Files of one class each: `{ files = "idle_*.csv", class = "idle" }`.
fn of_class(check: &Checker, key: &str, table: &FilesTable, value: &Spanned<FilesValue>, folder: &Path) -> Result<Files> {
    let help = "a list has one entry a class: [{ files = \"idle_*.csv\", class = \"idle\" }, { files = \"walk_*.csv\", class = \"walk\" }]";
    let refuse = |message: &str, label: &str| Err(check.error(format!("{key} {message}"), value.span(), label).help(help));
    let others = [&table.x, &table.y].iter().any(|paths| paths.is_some())
        || [&table.npz, &table.images, &table.labels].iter().any(|path| path.is_some());
    match (&table.files, &table.class) {
        _ if others => refuse("mixes two formats", "files and class, or x and y, or images and labels"),
        (Some(Paths(paths)), class) => {
            let class = class.as_ref().map(|class| text(check, class)).transpose()?;
            let file = |path: &String| match &class {
                Some(class) => Files::OfClass { file: folder.join(path), class: class.clone() },
                None => Files::Csv(folder.join(path)),
            };
            Ok(several(paths.iter().map(file).collect()))
        }
        (None, _) => refuse("has a class but no files", "the files are missing"),
    }
}

/// One stays alone.
fn several(mut files: Vec<Files>) -> Files {
    if files.len() == 1 { files.remove(0) } else { Files::Several(files) }
}

/// The classes: how many, and their names if the file has them.
pub(super) fn classes(
    check: &Checker,
    count: &Option<Spanned<i64>>,
    names: &Option<Spanned<Vec<Spanned<toml::Value>>>>,
    table: std::ops::Range<usize>,
) -> Result<(usize, Vec<String>)> {
    let count = count.as_ref().map(|count| Ok((check.integer("classes", count, 2..=1024)? as usize, count.span()))).transpose()?;
    let Some(names) = names else {
        return match count {
            Some((count, _)) => Ok((count, Vec::new())),
            None => Err(check.error("the key \"classes\" is missing".into(), table, "in this table")),
        };
    };
    let texts = names.get_ref().iter().map(|name| text(check, name)).collect::<Result<Vec<String>>>()?;
    for (index, (name, value)) in texts.iter().zip(names.get_ref()).enumerate() {
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(check.error("a class needs a name".into(), value.span(), "a word"));
        }
        if texts[..index].contains(name) {
            return Err(check.error(format!("two classes are called \"{name}\""), value.span(), "the second of them"));
        }
    }
    if !(2..=1024).contains(&texts.len()) {
        return Err(check.error(format!("class_names has {} names", texts.len()), names.span(), "2 to 1024"));
    }
    match count {
        Some((count, _)) if count != texts.len() => Err(check.error(
            format!("class_names has {} names for {count} classes", texts.len()),
            names.span(),
            "one a class; `classes` may be left out",
        )),
        _ => Ok((texts.len(), texts)),
    }
}

impl Network {
    /// The names of the classes: those of the network file; else, once its data have been read, those of the data; else numbers from 0.
    pub fn class_names(&self) -> Vec<String> {
        self.class_names_or(self.found_names.get().map_or(&[], Vec::as_slice))
    }

    /// The same with the names that some data have.
    pub fn class_names_or(&self, found: &[String]) -> Vec<String> {
        let names = if self.names.is_empty() { found } else { &self.names };
        (0..self.classes).map(|class| names.get(class).cloned().unwrap_or_else(|| class.to_string())).collect()
    }

    /// The names that the network file gives its classes; empty without.
    pub fn given_class_names(&self) -> &[String] {
        &self.names
    }

    /// Notes the names that the data have, or a checkpoint that was made of them. Every copy of this network knows them; the first ones stay.
    pub fn found_class_names(&self, names: &[String]) {
        self.found_names.get_or_init(|| names.to_vec());
    }
}
