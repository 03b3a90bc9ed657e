//! What the data became: one report for all who read data.

use super::DataSet;
use super::column::Column;
use super::facts::Facts;
use super::warning::Warning;
use super::warnings;
use crate::network::Network;
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

/// What was counted while the rows were read.
pub(super) struct Counted {
    pub facts: Facts,
    pub columns: [Vec<Column>; 2],
    /// Inputs that count the rows.
    pub counters: Vec<bool>,
    pub dropped: u64,
    pub filled: u64,
    pub normalised: bool,
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

    /// Puts together what was counted.
    pub(super) fn new(counted: Counted, data: &DataSet, class_names: &[String], network: &Network) -> DataReport {
        let Counted { facts, columns: [mut columns, test], counters, dropped, filled, normalised } = counted;
        columns.iter_mut().zip(&test).for_each(|(column, test)| column.join(test));
        let rows = data.train.len() + data.test.len();
        let name = |index: usize| facts.input(index);
        let seen: Vec<Seen> = columns
            .iter()
            .enumerate()
            .map(|(index, column)| Seen {
                name: name(index),
                smallest: column.smallest(),
                largest: column.largest(),
                levels: column.level_count(),
                clipped: column.clipped as f64 / rows.max(1) as f64,
                counts: counters.get(index).copied().unwrap_or(false),
            })
            .collect();
        let (headers, comments) = (facts.headers, facts.comments_below);
        let values: u64 = columns.iter().map(|column| column.clipped).sum();
        let worst = seen.iter().filter(|seen| seen.clipped > 0.0).max_by(|one, other| one.clipped.total_cmp(&other.clipped));
        let (train_rows, test_rows) = (data.train.of_each_class(network.classes), data.test.of_each_class(network.classes));
        let mut report = DataReport {
            files: facts.files.into_iter().map(|(file, what)| Recognised { file, what }).collect(),
            class_names: class_names.to_vec(),
            baseline: baseline(if data.test.is_empty() { &train_rows } else { &test_rows }, class_names),
            train_rows,
            test_rows,
            label: facts.label,
            ignored: facts.ignored,
            index_column: facts.index,
            clipped: Clipped {
                share: values as f64 / (rows * columns.len()).max(1) as f64,
                values,
                worst: worst.map(|seen| seen.name.clone()),
                worst_share: worst.map_or(0.0, |seen| seen.clipped),
            },
            constant: seen.iter().filter(|seen| seen.smallest == seen.largest).map(|seen| seen.name.clone()).collect(),
            few_levels: seen
                .iter()
                .filter(|seen| seen.smallest < seen.largest && seen.levels <= warnings::FEW)
                .map(|seen| (seen.name.clone(), seen.levels))
                .collect(),
            dropped_rows: dropped,
            filled_values: filled,
            skipped_lines: facts.skipped + facts.headers + facts.comments,
            warnings: Vec::new(),
        };
        report.warnings = warnings::left_out(headers, comments, network);
        report.warnings.splice(0..0, warnings::all(&report, &seen, normalised, network));
        report
    }

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

/// The class with the most rows.
fn baseline(rows: &[usize], names: &[String]) -> Baseline {
    let all: usize = rows.iter().sum();
    // The first of those with as many.
    let class = (0..rows.len()).rev().max_by_key(|&class| rows[class]).unwrap_or(0);
    let share = rows.get(class).copied().unwrap_or(0) as f64 / all.max(1) as f64;
    Baseline { class, name: names.get(class).cloned().unwrap_or_default(), share }
}
