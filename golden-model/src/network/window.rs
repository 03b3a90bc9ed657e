//! Windows over a log: so many rows of a series become one sample.

use super::raw_data::DataTable;
use super::validate::Checker;
use crate::diagnostic::Result;

/// Rows that a window may have.
const MOST: i64 = 1 << 20;

/// How rows of a log become samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Rows of a window.
    pub rows: usize,
    /// Rows from the start of one to the start of the next.
    pub step: usize,
    /// So many rows become one moment, their mean.
    pub average: usize,
    /// Columns whose values stay the same within a window.
    pub within: Vec<String>,
    /// Columns that are inputs, in their order; empty: all that mean nothing else.
    pub channels: Vec<String>,
}

impl Window {
    /// Moments of a window: each channel has so many inputs. Rows that fill no moment are left out.
    pub fn moments(&self) -> usize {
        self.rows / self.average
    }
}

/// Checks the table; `shape` is that of the network's input.
pub(super) fn window(check: &Checker, table: &DataTable, shape: &[usize]) -> Result<Option<Window>> {
    let Some(value) = &table.window else { return Ok(None) };
    let table = value.get_ref();
    let rows = check.integer("window.rows", &table.rows, 1..=MOST)? as usize;
    let step = table.step.as_ref().map_or(Ok(rows as i64), |step| check.integer("window.step", step, 1..=MOST))? as usize;
    let average = table.average.as_ref().map_or(Ok(1), |average| check.integer("window.average", average, 1..=rows as i64))? as usize;
    let window = Window { rows, step, average, within: table.within.clone(), channels: table.channels.clone() };
    let (moments, features) = (window.moments(), shape.iter().product::<usize>());
    let channels = if window.channels.is_empty() { features / moments } else { window.channels.len() };
    if channels * moments != features || channels == 0 {
        let message = match window.channels.len() {
            0 => format!("windows of {moments} moments do not make {features} inputs"),
            channels => {
                format!("{channels} channels of {moments} moments make {} inputs; the network takes {features}", channels * moments)
            }
        };
        let help = format!("input = {{ shape = [channels, {moments}], .. }}: {rows} rows, {average} to a moment");
        return Err(check.error(message, value.span(), "rows / average moments of each channel").help(help));
    }
    Ok(Some(window))
}
