//! Windows over the rows of a series: so many rows become one sample.

use super::facts::Facts;
use super::labels::Labels;
use super::reader::{Reader, Row};
use entrain_model::diagnostic::Result;
use entrain_model::network::Window;
use std::collections::VecDeque;

/// Windows over the rows of another reader.
pub(super) struct Windows<R: ?Sized> {
    rows: Box<R>,
    window: Window,
    channels: usize,
    /// The row last read.
    raw: Row,
    /// The one before it.
    last: Option<Row>,
    /// Rows of one series that windows begin in, the first of them first.
    held: VecDeque<Row>,
    /// Rows to go by before the next window begins.
    skip: usize,
}

impl<R: Reader + ?Sized> Windows<R> {
    /// Windows over rows of `channels` values each.
    pub fn new(rows: Box<R>, window: Window, channels: usize) -> Windows<R> {
        let raw = Row { values: vec![0.0; channels], ..Row::default() };
        Windows { rows, window, channels, raw, last: None, held: VecDeque::new(), skip: 0 }
    }

    /// Whether a row goes on where the rows before it are: same file, series, group and class.
    fn goes_on(&self) -> bool {
        let same = |last: &Row| {
            (last.file, last.label) == (self.raw.file, self.raw.label) && last.series == self.raw.series && last.group == self.raw.group
        };
        self.last.as_ref().is_none_or(same)
    }

    /// The window that begins with the first row that is held: all moments of the first channel, then of the next.
    fn fill(&self, row: &mut Row) {
        let (moments, average) = (self.window.moments(), self.window.average);
        for channel in 0..self.channels {
            for moment in 0..moments {
                let rows = self.held.iter().skip(moment * average).take(average);
                let numbers = rows.map(|row| row.values[channel]).filter(|value| !value.is_nan());
                let (sum, count) = numbers.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
                // No number at all is a gap of the sample, too.
                row.values[channel * moments + moment] = if count > 0 { sum / count as f64 } else { f64::NAN };
            }
        }
        row.gap = self.held.iter().take(self.window.rows).any(|row| row.gap);
        row.fault = self.held.iter().take(self.window.rows).find_map(|row| row.fault.clone());
        if let Some(first) = self.held.front() {
            row.label = first.label;
            row.group.clone_from(&first.group);
        }
    }
}

impl<R: Reader + ?Sized> Reader for Windows<R> {
    fn next(&mut self, row: &mut Row, labels: &mut Labels) -> Result<bool> {
        while self.rows.next(&mut self.raw, labels)? {
            if !self.goes_on() {
                self.held.clear();
                self.skip = 0;
            }
            self.last = Some(self.raw.clone());
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            self.held.push_back(self.raw.clone());
            if self.held.len() == self.window.rows {
                self.fill(row);
                let gone = self.window.step.min(self.window.rows);
                self.held.drain(..gone);
                self.skip = self.window.step - gone;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn facts(&self) -> Facts {
        let mut facts = self.rows.facts();
        let Window { rows, step, average, .. } = self.window;
        for (_, what) in &mut facts.files {
            *what += &format!(", windows of {rows} rows, one every {step}, means of {average}");
        }
        let moment = |channel: &String| (1..=self.window.moments()).map(|moment| format!("{channel} at {moment}")).collect::<Vec<_>>();
        facts.inputs = facts.inputs.iter().flat_map(moment).collect();
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of two channels: a count and its tenfold.
    struct Counted(Vec<(usize, &'static str)>, usize);

    impl Reader for Counted {
        fn next(&mut self, row: &mut Row, _labels: &mut Labels) -> Result<bool> {
            let Some(&(label, series)) = self.0.get(self.1) else { return Ok(false) };
            row.values.copy_from_slice(&[self.1 as f64, 10.0 * self.1 as f64]);
            (row.label, row.series) = (label, series.into());
            self.1 += 1;
            Ok(true)
        }
        fn facts(&self) -> Facts {
            Facts::default()
        }
    }

    fn windows(rows: Vec<(usize, &'static str)>, window: Window) -> Vec<(Vec<f64>, usize)> {
        let mut row = Row { values: vec![0.0; 2 * window.moments()], ..Row::default() };
        let mut windows = Windows::new(Box::new(Counted(rows, 0)), window, 2);
        let mut all = Vec::new();
        while windows.next(&mut row, &mut Labels::default()).expect("good rows") {
            all.push((row.values.clone(), row.label));
        }
        all
    }

    fn window(rows: usize, step: usize, average: usize) -> Window {
        Window { rows, step, average, within: Vec::new(), channels: Vec::new() }
    }

    #[test]
    fn rows_become_moments_of_each_channel() {
        let found = windows(vec![(1, "a"); 7], window(5, 2, 2));
        assert_eq!(found, [(vec![0.5, 2.5, 5.0, 25.0], 1), (vec![2.5, 4.5, 25.0, 45.0], 1)]);
        // Steps longer than a window leave rows out.
        let firsts: Vec<f64> = windows(vec![(0, "a"); 12], window(2, 5, 1)).iter().map(|(values, _)| values[0]).collect();
        assert_eq!(firsts, [0.0, 5.0, 10.0]);
    }

    #[test]
    fn no_window_has_rows_of_two_series_or_classes() {
        let rows = [vec![(0, "a"); 3], vec![(0, "b"); 4], vec![(1, "b"); 2]].concat();
        let firsts: Vec<f64> = windows(rows, window(2, 2, 1)).iter().map(|(values, _)| values[0]).collect();
        assert_eq!(firsts, [0.0, 3.0, 5.0, 7.0]);
    }
}
