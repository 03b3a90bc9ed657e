//! The front of an exploration: the designs that no other beats in cycles, logic and energy, and what came of those that
//! were built.

use super::search::{Design, designs, front};
use crate::progress;
use crate::project::Project;
use crate::verbs::cosim::first;
use entrain_boards::Board;
use entrain_flow::resources::Estimator;
use entrain_flow::{Job, Outcome, build};
use entrain_model::network::Walk;
use entrain_model::plan::{LayerPlan, Workload};
use entrain_model::{Diagnostic, Model, Network, Plan, Result};
use entrain_sim::energy::fpga::{PartFile, table};
use entrain_sim::energy::parts::total;
use entrain_sim::predict;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Designs of which energy is estimated: each costs a short run of the golden model.
const MOST_DESIGNS: usize = 64;
/// Training samples that are learned before shares and events are counted: the first ones are unusual.
const SETTLE: usize = 1000;

/// A design with its energy.
pub struct Ranked {
    pub design: Design,
    /// A learned sample, nJ.
    pub energy_nj: f64,
}

/// All of them, fastest first.
pub struct Front<'a> {
    pub project: &'a Project,
    pub board: &'a Board,
    /// The model after some learning.
    model: Model,
    pub designs: Vec<Ranked>,
    /// Numbers of the designs that were built, with what came out.
    pub built: Vec<(usize, Result<Outcome>)>,
}

impl<'a> Front<'a> {
    /// Searches, with shares of active inputs and events counted over `samples` training samples.
    ///
    /// # Errors
    /// No data; nothing that fits.
    pub fn find(project: &'a Project, board: &'a Board, estimator: &Estimator, samples: usize) -> Result<Front<'a>> {
        let (network, model) = measured(project, samples)?;
        let mut found = designs(&network, &board.device.resources, estimator)?;
        if found.is_empty() {
            return Err(Diagnostic::new(format!("no design of {} fits {}", network.name, board.name)).help("see `entrain check`"));
        }
        thin(&mut found, MOST_DESIGNS);
        let data = first(&project.data()?.train, Some(samples.max(1)));
        let part = PartFile::of("up5k").ok_or_else(|| Diagnostic::new("there are no coefficients of the UP5K"))?;
        let coefficients = part.coefficients();
        let with_energy = |design: Design| {
            let activity = predict(&design.plan, &model, &data, &|_| true);
            Ranked { energy_nj: total(&table(&design.plan, &activity, board.clock.design_mhz, &coefficients)), design }
        };
        let all: Vec<Ranked> = found.into_iter().map(with_energy).collect();
        let designs = front(all, |one| [one.design.cycles as f64, one.design.logic, one.energy_nj]);
        Ok(Front { project, board, model, designs, built: Vec::new() })
    }

    /// Builds the `wanted` fastest, `jobs` at a time. A design that does not fit is no error.
    ///
    /// # Errors
    /// A missing tool.
    pub fn build(&mut self, wanted: usize, jobs: usize) -> Result<()> {
        let wanted = wanted.min(self.designs.len());
        let bar = progress::bar("building", wanted as u64);
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..jobs.clamp(1, wanted.max(1)) {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= wanted {
                            return;
                        }
                        let outcome = self.outcome(number);
                        bar.inc(1);
                        done.lock().unwrap_or_else(|error| error.into_inner()).push((number, outcome));
                    }
                });
            }
        });
        bar.finish_and_clear();
        self.built = done.into_inner().unwrap_or_else(|error| error.into_inner());
        self.built.sort_by_key(|(number, _)| *number);
        match self.built.iter().find_map(|(_, outcome)| outcome.as_ref().err().filter(|error| error.is_missing_tool())) {
            Some(missing) => Err(missing.clone()),
            None => Ok(()),
        }
    }

    /// One build, in a folder a design: what is there already is not repeated.
    fn outcome(&self, number: usize) -> Result<Outcome> {
        let (plan, board) = (&self.designs[number].design.plan, self.board);
        let folder = self.project.build_folder().join("explore").join(&board.name).join(name(plan));
        let clock_mhz = board.clock.design_mhz;
        build(&Job { plan, model: &self.model, board, clock_mhz, seeds: vec![1], allow_slow: true, folder: &folder }, &mut |_| {})
    }

    /// What came of building a design, if it was built.
    pub fn result(&self, number: usize) -> Option<&Result<Outcome>> {
        self.built.iter().find(|(built, _)| *built == number).map(|(_, outcome)| outcome)
    }

    /// Learned samples a second: at the board's clock, or, of a real build that does not reach it, at its own.
    pub fn rate(&self, number: usize) -> f64 {
        let board_mhz = self.board.clock.design_mhz;
        let built = self.result(number).and_then(|outcome| outcome.as_ref().ok());
        let mhz = built.map_or(board_mhz, |outcome| outcome.fmax_mhz.min(outcome.clock_mhz));
        mhz * 1e6 / self.designs[number].design.cycles as f64
    }

    /// The fastest that was built and fits.
    pub fn chosen(&self) -> Option<usize> {
        let fit = self.built.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(number, _)| *number);
        fit.max_by(|&a, &b| self.rate(a).total_cmp(&self.rate(b)))
    }
}

/// The network with the share of active inputs of each layer, and the model after some learning.
fn measured(project: &Project, samples: usize) -> Result<(Network, Model)> {
    let data = project.data()?;
    let mut model = Model::new(&project.plan);
    data.train.iter().take(SETTLE).for_each(|(input, label)| {
        model.learn(input, label);
    });
    let mut workload = Workload::new(&project.plan);
    let mut columns = vec![0; project.plan.layers.len()];
    let counted = samples.clamp(1, data.train.len());
    let mut learner = model.clone();
    for number in 0..counted {
        let (input, label) = data.train.get((SETTLE + number) % data.train.len());
        learner.learn(input, label);
        columns.iter_mut().zip(workload.sample(&learner, input)).for_each(|(sum, work)| *sum += work.columns);
    }
    let mut network = project.network.clone();
    for ((layer, plan), columns) in network.layers.iter_mut().zip(&project.plan.layers).zip(columns) {
        layer.active = Some((columns as f64 / (counted * plan.fan_in) as f64).clamp(0.01, 1.0));
    }
    Ok((network, model))
}

/// Keeps `most` of the designs, spread over all of them, the fastest and the smallest included.
fn thin(designs: &mut Vec<Design>, most: usize) {
    if designs.len() > most {
        let last = designs.len() - 1;
        let keep: Vec<usize> = (0..most).map(|place| place * last / (most - 1)).collect();
        *designs = keep.into_iter().map(|at| designs[at].clone()).collect();
    }
}

/// Lanes and walks as the name of a folder.
fn name(plan: &Plan) -> String {
    let layer = |layer: &LayerPlan| format!("{}{}", if layer.walk == Walk::Row { 'r' } else { 'c' }, layer.lanes);
    let layers: Vec<String> = plan.layers.iter().map(layer).collect();
    format!("{}-{}b", layers.join("-"), plan.layers.first().map_or(0, |layer| layer.widths.weight))
}

/// Lanes and walks for people.
pub fn lanes(plan: &Plan) -> String {
    let layer = |layer: &LayerPlan| format!("{} {}", layer.lanes, if layer.walk == Walk::Row { "row" } else { "column" });
    plan.layers.iter().map(layer).collect::<Vec<_>>().join(", ")
}
