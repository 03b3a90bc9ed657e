//! What the data became: one report for all who read data.

use super::warning::Warning;
use serde::Serialize;

/// What a network's data became.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DataReport {
    /// Each file, and as what it was recognised.
    pub files: Vec<Recognised>,
    /// A name for each class.
    pub class_names: Vec<String>,
    /// Training rows of each class.
    pub train_rows: Vec<usize>,
    /// Test rows of each class.
    pub test_rows: Vec<usize>,
    /// Column of the labels; none in arrays and in files of one class.
    pub label: Option<String>,
    /// Columns that the network file leaves out.
    pub ignored: Vec<String>,
    /// A column without a name that counts the rows, and is no input.
    pub index_column: Option<String>,
    /// Values beyond what the hardware takes.
    pub clipped: Clipped,
    /// Inputs that are the same in every row.
    pub constant: Vec<String>,
    /// Inputs of which few of the hardware's 256 numbers are left: name and how many.
    pub few_levels: Vec<(String, u32)>,
    /// Rows left out because of a gap.
    pub dropped_rows: u64,
    /// Gaps filled with a median.
    pub filled_values: u64,
    /// Comments, repeated headers, and lines that are drawn or blank.
    pub skipped_lines: u64,
    /// The class that most rows have, of the test rows or, without any, of the training rows.
    pub baseline: Baseline,
    /// What a person should know.
    pub warnings: Vec<Warning>,
}

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct Recognised {
    /// Its path.
    pub file: String,
    /// In one line, as what.
    pub what: String,
}

/// Values beyond what the hardware takes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Clipped {
    /// Of all values of all rows, 0 to 1.
    pub share: f64,
    /// How many.
    pub values: u64,
    /// The input with the most of them.
    pub worst: Option<String>,
    /// Its own share.
    pub worst_share: f64,
}

/// What somebody gets who always says one class.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Baseline {
    /// The class.
    pub class: usize,
    /// Its name.
    pub name: String,
    /// Share of the rows, 0 to 1.
    pub share: f64,
}

/// One input, for the warnings.
pub(super) struct Seen {
    pub name: String,
    pub smallest: f64,
    pub largest: f64,
    pub levels: u32,
    /// Share of its values that are clipped.
    pub clipped: f64,
    pub counts: bool,
}

impl DataReport {
    /// The share of clipped values above which it is said.
    pub const CLIPPED_SAID: f64 = 0.001;
    /// The share above which a board does not learn from the data.
    pub const CLIPPED_REFUSED: f64 = 0.05;

    /// Training rows.
    pub fn training(&self) -> usize {
        self.train_rows.iter().sum()
    }

    /// Test rows.
    pub fn testing(&self) -> usize {
        self.test_rows.iter().sum()
    }

    /// The warning for an accuracy that always saying one class has, too; `accuracy` is of the rows of `baseline`.
    pub fn no_better(&self, accuracy: f64) -> Option<Warning> {
        let Baseline { name, share, .. } = &self.baseline;
        let message = || {
            let (accuracy, share) = (100.0 * accuracy, 100.0 * share);
            format!(
                "{accuracy:.1} % right is no better than always saying \"{name}\", which is right for {share:.1} %: nothing has been learned"
            )
        };
        (accuracy <= share + 1e-9).then(|| Warning::new("no_better_than_one_class", message(), None))
    }
}
