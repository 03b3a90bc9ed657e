//! A network file that a program has changed.

use super::Network;
use crate::diagnostic::{Diagnostic, Result};
use std::path::Path;

impl Network {
    /// Whether `path` is this network's own file.
    pub fn is_at(&self, path: &Path) -> bool {
        same(path, self.path())
    }

    /// The network of `text`, which was made from this one's and is to be written to `path`: read again, so that nothing is
    /// checked twice or not at all.
    ///
    /// # Errors
    /// What the file would be refused for; another folder, from which the paths of the data would lead elsewhere.
    pub fn rewritten(&self, text: &str, path: &Path) -> Result<Network> {
        let written = Network::parse(text, path)?;
        if self.data.is_some() && !same(written.folder(), self.folder()) {
            let message = format!("{} is in another folder than the network file", path.display());
            let help =
                format!("the paths of its data count from {}; write it there and move it together with them", self.folder().display());
            return Err(Diagnostic::new(message).help(help));
        }
        Ok(written)
    }
}

/// Whether two paths are one file or folder.
fn same(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
