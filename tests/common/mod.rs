//! The program as the tests run it.

pub mod program;

use program::program;
use std::path::Path;
use std::process::Output;

/// Runs `entrain` in `folder`.
pub fn entrain(folder: &Path, arguments: &[&str]) -> Output {
    let done = program().args(arguments).current_dir(folder).output();
    done.unwrap_or_else(|error| panic!("{error}"))
}

/// What it prints with `--format json`.
pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let done = entrain(folder, &[arguments, &["--format", "json"]].concat());
    let text = String::from_utf8_lossy(&done.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&done.stderr)))
}
