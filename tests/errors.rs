//! Golden error messages: every network file in tests/errors must fail with the text beside it.
//! Set ENTRAIN_BLESS=1 to accept changes, then read them as somebody who has just made that mistake.

use crate::common::program;

use program::program;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

fn check(file: &str) -> (bool, String) {
    let done = program().args(["check", file]).current_dir(folder()).output();
    let done = done.unwrap_or_else(|error| panic!("{error}"));
    (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn messages_are_as_agreed() {
    let entries = std::fs::read_dir(folder()).unwrap_or_else(|error| panic!("{error}"));
    let mut files: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    files.retain(|name| name.ends_with(".toml"));
    files.sort();
    assert!(files.len() >= 12);
    let mut wrong = Vec::new();
    for file in files {
        let (success, message) = check(&file);
        assert!(!success, "{file} must be refused");
        assert!(!message.contains("panicked"), "{file}: {message}");
        let golden = folder().join(file.replace(".toml", ".txt"));
        if std::env::var_os("ENTRAIN_BLESS").is_some() {
            std::fs::write(&golden, &message).unwrap_or_else(|error| panic!("{error}"));
        }
        if std::fs::read_to_string(&golden).ok().as_deref() != Some(&message) {
            wrong.push(format!("{file}:\n{message}"));
        }
    }
    assert!(wrong.is_empty(), "changed messages:\n{}", wrong.join("\n"));
}

#[test]
fn a_missing_file_says_what_to_do() {
    let (success, message) = check("nowhere.toml");
    assert!(!success && message.contains("there is no network file nowhere.toml") && message.contains("entrain new"), "{message}");
}
