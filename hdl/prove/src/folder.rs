//! Where the Verilog and its proofs are.

use entrain_model::{Diagnostic, Result};
use std::path::{Path, PathBuf};

/// The folder of the crate that has the Verilog.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src")
}

/// Files in a folder and the folders in it whose names end so.
pub fn find(folder: &Path, end: &str, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| Diagnostic::io("read", folder, &error))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            find(&path, end, paths)?;
        } else if path.to_string_lossy().ends_with(end) {
            paths.push(path);
        }
    }
    Ok(())
}
