//! The front of an exploration: the designs that no other beats in cycles, logic, energy and, where weight bits are searched,
//! accuracy; and what came of those that were built.

use super::accuracy::Training;
use super::search::{Design, Found, apart, designs, front};
use super::widths::{Width, Widths};
use crate::output::thousands;
use crate::progress;
use crate::project::Project;
use crate::verbs::cosim::first;
use crate::verbs::energy::fpga;
use entrain_boards::Board;
use entrain_data::DataSet;
use entrain_flow::resources::Estimator;
use entrain_flow::{Job, Outcome, build};
use entrain_model::checkpoint::writable;
use entrain_model::plan::{Device, LayerPlan};
use entrain_model::{Diagnostic, Network, Plan, Result};
use entrain_sim::energy::fpga::table;
use entrain_sim::energy::parts::total;
use entrain_sim::predict;
use entrain_studies::parallel;
use std::path::PathBuf;

/// Designs of which energy is estimated: each costs a short run of the golden model.
const MOST_DESIGNS: usize = 512;
/// Designs that do not fit after all and are skipped before the builds are given up.
const MOST_MISFITS: usize = 5;
/// Designs are alike if they differ by no more than these shares in cycles, logic and energy.
pub const ALIKE: [f64; 3] = [0.01, 0.02, 0.02];

/// What is searched, and how thoroughly.
#[derive(Debug, Clone)]
pub struct Search {
    /// Training samples over which active inputs and events are counted.
    pub samples: usize,
    /// Weight bits; none for the file's, whose accuracy is then not asked for.
    pub bits: Vec<u32>,
    /// Passes over the training rows.
    pub epochs: usize,
    /// Seeds to train from.
    pub seeds: Vec<u32>,
    /// Points of accuracy below the best width that a design may have and still be built.
    pub loss: f64,
    /// Designs that keep weights in SPRAM count too, though others fit without.
    pub spram: bool,
}

/// A design with its energy.
pub struct Ranked {
    pub design: Design,
    /// A learned sample, nJ.
    pub energy_nj: f64,
    /// Which of the widths it has.
    pub width: usize,
}

/// All of them, fastest first.
pub struct Front<'a> {
    pub project: &'a Project,
    pub board: &'a Board,
    pub search: Search,
    pub widths: Widths,
    /// Rows by which accuracy is judged, and whether they are test rows.
    pub judged_by: (usize, bool),
    pub designs: Vec<Ranked>,
    /// Layers and combinations of them that were looked at, and designs that there are.
    pub looked_at: (usize, f64),
    /// Numbers of the designs that were built, with what came out.
    pub built: Vec<(usize, Result<Outcome>)>,
    /// What the energy stands on.
    pub assumptions: Vec<String>,
}

