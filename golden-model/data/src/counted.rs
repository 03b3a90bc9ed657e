//! From what was counted while rows were read to the report.

use super::DataSet;
use super::column::Column;
use super::facts::Facts;
use super::report::{Baseline, Clipped, DataReport, Recognised, Seen};
use super::warnings;
use entrain_model::network::Network;

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

impl DataReport {
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
}

/// The class with the most rows.
fn baseline(rows: &[usize], names: &[String]) -> Baseline {
    let all: usize = rows.iter().sum();
    // The first of those with as many.
    let class = (0..rows.len()).rev().max_by_key(|&class| rows[class]).unwrap_or(0);
    let share = rows.get(class).copied().unwrap_or(0) as f64 / all.max(1) as f64;
    Baseline { class, name: names.get(class).cloned().unwrap_or_default(), share }
}
