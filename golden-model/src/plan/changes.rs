//! What a sample changes in a layer.

use crate::rule::{Correction, Decision};

/// A row that a sample corrects: its weights, the bias last.
#[derive(Debug, Clone)]
pub struct ChangedRow {
    /// Its number.
    pub row: usize,
    /// Before.
    pub old: Vec<i16>,
    /// After.
    pub new: Vec<i16>,
}

/// A learned code that a sample moves.
#[derive(Debug, Clone)]
pub struct ChangedCode {
    /// Whose.
    pub decision: Decision,
    /// V before, class after class.
    pub old: Vec<i16>,
}

/// What a sample changes in a layer.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Number of the sample.
    pub sample: u64,
    /// The rows, in order.
    pub rows: Vec<ChangedRow>,
    /// What became of a learned code.
    pub code: Option<ChangedCode>,
    /// For each input whether it has an increment.
    pub increments: Vec<bool>,
}

/// Who is told of the writes of one layer: memory among the layer's own, row, address, word before and after.
pub type Teller<'a> = dyn FnMut(usize, usize, usize, &[u32], &[u32]) + 'a;

impl From<Correction<'_>> for ChangedRow {
    fn from(correction: Correction) -> ChangedRow {
        let with = |weights: &[i16], bias: i16| weights.iter().copied().chain([bias]).collect();
        ChangedRow { row: correction.row, old: with(correction.old, correction.old_bias), new: with(correction.new, correction.new_bias) }
    }
}
