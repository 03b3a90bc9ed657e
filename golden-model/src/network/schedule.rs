//! `training.schedule`: other learning rates from some epochs on.

use super::raw::StageTable;
use super::validate::Checker;
use super::{Part, Training};
use crate::diagnostic::Result;
use serde::{Deserialize, Serialize};

/// An entry of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The first epoch that it is for, 1 being the first of a run.
    pub epoch: usize,
    /// L: the rate is 2^-L from then on.
    pub rate: u32,
}

impl Training {
    /// The rates of a run in turn, `training.rate` first, each with its place in the network file.
    pub fn rates(&self) -> impl Iterator<Item = (u32, Part)> {
        let later = self.schedule.iter().enumerate().map(|(index, stage)| (stage.rate, Part::Stage(index)));
        [(self.rate, Part::Rate)].into_iter().chain(later)
    }

    /// Which of `rates` epoch `number` has.
    pub fn stage_of(&self, number: usize) -> usize {
        self.schedule.iter().filter(|stage| stage.epoch <= number).count()
    }

    /// The same with `rate` to begin with; the schedule keeps its distance.
    pub fn with_rate(&self, rate: u32) -> Training {
        let mut training = self.clone();
        for stage in &mut training.schedule {
            stage.rate = (stage.rate + rate).saturating_sub(self.rate).max(1);
        }
        training.slowest = self.slowest.map(|slowest| slowest - self.rate + rate);
        training.rate = rate;
        training
    }
}

/// Checks the schedule of a run of `epochs` epochs; whether a layer can learn at its rates, the plan says.
pub(super) fn stages(check: &Checker, tables: &[StageTable], epochs: usize) -> Result<Vec<Stage>> {
    let mut stages: Vec<Stage> = Vec::new();
    for table in tables {
        let epoch = check.integer("schedule.epoch", &table.epoch, 2..=100_000)? as usize;
        let rate = check.integer("schedule.rate", &table.rate, 1..=24)? as u32;
        if let Some(before) = stages.last().filter(|before| before.epoch >= epoch) {
            let message = format!("the schedule goes from epoch {} back to epoch {epoch}", before.epoch);
            return Err(check.error(message, table.epoch.span(), "later than the entry before it"));
        }
        if epoch > epochs {
            let message = format!("the schedule changes the rate in epoch {epoch}, the run ends after epoch {epochs}");
            return Err(check.error(message, table.epoch.span(), "never reached").help(format!("epochs = {epoch} or more reaches it")));
        }
        stages.push(Stage { epoch, rate });
    }
    Ok(stages)
}
