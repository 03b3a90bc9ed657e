//! The log of a session: one JSON object a line.

use entrain_model::{Diagnostic, Result};
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A log that is added to.
pub struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens the log at `path`, or begins it.
    pub fn open(path: &Path) -> Result<Log> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| Diagnostic::io("make the folder of", path, &error))?;
        let file = OpenOptions::new().append(true).create(true).open(path).map_err(|error| Diagnostic::io("open", path, &error))?;
        Ok(Log { path: path.into(), file })
    }

    /// Adds a line.
    pub fn add(&mut self, value: Value) -> Result<()> {
        self.file.write_all(format!("{value}\n").as_bytes()).map_err(|error| Diagnostic::io("write", &self.path, &error))
    }
}
