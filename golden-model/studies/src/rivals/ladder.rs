//! The learning rate of each rule, found on rows held out of the training rows.
//!
//! A rule starts at its fixed rate (`Settings`), a half and twice of it. Where the best of those tried has a neighbour that was
//! not, that one is tried too, up to eight times slower or faster than the start. Each seed holds out another part of the rows
//! (`tune::holdouts`), the same for all rules; the highest mean accuracy wins, of equal ones the slowest.

use super::compare::{Progress, Row, compare_held_out};
use super::{Rule, Settings};
use crate::tune::{Holdout, holdouts};
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use entrain_model::plan::Plan;
use std::collections::BTreeMap;

/// Doublings from the start to the fastest rate, halvings to the slowest.
const REACH: i32 = 3;

/// A rule on its ladder: mean accuracy at the start's rate times two to each key.
struct Climb {
    rule: Rule,
    start: Settings,
    tried: BTreeMap<i32, f64>,
}

impl Climb {
    fn settings(&self, step: i32) -> Settings {
        Settings { rate: self.start.rate * (step as f64).exp2(), ..self.start }
    }

    fn best(&self) -> i32 {
        let better = |best: (i32, f64), (&step, &mean): (&i32, &f64)| if mean > best.1 { (step, mean) } else { best };
        self.tried.iter().fold((0, f64::MIN), better).0
    }

    /// Steps to try next: the start's surroundings, then what borders on the best.
    fn next(&self, network: &Network) -> Vec<i32> {
        let best = if self.tried.is_empty() { 0 } else { self.best() };
        let open = |step: &i32| !self.tried.contains_key(step) && step.abs() <= REACH && self.possible(*step, network);
        (best - 1..=best + 1).filter(open).collect()
    }

    /// Whether the rule has that rate; the integer rule has those that its plan can round.
    fn possible(&self, step: i32, network: &Network) -> bool {
        if self.rule != Rule::Lls {
            return true;
        }
        let mut network = network.clone();
        network.training = network.training.with_rate(self.settings(step).shift());
        Plan::new(&network, None).is_ok()
    }
}

/// Each of `rules` with the rate that is best on rows held out of `samples`, whose groups are `groups` if there are any.
///
/// # Errors
/// As `compare`, and too few rows to hold some out.
pub fn pick_rates(
    network: &Network,
    samples: &Samples,
    groups: &[usize],
    rules: &[Rule],
    seeds: &[u32],
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<(Rule, Settings)>> {
    let splits = holdouts(samples, groups, seeds.len());
    if splits.iter().any(|split| split.train.is_empty() || split.validation.is_empty()) {
        return Err(Diagnostic::new(format!("{} training rows are too few to hold some out", samples.len())));
    }
    let held_out: Vec<(u32, Holdout)> = seeds.iter().copied().zip(splits).collect();
    let climb = |&rule: &Rule| Climb { rule, start: rule.settings(network), tried: BTreeMap::new() };
    let mut climbs: Vec<Climb> = rules.iter().map(climb).collect();
    loop {
        let steps = climbs.iter().enumerate().flat_map(|(place, climb)| climb.next(network).into_iter().map(move |step| (place, step)));
        let steps: Vec<(usize, i32)> = steps.collect();
        if steps.is_empty() {
            return Ok(climbs.iter().map(|climb| (climb.rule, climb.settings(climb.best()))).collect());
        }
        let settings: Vec<(Rule, Settings)> =
            steps.iter().map(|&(place, step)| (climbs[place].rule, climbs[place].settings(step))).collect();
        let rows: Vec<Row> = compare_held_out(network, &held_out, &settings, epochs, progress)?;
        for ((place, step), row) in steps.into_iter().zip(rows) {
            climbs[place].tried.insert(step, row.accuracy_mean);
        }
    }
}
