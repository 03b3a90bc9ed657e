//! Where the samples come from: rows of a file, over and over, or rows as they come through a pipe.

use entrain_data::{Arrived, DataReport, Incoming};
use entrain_model::Samples;
use entrain_model::{Diagnostic, Result};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Rows that are read ahead of the board.
const AHEAD: usize = 64;
/// How long is waited for a row before somebody may look whether to stop.
const PATIENCE: Duration = Duration::from_millis(100);
/// Rows after which it is judged how many of their values are clipped.
const JUDGED: u64 = 100;

/// What comes next.
pub(super) enum Next {
    /// A sample: inputs and class.
    Sample(Vec<i16>, usize),
    /// A row that cannot be used, and why.
    Refused(String),
    /// Nothing yet.
    Wait,
    End,
}

/// A source of samples.
pub(super) struct Feed {
    source: Source,
    /// Samples that are to be sent; None: as many as come.
    pub wanted: Option<u64>,
    given: u64,
    /// Rows that could not be used.
    pub refused: u64,
    /// Values so far, and those of them that were clipped.
    values: u64,
    clipped: f64,
    /// Whether rows with many clipped values may be learned from.
    allowed: bool,
}

enum Source {
    Rows(Samples),
    Stream(Receiver<Result<Arrived>>),
}

impl Feed {
    /// The samples of a file from the first on; `clipped` is the share of their values that are, 0 to 1.
    pub fn rows(samples: Samples, clipped: f64, wanted: Option<u64>) -> Feed {
        let (wanted, values) = (wanted.or(Some(samples.len() as u64)), (samples.len() * samples.features()) as u64);
        Feed { source: Source::Rows(samples), wanted, given: 0, refused: 0, values, clipped: clipped * values as f64, allowed: true }
    }

    /// Rows with labels as they come; `allowed`: however many of their values are clipped.
    pub fn stream(rows: Incoming, wanted: Option<u64>, allowed: bool) -> Feed {
        let (give, take) = sync_channel(AHEAD);
        // It ends with the program, or when nobody takes: reading cannot be interrupted.
        std::thread::spawn(move || {
            for row in rows {
                if give.send(row).is_err() {
                    break;
                }
            }
        });
        Feed { source: Source::Stream(take), wanted, given: 0, refused: 0, values: 0, clipped: 0.0, allowed }
    }

    /// Share of the values that are clipped, 0 to 1.
    pub fn clipped(&self) -> f64 {
        self.clipped / self.values.max(1) as f64
    }

    /// The next sample, if there is one within a moment.
    ///
    /// # Errors
    /// Rows that cannot be read at all; more clipped values than anybody should learn from.
    pub fn next(&mut self) -> Result<Next> {
        if self.wanted == Some(self.given) {
            return Ok(Next::End);
        }
        let row = match &self.source {
            Source::Rows(samples) => {
                let (input, label) = samples.get((self.given % samples.len() as u64) as usize);
                self.given += 1;
                return Ok(Next::Sample(input.to_vec(), label));
            }
            Source::Stream(rows) => match rows.recv_timeout(PATIENCE) {
                Ok(row) => row?,
                Err(RecvTimeoutError::Timeout) => return Ok(Next::Wait),
                Err(RecvTimeoutError::Disconnected) => return Ok(Next::End),
            },
        };
        let (Some(label), None) = (row.class, &row.fault) else {
            self.refused += 1;
            return Ok(Next::Refused(format!("row {}: {}", row.number, row.fault.unwrap_or_else(|| "it has no label".into()))));
        };
        self.values += row.input.len() as u64;
        self.clipped += row.clipped as f64;
        self.given += 1;
        if !self.allowed && self.given == JUDGED && self.clipped() > DataReport::CLIPPED_REFUSED {
            let message = format!(
                "{:.1} % of the values of the first {JUDGED} rows are clipped: a board is not to learn from these",
                100.0 * self.clipped()
            );
            return Err(Diagnostic::new(message).help("are they in the units of the training rows? --allow-clipped learns from them"));
        }
        Ok(Next::Sample(row.input, label))
    }
}
