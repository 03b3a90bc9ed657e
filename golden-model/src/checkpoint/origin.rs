//! Where weights come from, for whoever gets them: a report, a bitstream's record.

use super::About;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What asks for start weights where a checkpoint could be named.
pub const START: &str = "start";

/// Where weights come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// "start", "checkpoint", or "board": what a board holds and no checkpoint here does.
    pub source: String,
    /// The checkpoint.
    pub file: Option<String>,
    /// Share of the test rows that they got right after training, 0 to 1.
    pub accuracy: Option<f64>,
    /// When the checkpoint was written, UTC.
    pub time: Option<String>,
    /// Somebody asked for just these; otherwise they were the newest that there were.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub asked: bool,
}

impl Origin {
    /// The network's start weights.
    pub fn start(asked: bool) -> Origin {
        Origin { source: START.into(), file: None, accuracy: None, time: None, asked }
    }

    /// What a board has learned, or was given elsewhere.
    pub fn board() -> Origin {
        Origin { source: "board".into(), ..Origin::start(false) }
    }

    /// The checkpoint at `path`.
    pub fn checkpoint(path: &Path, about: &About, asked: bool) -> Origin {
        let (accuracy, time) = (about.facts.accuracy, about.time.clone());
        Origin { source: "checkpoint".into(), file: Some(path.display().to_string()), accuracy, time, asked }
    }

    /// In words, without the hashes.
    pub fn words(&self) -> String {
        let Some(file) = &self.file else {
            let words =
                if self.source == START { "start weights, which have learned nothing" } else { "the board's own, in no checkpoint here" };
            return words.into();
        };
        let accuracy = self.accuracy.map(|share| format!("{:.2} % of the test rows", 100.0 * share));
        // To the second is enough for a person.
        let time = self.time.as_ref().map(|time| time.split('.').next().unwrap_or(time).trim_end_matches('Z').replace('T', " ") + " UTC");
        let facts: Vec<String> = [accuracy, time].into_iter().flatten().collect();
        if facts.is_empty() { file.clone() } else { format!("{file} ({})", facts.join(", ")) }
    }
}
