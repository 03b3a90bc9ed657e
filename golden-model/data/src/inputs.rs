//! What the training rows say of rows to come: names, columns, what fills a gap, and the numbers that were seen.

use super::column::Column;
use super::facts::Facts;
use super::form::Form;
use serde::{Deserialize, Serialize};

/// The inputs of a network as its training rows had them; kept with the weights, so that rows can be predicted without the training rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// A name for each input.
    pub names: Vec<String>,
    /// The columns of the table that they came from.
    pub form: Form,
    /// What fills a gap of each input, in the units of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medians: Option<Vec<f64>>,
    /// Smallest and largest number of each input among the training rows, in the units of the file.
    pub ranges: Vec<[f64; 2]>,
}

impl Inputs {
    /// From what was counted; `others` are rows that were permuted with the training rows.
    pub(super) fn new(facts: &Facts, medians: Option<Vec<f64>>, columns: &[Column], others: Option<&[Column]>) -> Inputs {
        let range = |(index, column): (usize, &Column)| {
            let other = others.and_then(|others| others.get(index)).unwrap_or(column);
            [column.smallest().min(other.smallest()), column.largest().max(other.largest())]
        };
        let (names, form) = ((0..columns.len()).map(|index| facts.input(index)).collect(), facts.form.clone());
        Inputs { names, form, medians, ranges: columns.iter().enumerate().map(range).collect() }
    }

    /// The inputs whose numbers are beyond what was seen in training, with those numbers.
    pub fn outside<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = (usize, f64)> + 'a {
        let beyond = |(_, (value, range)): &(usize, (&f64, &[f64; 2]))| **value < range[0] || **value > range[1];
        values.iter().zip(&self.ranges).enumerate().filter(beyond).map(|(index, (value, _))| (index, *value))
    }
}
