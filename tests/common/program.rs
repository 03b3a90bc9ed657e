//! The program in a terminal in which nothing is folded; tests/width.rs looks at narrow ones.

use std::ffi::OsStr;
use std::process::Command;

/// `entrain`.
pub fn program() -> Command {
    wide(env!("CARGO_BIN_EXE_entrain"))
}

/// A copy of it.
pub fn wide(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("COLUMNS", "10000");
    command
}
