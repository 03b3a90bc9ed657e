//! The program as the tests run it.

use std::path::Path;
use std::process::{Command, Output};

/// A terminal in which nothing is folded; tests/width.rs looks at narrow ones.
const WIDE: &str = "10000";

/// Runs `entrain` in `folder`.
pub fn entrain(folder: &Path, arguments: &[&str]) -> Output {
    let done = Command::new(env!("CARGO_BIN_EXE_entrain")).args(arguments).current_dir(folder).env("COLUMNS", WIDE).output();
    done.unwrap_or_else(|error| panic!("{error}"))
}

/// What it prints with `--format json`.
pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let done = entrain(folder, &[arguments, &["--format", "json"]].concat());
    let text = String::from_utf8_lossy(&done.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&done.stderr)))
}
