//! Which columns of a table are inputs: what the other tables of a network must have, too.

use serde::{Deserialize, Serialize};

/// The input columns of a table, in the order of the inputs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Their names; `column N` where the table has no header.
    pub columns: Vec<String>,
    /// Their places in the table, 0 first.
    pub places: Vec<usize>,
    /// Columns of the table.
    pub width: usize,
    /// Whether a header names them.
    pub header: bool,
}

impl Form {
    /// Whether the samples came from a table at all.
    pub fn is_table(&self) -> bool {
        self.width > 0
    }
}

/// What the rows of a table are for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Samples of a file that the network file names.
    #[default]
    Named,
    /// Rows that come later, without labels: inputs are found as `Form` says, other columns are left out.
    Predicted,
    /// The same with labels.
    Learned,
}
