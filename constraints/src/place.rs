//! The text of a board file while it is checked, for messages.

use entrain_model::Diagnostic;
use serde_spanned::Spanned;
use std::path::Path;

/// A file and its text.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub text: &'a str,
    pub path: &'a Path,
}

impl Place<'_> {
    /// A message that points at a value.
    pub fn refuse<T>(self, message: String, at: &Spanned<T>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(message).at(self.path, self.text, at.span(), label)
    }
}