impl<'a> Front<'a> {
    /// Searches.
    ///
    /// # Errors
    /// No data; nothing that fits.
    pub fn find(project: &'a Project, board: &'a Board, estimator: &Estimator, search: Search) -> Result<Front<'a>> {
        let data = project.data().map_err(|error| {
            error.help("explore learns from the training rows: they tell active inputs, events and, with --bits, the accuracy")
        })?;
        let widths = trained(project, &data, &search)?;
        let (samples, device) = (first(&data.train, Some(search.samples)), &board.device.resources);
        let (coefficients, _, source) = fpga::coefficients(project, None)?;
        let (mut found, mut looked_at, mut all_designs) = (Vec::new(), 0, 0.0);
        for (number, width) in widths.all.iter().enumerate() {
            let of_width = of_width(&width.network, device, estimator, search.spram)?;
            (looked_at, all_designs) = (looked_at + of_width.looked_at, all_designs + of_width.all);
            let mut designs = of_width.designs;
            thin(&mut designs, MOST_DESIGNS / widths.all.len());
            found.extend(designs.into_iter().map(|design| (design, number)));
        }
        if found.is_empty() {
            return Err(nothing_fits(project, board, estimator, &search, &widths));
        }
        let clock_mhz = board.clock.design_mhz;
        let all = parallel::map(&found, parallel::threads(), &mut |()| {}, |(design, width), _| {
            let activity = predict(&design.plan, &widths.all[*width].model, &samples, &|_| true);
            let energy_nj = total(&table(&design.plan, &activity, clock_mhz, &coefficients));
            Ranked { design: design.clone(), energy_nj, width: *width }
        });
        let rank = |one: &Ranked| widths.all[one.width].rank as f64;
        let measures =
            |one: &Ranked| [one.design.cycles as f64, one.design.logic, one.energy_nj, rank(one), one.design.sprams.min(1) as f64];
        let [cycles, logic, energy] = ALIKE;
        let mut designs = apart(front(all, measures), measures, [cycles, logic, energy, 0.0, 0.0]);
        designs.sort_by(|a, b| a.design.cycles.cmp(&b.design.cycles).then(a.design.logic.total_cmp(&b.design.logic)));
        let activity =
            format!("learning; activity: {} samples in file order, foretold by the golden model after some learning", samples.len());
        let assumptions = fpga::assumptions(&source, clock_mhz, &activity, &coefficients);
        let judged_by = if data.test.is_empty() { (data.train.len(), false) } else { (data.test.len(), true) };
        let looked_at = (looked_at, all_designs);
        Ok(Front { project, board, search, widths, judged_by, designs, looked_at, built: Vec::new(), assumptions })
    }

    /// Builds the fastest of those that are accurate enough until `wanted` of them fit, `jobs` at a time. A design that does not
    /// fit after all is no error: the next one takes its place.
    ///
    /// # Errors
    /// A missing tool; a folder that cannot be written, or in which something else is at work.
    pub fn build(&mut self, wanted: usize, jobs: usize) -> Result<()> {
        let numbers: Vec<usize> = (0..self.designs.len()).filter(|&number| self.is_accurate(number)).collect();
        let (mut next, mut fit) = (0, 0);
        if wanted > 0 {
            writable(&self.folder().join("build"))?;
        }
        while fit < wanted && next < numbers.len() && next - fit < MOST_MISFITS {
            let batch = &numbers[next..numbers.len().min(next + wanted - fit)];
            let bar = progress::jobs("building", batch.len() as u64);
            let outcomes = parallel::map(
                batch,
                jobs,
                &mut |(number, step): (usize, Option<String>)| match step {
                    Some(step) => bar.set_message(format!("design {}: {step}", number + 1)),
                    None => bar.inc(1),
                },
                |&number, report| {
                    let outcome = self.outcome(number, &mut |step| report((number, Some(step.to_string()))));
                    report((number, None));
                    outcome
                },
            );
            bar.finish_and_clear();
            next += batch.len();
            fit += outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            self.built.extend(batch.iter().copied().zip(outcomes));
            if let Some((_, error)) = self.misfits().find(|(_, error)| error.is_of_the_machine()) {
                return Err(error.clone());
            }
        }
        Ok(())
    }

    /// Designs that could not be built, and why.
    pub fn misfits(&self) -> impl Iterator<Item = (usize, &Diagnostic)> {
        self.built.iter().filter_map(|(number, outcome)| Some((*number, outcome.as_ref().err()?)))
    }

    /// One build, in a folder a design: what is there already is not repeated.
    fn outcome(&self, number: usize, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
        let (plan, model, board) = (&self.designs[number].design.plan, &self.width(number).model, self.board);
        let folder = self.folder().join(name(plan));
        let clock_mhz = board.clock.design_mhz;
        build(&Job { plan, model, board, clock_mhz, seeds: vec![1], allow_slow: true, folder: &folder }, step)
    }

    /// Where the builds are.
    fn folder(&self) -> PathBuf {
        self.project.build_folder().join("explore").join(&self.board.name)
    }

    /// The weights of a design.
    pub fn width(&self, number: usize) -> &Width {
        &self.widths.all[self.designs[number].width]
    }

    /// Whether a design is accurate enough to be chosen.
    pub fn is_accurate(&self, number: usize) -> bool {
        self.width(number).is_near(self.widths.best(), self.search.loss)
    }

    /// Whether weight bits were searched.
    pub fn has_widths(&self) -> bool {
        !self.search.bits.is_empty()
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

/// The widths, trained if there is something to compare.
fn trained(project: &Project, data: &DataSet, search: &Search) -> Result<Widths> {
    let mut widths = Widths::new(&project.network, &search.bits, data, search.samples)?;
    if !search.bits.is_empty() {
        let folder = project.build_folder().join("explore").join("accuracy");
        widths.judge(&Training { data, epochs: search.epochs, seeds: search.seeds.clone(), folder: &folder })?;
    }
    Ok(widths)
}

/// Why there is no design at all: what `check` would say, if it is about memories or multipliers.
fn nothing_fits(project: &Project, board: &Board, estimator: &Estimator, search: &Search, widths: &Widths) -> Diagnostic {
    let (name, device) = (&project.network.name, &board.device.resources);
    let mut free = widths.all.first().map_or(&project.network, |width| &width.network).clone();
    free.layers.iter_mut().for_each(|layer| (layer.lanes, layer.walk) = (None, None));
    let tried = if search.bits.is_empty() { String::new() } else { format!(" with {} bits", list(&search.bits)) };
    let error = Diagnostic::new(format!("no design of {name}{tried} fits {}", board.name));
    let refused = widths.refused.iter().map(|(bits, why)| format!("{bits} bits: {why}"));
    let error = refused.fold(error, |error, why| error.help(why));
    match Plan::new(&free, Some(device)) {
        Err(why) if search.bits.is_empty() => why,
        Err(why) => error.help(why.message()),
        Ok(plan) => {
            let (logic, room) = (estimator.logic(&plan, device) as u64, device.luts as u64);
            let (logic, room) = (thousands(logic), thousands(room));
            error.help(format!("with {} lanes it would take about {logic} of {room} LUTs: take fewer classes, fewer layers or a larger board (`entrain boards`)", lanes(&plan)))
        }
    }
}

/// The designs of one width. Weights go into SPRAM, which a bitstream cannot fill, where that is asked for, or where nothing fits
/// without.
fn of_width(network: &Network, device: &Device, estimator: &Estimator, spram: bool) -> Result<Found> {
    let without = Device { sprams: 0, spram_shape: None, ..device.clone() };
    if !spram {
        let found = designs(network, &without, estimator)?;
        if !found.designs.is_empty() || device.sprams == 0 {
            return Ok(found);
        }
    }
    designs(network, device, estimator)
}

/// Keeps `most` of the designs, spread over all of them, the fastest and the smallest included.
fn thin(designs: &mut Vec<Design>, most: usize) {
    let most = most.max(2);
    if designs.len() > most {
        let last = designs.len() - 1;
        let keep: Vec<usize> = (0..most).map(|place| place * last / (most - 1)).collect();
        *designs = keep.into_iter().map(|at| designs[at].clone()).collect();
    }
}

/// Lanes and walks as the name of a folder.
fn name(plan: &Plan) -> String {
    let layer = |layer: &LayerPlan| format!("{}{}", &layer.facts().way()[..1], layer.lanes());
    let layers: Vec<String> = plan.learning().map(layer).collect();
    format!("{}-{}b", layers.join("-"), plan.learning().next().map_or(0, |layer| layer.facts().weight_bits))
}

/// Lanes and walks for people.
pub fn lanes(plan: &Plan) -> String {
    let layer = |layer: &LayerPlan| format!("{} {}", layer.lanes(), layer.facts().way());
    plan.learning().map(layer).collect::<Vec<_>>().join(", ")
}

/// Numbers for people.
pub fn list(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
