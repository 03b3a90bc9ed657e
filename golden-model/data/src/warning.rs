//! What a person should know of the data before believing a result.

use serde::Serialize;

/// One thing, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A word that stays the same: `clipped`, `one_class`, ...
    pub kind: String,
    /// What it is and what to do, in a sentence.
    pub message: String,
    /// The line of the network file that it is about, where there is one.
    pub line: Option<usize>,
}

impl Warning {
    /// A warning of a kind.
    pub fn new(kind: &str, message: impl Into<String>, line: Option<usize>) -> Warning {
        Warning { kind: kind.into(), message: message.into(), line }
    }
}
