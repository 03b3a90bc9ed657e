//! The phases of a scenario, sent past copies of one trained network.

use super::scenario::{Phase, Scenario};
use crate::train::passes;
use entrain_model::Samples;
use entrain_model::plan::Plan;
use entrain_model::rollback::{Event, Guard, Rollback};
use entrain_model::rule::{Counts, Model, Snapshot, XorShift32};

/// How a copy behaves in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learner {
    /// Never learns.
    Frozen,
    /// Learns from every sample that the margin lets through.
    Learning,
    /// Learns as the policy of the network file says.
    Policy,
    /// Learns, and goes back when that did harm.
    Rollback,
}

/// How a scenario is replayed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Passes over the training rows before the field.
    pub epochs: usize,
    /// Samples of each phase; none: `passes` times the phase's rows.
    pub samples: Option<usize>,
    /// Passes over a phase's rows, each in a new order.
    pub passes: usize,
    /// Measurements a phase, beside the one at its start.
    pub points: usize,
    /// When the last copy goes back.
    pub rollback: Rollback,
}

/// Accuracies at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Samples since the start of the first phase.
    pub samples: usize,
    /// Share right of the held rows of the phase.
    pub current: f64,
    /// Share right of the held rows of the world as it was.
    pub old: f64,
}

/// One phase of one copy.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The phase's name.
    pub name: &'static str,
    /// Accuracies, the first at its start.
    pub points: Vec<Point>,
    /// What the rule did.
    pub counts: Counts,
    /// What the rollback did, and after how many samples.
    pub events: Vec<(usize, Event)>,
}

/// One copy's life.
#[derive(Debug, Clone)]
pub struct Track {
    /// How it behaved.
    pub learner: Learner,
    /// Its phases.
    pub stages: Vec<Stage>,
}

impl Learner {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Learner::Frozen => "frozen",
            Learner::Learning => "learning",
            Learner::Policy => "policy",
            Learner::Rollback => "rollback",
        }
    }
}

impl Settings {
    /// Samples of a phase.
    pub fn length(&self, phase: &Phase) -> usize {
        self.samples.unwrap_or(self.passes * phase.stream.len())
    }
}

/// Trains the network of `plan` without its policy, then lets each of `learners` live through the phases.
///
/// All copies start with the same weights and see the same samples in the same order: the rows of a phase's stream,
/// shuffled anew each pass with the plan's seed. In the field they begin as hardware does after a reset: t, credit and
/// random bits at their start. `watch` is called after each epoch and each phase of each copy.
pub fn replay(plan: &Plan, scenario: &Scenario, learners: &[Learner], settings: &Settings, watch: &mut dyn FnMut()) -> Vec<Track> {
    let free = plan.without_policy();
    let mut trained = Model::new(&free);
    passes(&mut trained, &free, &scenario.start, settings.epochs, &mut |_, _| watch());
    let start = trained.snapshot();
    let live = |&learner: &Learner| Track { learner, stages: life(plan, scenario, learner, settings, &start, watch) };
    learners.iter().map(live).collect()
}

fn life(plan: &Plan, scenario: &Scenario, learner: Learner, settings: &Settings, start: &Snapshot, watch: &mut dyn FnMut()) -> Vec<Stage> {
    let mut model = Model::new(&if learner == Learner::Policy { plan.clone() } else { plan.without_policy() });
    model.restore(start);
    let mut guard = (learner == Learner::Rollback).then(|| Guard::new(settings.rollback, &model));
    let mut random = XorShift32::new(plan.training.seed ^ 0x2545_f491);
    let mut before = 0;
    let mut stages = Vec::new();
    for phase in &scenario.phases {
        let order = order(&phase.stream, settings.length(phase), &mut random);
        let mut stage = Stage { name: phase.name, points: Vec::new(), counts: Counts::default(), events: Vec::new() };
        let measure = |model: &mut Model, samples| {
            let share = |samples: &Samples, model: &mut Model| model.accuracy(samples).unwrap_or(0.0);
            Point { samples, current: share(&phase.held, model), old: share(&scenario.old, model) }
        };
        stage.points.push(measure(&mut model, before));
        for part in 0..settings.points {
            let part = part * order.len() / settings.points..(part + 1) * order.len() / settings.points;
            if learner == Learner::Frozen {
                let last = stage.points[0];
                stage.points.push(Point { samples: before + part.end, ..last });
                continue;
            }
            for at in part.clone() {
                let (input, label) = phase.stream.get(order[at]);
                if let Some(guard) = guard.as_mut()
                    && guard.takes()
                {
                    stage.events.extend(guard.keep(input, label, &mut model).map(|event| (before + at + 1, event)));
                } else {
                    stage.counts.add(&model.learn(input, label).1);
                }
            }
            stage.points.push(measure(&mut model, before + part.end));
        }
        before += order.len();
        stages.push(stage);
        watch();
    }
    stages
}

/// Row numbers of `count` samples: pass after pass, each in a new order.
fn order(stream: &Samples, count: usize, random: &mut XorShift32) -> Vec<usize> {
    let mut order = Vec::with_capacity(count);
    while order.len() < count && !stream.is_empty() {
        let mut pass: Vec<usize> = (0..stream.len()).collect();
        random.shuffle(&mut pass);
        order.extend(pass.into_iter().take(count - order.len()));
    }
    order
}
