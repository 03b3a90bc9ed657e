//! `entrain train --tune`: better constants for a network, found on rows held out of the training rows.
//!
//! The search goes along one coordinate at a time. For each knob, in the order in which a person names them, every value of
//! its ladder (`Knob::description`) around the best setting so far is trained from every seed, and the best becomes the
//! place to go on from; after a pass in which nothing changed, or after three, it is over. So it finds a setting that no
//! single change of the ladders improves, not the best of all combinations. Nothing is tried twice.
//!
//! Each seed holds out another part of the training rows (`holdouts`), the same parts for every setting, so that settings
//! are compared pairwise; test rows are not read. The highest mean wins; settings within half a point and within one
//! standard error of it are as good, and of those the narrowest weights win, else what was there before (`trial::best`).
//! A setting that the network file or the plan refuses is listed with the reason; weights too narrow for the rate take the
//! nearest rate that they can learn with, if the rate is tuned as well.
//!
//! The result depends on the network file, the training rows and the seeds alone, not on the number of threads.

mod choice;
mod holdout;
mod knob;
mod trial;

pub use choice::Choice;
pub use holdout::{Holdout, holdouts};
pub use knob::Knob;
pub use trial::Trial;

use crate::parallel;
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use entrain_model::plan::{Device, Plan};
use serde::Serialize;

/// Most passes over the knobs.
const PASSES: usize = 3;

/// What to search, and how thoroughly.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// What may change.
    pub knobs: Vec<Knob>,
    /// Seeds of the start weights; each also holds out another part of the rows.
    pub seeds: Vec<u32>,
    /// Passes over the training rows.
    pub epochs: usize,
    /// What the network must fit, if anything.
    pub device: Option<&'a Device>,
    /// Threads that train at once.
    pub threads: usize,
}

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A step begins: settings along one knob, none for the network file as it is.
    Step {
        /// Which, 1 first; the file as it is comes before, as step 0.
        step: usize,
        /// How many there are at most.
        steps: usize,
        /// The knob.
        knob: Option<Knob>,
        /// Settings to be run.
        settings: usize,
    },
    /// One more epoch of one more seed.
    Epoch,
}

/// What was tried and what came out of it.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// In the order of the search; the network file as it is comes first.
    pub trials: Vec<Trial>,
    /// The winner's place among them.
    pub best: usize,
    /// Rows to learn from and rows to judge by, one pair a seed.
    pub rows: Vec<(usize, usize)>,
}

impl Outcome {
    /// The winner.
    pub fn winner(&self) -> &Trial {
        &self.trials[self.best]
    }
}

/// Searches better values of some knobs of `network` on the training rows `samples`, of which `groups` has the groups, if
/// there are any (see `holdouts`).
///
/// # Errors
/// No knob, seed, epoch or too few rows; a network that cannot be planned as it is.
pub fn tune(
    network: &Network,
    samples: &Samples,
    groups: &[usize],
    search: &Search,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome> {
    if search.knobs.is_empty() || search.seeds.is_empty() || search.epochs == 0 {
        return Err(Diagnostic::new("a search needs something to tune, a seed and an epoch"));
    }
    let holdouts = holdouts(samples, groups, search.seeds.len());
    if let Some(holdout) = holdouts.iter().find(|holdout| holdout.train.is_empty() || holdout.validation.is_empty()) {
        let message = format!("{} training rows are too few to hold some out", holdout.train.len() + holdout.validation.len());
        return Err(Diagnostic::new(message).help("--tune judges by a fifth of the training rows"));
    }
    let start = Choice::of(network);
    trial::plan(start, network, search.device)?;
    let mut walk = Walk { network, search, holdouts: &holdouts, trials: Vec::new() };
    let steps = PASSES * search.knobs.len();
    walk.run(&[start], None, 1, (0, steps), progress);
    let mut best = start;
    for pass in 1..=PASSES {
        let before = best;
        for (place, &knob) in search.knobs.iter().enumerate() {
            let step = (pass - 1) * search.knobs.len() + place + 1;
            let ladder: Vec<Choice> = knob.ladder(best).into_iter().map(|choice| walk.reachable(choice, knob)).collect();
            walk.run(&ladder, Some(knob), pass, (step, steps), progress);
            best = trial::best(&walk.of(&[&[best], ladder.as_slice()].concat()), best);
        }
        if best == before {
            break;
        }
    }
    let best = walk.trials.iter().position(|trial| trial.choice == best).unwrap_or(0);
    let rows = holdouts.iter().map(|holdout| (holdout.train.len(), holdout.validation.len())).collect();
    Ok(Outcome { trials: walk.trials, best, rows })
}

/// A search on its way.
struct Walk<'a> {
    network: &'a Network,
    search: &'a Search<'a>,
    holdouts: &'a [Holdout],
    trials: Vec<Trial>,
}

impl Walk<'_> {
    /// `choice`, or the same with the nearest rate that its weights can learn with.
    fn reachable(&self, choice: Choice, knob: Knob) -> Choice {
        if knob != Knob::Bits || !self.search.knobs.contains(&Knob::Rate) {
            return choice;
        }
        choice.with_rate_that(|choice| trial::plan(*choice, self.network, self.search.device).is_ok())
    }

    /// The trials of `choices`.
    fn of(&self, choices: &[Choice]) -> Vec<&Trial> {
        self.trials.iter().filter(|trial| choices.contains(&trial.choice)).collect()
    }

    /// Runs those of `choices` that were not run before, from every seed.
    fn run(
        &mut self,
        choices: &[Choice],
        knob: Option<Knob>,
        pass: usize,
        (step, steps): (usize, usize),
        progress: &mut dyn FnMut(Progress),
    ) {
        let mut jobs: Vec<(usize, Plan, usize)> = Vec::new();
        for &choice in choices {
            if self.trials.iter().any(|trial| trial.choice == choice) {
                continue;
            }
            let plan = trial::plan(choice, self.network, self.search.device);
            self.trials.push(Trial::new(choice, knob, pass, &plan));
            if let Ok((_, plan)) = plan {
                jobs.extend((0..self.search.seeds.len()).map(|seed| (self.trials.len() - 1, plan.clone(), seed)));
            }
        }
        progress(Progress::Step { step, steps, knob, settings: jobs.len() / self.search.seeds.len() });
        let runs = parallel::map(&jobs, self.search.threads, &mut |()| progress(Progress::Epoch), |(_, plan, seed), report| {
            trial::run(plan, self.search.seeds[*seed], &self.holdouts[*seed], self.search.epochs, &mut || report(()))
        });
        for (jobs, runs) in jobs.chunks(self.search.seeds.len()).zip(runs.chunks(self.search.seeds.len())) {
            self.trials[jobs[0].0].finish(runs);
        }
    }
}
