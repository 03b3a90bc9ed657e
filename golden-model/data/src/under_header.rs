//! Lines under the header of a table that are no rows: units, and what the columns are.

use super::cells::{Record, is_gap, is_number, is_rule};

/// The line under the header that has words where the rows have numbers, if it is the record `first`.
pub(super) fn units(records: &[Record], first: usize, numeric: &[bool], width: usize) -> Option<u64> {
    let (line, cells) = records.get(first)?;
    // The other rows tell what the columns hold; this one may be all there is.
    let others = records.get(first + 1..)?.iter().any(|(_, cells)| cells.len() == width && !is_rule(cells));
    let mut of_numbers = cells.iter().zip(numeric).filter(|(_, numeric)| **numeric).map(|(cell, _)| cell);
    let words = of_numbers.clone().any(|cell| !is_gap(cell));
    (others && cells.len() == width && words && of_numbers.all(|cell| !is_number(cell))).then_some(*line)
}

/// Whether the two lines under the header, from the record `first` on, say what the columns are: `c d d` and `class` below the last, for
/// instance.
pub(super) fn types(records: &[Record], first: usize, width: usize) -> bool {
    const TYPES: [&str; 8] = ["c", "d", "s", "t", "continuous", "discrete", "string", "time"];
    const ROLES: [&str; 7] = ["", "class", "meta", "ignore", "i", "m", "weight"];
    let line = |place: usize| records.get(place).map(|(_, cells)| cells).filter(|cells| cells.len() == width);
    let (Some(kinds), Some(roles)) = (line(first), line(first + 1)) else { return false };
    // A column of few words may list them instead.
    let known = kinds.iter().filter(|cell| TYPES.contains(cell)).count();
    let says = kinds.iter().all(|cell| !cell.is_empty() && !is_number(cell)) && known * 2 >= width;
    says && roles.iter().all(|cell| ROLES.contains(&cell)) && roles.iter().any(|cell| !cell.is_empty())
}
