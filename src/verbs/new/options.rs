//! What a new project is made from, apart from the command line.

use std::path::PathBuf;

/// A project to make. The words are those of the options of the same names.
pub struct Options {
    /// Folder; its last part names the network.
    pub name: PathBuf,
    pub data: Vec<String>,
    pub test: Vec<String>,
    pub labels: Vec<PathBuf>,
    pub label: Option<String>,
    pub ignore: Vec<String>,
    pub by: Option<String>,
    pub window: Option<u32>,
    pub step: Option<u32>,
    pub average: Option<u32>,
}
