//! One file after the other: lists and patterns.

use super::array::Pairs;
use super::facts::Facts;
use super::form::{Form, Purpose};
use super::labels::Labels;
use super::open::Bytes;
use super::reader::{Reader, Row};
use super::records::Look;
use super::table::{Job, Table};
use super::{idx, npy, npz};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Columns, DataSource, Files, Missing, Network, Part, Reading, Window};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// How the files of a source are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    pub columns: Columns,
    pub reading: Reading,
    pub missing: Missing,
    /// The column that keeps rows together or splits them, which is no input; and whether it is asked for.
    pub apart: Option<String>,
    pub group: bool,
    /// Rows of one file are together.
    pub by_file: bool,
    pub window: Option<Window>,
    /// The inputs of tables that were read before.
    pub form: Option<Form>,
    pub purpose: Purpose,
    /// A row that cannot be read is one with a fault, not an error.
    pub lenient: bool,
    /// How much is looked at before the first row is given.
    pub look: Look,
}

impl Manner {
    /// As the network file says; `split` asks for the column of the split.
    pub fn of(source: &DataSource, split: bool) -> Manner {
        let by_value = source.columns.split.as_ref().map(|split| split.column.clone());
        let by = source.share.as_ref().and_then(|share| share.by.clone());
        // A column may be called so, too.
        let by_file = by.as_deref() == Some("file")
            && matches!(source.train, Files::Several(_) | Files::OfClass { .. } | Files::Npy { .. } | Files::Csv(_));
        let apart = by_value.or(by.filter(|_| !by_file));
        let group = split && apart.is_some();
        Manner {
            columns: source.columns.clone(),
            reading: source.reading.clone(),
            missing: source.missing,
            apart,
            group,
            by_file,
            window: source.window.clone(),
            ..Manner::default()
        }
    }
}

/// The files of a source as one.
pub(super) struct Chain {
    files: VecDeque<Files>,
    manner: Manner,
    network: Network,
    current: Option<Box<dyn Reader>>,
    /// Files opened so far.
    opened: usize,
    facts: Facts,
}

impl Chain {
    /// Opens the first of the files.
    ///
    /// # Errors
    /// A pattern that matches no file, and what is wrong with the first file.
    pub fn open(files: &Files, manner: Manner, network: &Network) -> Result<Chain> {
        let mut all = VecDeque::new();
        expand(files, network, &mut all)?;
        let mut chain = Chain { files: all, manner, network: network.clone(), current: None, opened: 0, facts: Facts::default() };
        chain.advance()?;
        Ok(chain)
    }

    /// Opens the next file; false if there is none.
    fn advance(&mut self) -> Result<bool> {
        if let Some(done) = self.current.take() {
            self.facts.add(done.facts());
        }
        let Some(files) = self.files.pop_front() else { return Ok(false) };
        let reader = reader(&files, &self.manner, &self.network)?;
        if self.manner.form.is_none() && files.has_tables() && !self.files.is_empty() {
            self.manner.form = Some(reader.facts().form);
        }
        self.current = Some(reader);
        self.opened += 1;
        Ok(true)
    }
}

impl Reader for Chain {
    fn next(&mut self, row: &mut Row, labels: &mut Labels) -> Result<bool> {
        while let Some(reader) = &mut self.current {
            if reader.next(row, labels)? {
                row.file = self.opened;
                if self.manner.by_file {
                    row.group.clear();
                    row.group.push_str(&self.opened.to_string());
                }
                return Ok(true);
            }
            self.advance()?;
        }
        Ok(false)
    }

    fn facts(&self) -> Facts {
        let mut facts = self.facts.clone();
        if let Some(reader) = &self.current {
            facts.add(reader.facts());
        }
        facts
    }
}

