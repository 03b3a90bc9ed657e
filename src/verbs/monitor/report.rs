//! What came of a session.

use super::Now;
use crate::weights::{self, hashes};
use entrain_host::{Status, Traffic};
use entrain_model::checkpoint::Origin;
use serde_json::{Value, json};

/// A session that is over.
pub struct Report {
    pub title: String,
    /// The port, or "virtual".
    pub name: String,
    /// The board came up with the snapshot in its flash.
    pub came_up: bool,
    /// Rate, margin and revival.
    pub registers: (u32, i32, u32),
    pub status: Status,
    pub traffic: Traffic,
    /// Samples that were wanted; none: as many as came.
    pub wanted: Option<u64>,
    /// Rows that could not be used.
    pub refused: u64,
    pub seconds: f64,
    /// What slows the line down, and what to do about it.
    pub advice: Option<String>,
    /// Hashes of the board's weights at the end, and of the golden model's.
    pub found: Vec<u32>,
    pub golden: Vec<u32>,
    /// The weights are the same.
    pub same: bool,
    /// Where the weights of the beginning come from.
    pub origin: Origin,
}

impl Report {
    /// The board did what the golden model does.
    pub fn is_good(&self) -> bool {
        self.same && self.status.differences == 0
    }

    /// As the views had it while it ran.
    pub fn now(&self) -> Now<'_> {
        let (status, traffic) = (self.status.clone(), self.traffic);
        Now { title: &self.title, status, traffic, wanted: self.wanted, seconds: self.seconds }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let (rate, margin, revival) = self.registers;
        json!({
            "board": self.name, "came_up_with_snapshot": self.came_up,
            "registers": { "rate": rate, "margin": margin, "revival": revival }, "status_of_board": self.status, "traffic": self.traffic,
            "advice": self.advice, "seconds": self.seconds, "samples_per_second": self.now().rate(), "hashes": hashes(&self.found),
            "hashes_golden": hashes(&self.golden), "refused_rows": self.refused, "weights": weights::value(&self.origin),
        })
    }
}
