//! What can happen in the field, apart from the command line.

use super::{Around, Kind, Second};
use entrain_model::rollback::Rollback;

/// What happens, and how it is measured.
pub struct Options {
    /// The one that fits the inputs without.
    pub scenario: Option<Kind>,
    /// Angle of the rotations.
    pub degrees: f64,
    /// Axis that a sensor turns around.
    pub axis: Around,
    /// What full scale of each axis of a sensor is worth; all alike without.
    pub axis_scale: Vec<f64>,
    /// Channel of invert and gain, from 1.
    pub channel: Option<usize>,
    /// Values become `gain` v + `offset`.
    pub gain: f64,
    pub offset: f64,
    /// Class that is withheld, by its name or number; the last without.
    pub class: Option<String>,
    /// Share of labels that are made wrong, 0 to 1.
    pub wrong: f64,
    /// What the second of two tasks is.
    pub second: Second,
    /// Passes over the training rows before the field; the file's without.
    pub epochs: Option<usize>,
    /// The first seed, and how many; the file's, and 1 or, of two tasks, 5 without.
    pub seed: Option<u32>,
    pub seeds: Option<u32>,
    /// Samples of each phase; `passes` over its rows without.
    pub samples: Option<usize>,
    pub passes: usize,
    /// Measurements a phase.
    pub points: usize,
    pub rollback: Rollback,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            scenario: None,
            degrees: 90.0,
            axis: Around::Z,
            axis_scale: Vec::new(),
            channel: None,
            gain: 0.5,
            offset: 0.0,
            class: None,
            wrong: 0.5,
            second: Second::Permuted,
            epochs: None,
            seed: None,
            seeds: None,
            samples: None,
            passes: 3,
            points: 12,
            rollback: Rollback { window: 128, hold_out: 4, fall: 0.1 },
        }
    }
}