impl Manner {
    /// How a table is opened whose rows are all of `class`, if there is one.
    fn job<'a>(&'a self, class: Option<&'a str>) -> Job<'a> {
        let apart = self.apart.as_deref();
        Job {
            columns: &self.columns,
            reading: &self.reading,
            missing: self.missing,
            class,
            apart,
            group: apart.filter(|_| self.group),
            form: self.form.as_ref(),
            purpose: self.purpose,
            lenient: self.lenient,
            look: self.look,
            window: self.window.as_ref(),
        }
    }
}

/// The reader of a table whose bytes are there already.
pub(super) fn table_of(name: String, bytes: Bytes, manner: &Manner, network: &Network) -> Result<Box<dyn Reader>> {
    Ok(Box::new(Table::new(name, bytes, &manner.job(None), network)?))
}

/// The reader of one file.
fn reader(files: &Files, manner: &Manner, network: &Network) -> Result<Box<dyn Reader>> {
    let table =
        |path: &Path, class: Option<&str>| -> Result<Box<dyn Reader>> { Ok(Box::new(Table::open(path, &manner.job(class), network)?)) };
    let pairs = |pairs: Pairs| -> Box<dyn Reader> { Box::new(pairs.with(manner.missing)) };
    Ok(match files {
        Files::Csv(path) => table(path, None)?,
        Files::Npy { x, y } => pairs(npy::read(x, y, network)?),
        Files::Npz { npz, x, y } => pairs(npz::read(npz, x, y, network)?),
        Files::Idx { images, labels } => pairs(idx::read(images, labels, network)?),
        Files::OfClass { file, class } if !files.has_tables() => pairs(npy::read_of_class(file, class, network)?),
        Files::OfClass { file, class } => table(file, Some(class))?,
        Files::Several(_) => return Err(Diagnostic::new("a list of files within a list")),
    })
}

/// Lists and patterns as single files, those of a pattern in the order of their names.
fn expand(files: &Files, network: &Network, into: &mut VecDeque<Files>) -> Result<()> {
    match files {
        Files::Several(several) => several.iter().try_for_each(|files| expand(files, network, into)),
        Files::Csv(path) if is_pattern(path) => {
            into.extend(matches(path, network)?.into_iter().map(Files::Csv));
            Ok(())
        }
        Files::OfClass { file, class } if is_pattern(file) => {
            into.extend(matches(file, network)?.into_iter().map(|file| Files::OfClass { file, class: class.clone() }));
            Ok(())
        }
        Files::Npy { x, y } if is_pattern(x) || is_pattern(y) => {
            let (inputs, labels) = (matches(x, network)?, matches(y, network)?);
            if inputs.len() != labels.len() {
                let message = format!("{} matches {} files, {} matches {}", x.display(), inputs.len(), y.display(), labels.len());
                return Err(network.point_at(Diagnostic::new(message), Part::Train, "x and y go in pairs"));
            }
            into.extend(inputs.into_iter().zip(labels).map(|(x, y)| Files::Npy { x, y }));
            Ok(())
        }
        files => {
            into.push_back(files.clone());
            Ok(())
        }
    }
}

/// Whether a path names several files; one that is there as it is written does not.
pub fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[']) && !path.exists()
}

/// The files that a pattern matches, in the order of their names.
///
/// # Errors
/// What is no pattern, or matches nothing; without a place, which only the caller knows.
pub fn matching(pattern: &Path) -> Result<Vec<PathBuf>> {
    let found = match glob::glob(&pattern.to_string_lossy()) {
        Ok(found) => found.filter_map(std::result::Result::ok).filter(|path| path.is_file()).collect::<Vec<_>>(),
        Err(error) => return Err(Diagnostic::new(format!("{} is no pattern of files: {}", pattern.display(), error.msg))),
    };
    match found.is_empty() {
        true => Err(Diagnostic::new(format!("{} matches no file", pattern.display()))),
        false => Ok(found),
    }
}

/// The same of a network file, which shows where the pattern stands.
fn matches(pattern: &Path, network: &Network) -> Result<Vec<PathBuf>> {
    matching(pattern).map_err(|error| network.point_at(error, Part::Train, "* stands for any letters, ? for one"))
}
