//! What a reader found out about its files.

use super::form::Form;
use serde::Serialize;

/// What a reader knows of its files when it has read them.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Facts {
    /// Each file and as what it was recognised, in words.
    pub files: Vec<(String, String)>,
    /// Names of the inputs; empty for arrays.
    pub inputs: Vec<String>,
    /// The columns that they come from.
    pub form: Form,
    pub label: Option<String>,
    pub ignored: Vec<String>,
    /// A column that counts the rows.
    pub index: Option<String>,
    /// Lines drawn or blank, repeated headers, comments: what was left out.
    pub skipped: u64,
    pub headers: u64,
    pub comments: u64,
    /// Comments among the rows.
    pub comments_below: u64,
}

impl Facts {
    /// What an input is called.
    pub fn input(&self, index: usize) -> String {
        self.inputs.get(index).cloned().unwrap_or_else(|| format!("input {}", index + 1))
    }

    /// The facts of a file that follows others.
    pub fn add(&mut self, other: Facts) {
        self.files.extend(other.files);
        if self.inputs.is_empty() {
            (self.inputs, self.label, self.ignored, self.index) = (other.inputs, other.label, other.ignored, other.index);
            self.form = other.form;
        }
        self.skipped += other.skipped;
        self.headers += other.headers;
        self.comments += other.comments;
        self.comments_below += other.comments_below;
    }
}
