//! A folder that is made, and goes again where something fails.

use entrain_model::{Diagnostic, Result};
use std::path::Path;

/// A new folder, which goes again unless it is kept.
pub struct Made<'a>(Option<&'a Path>);

impl Made<'_> {
    /// Makes it.
    pub fn new(folder: &Path) -> Result<Made<'_>> {
        std::fs::create_dir_all(folder).map_err(|error| Diagnostic::io("make", folder, &error))?;
        Ok(Made(Some(folder)))
    }

    /// All is well.
    pub fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        // What goes wrong here is less than what went wrong before.
        self.0.iter().for_each(|folder| drop(std::fs::remove_dir_all(folder)));
    }
}
