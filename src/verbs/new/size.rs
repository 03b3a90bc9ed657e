//! How large a network, how many passes, and how many rows a search may look at.

use super::draft::Draft;
use entrain_boards::Board;
use entrain_flow::resources::{Estimator, shipped};
use entrain_model::Samples;
use entrain_model::rule::XorShift32;
use entrain_model::{Diagnostic, Network, Plan, Result};

/// Multiply-accumulates of one run of a search; some ten thousand runs' worth would take a minute.
const WORK: u64 = 300_000_000;
/// Samples that a final training sees at most, unless ten passes are more.
const PASSES: usize = 60_000;
/// Weights of the largest network that is tried.
const WEIGHTS: usize = 40_000;

/// How much a search may do.
pub struct Budget {
    rows: usize,
    all: usize,
    epochs: usize,
}

impl Budget {
    /// For a draft with so many training rows.
    pub fn of(draft: &Draft, training: usize) -> Budget {
        let weights = (draft.features() * 64 + 64 * 32 + 32 * 16) as u64;
        let samples = (WORK / weights) as usize;
        let epochs = (PASSES / training.max(1)).clamp(10, 100);
        // Few passes tell settings apart less well than few rows do.
        let rows = training.min((samples / 10).max(500));
        Budget { rows, all: training, epochs: epochs.min((samples / rows).max(5)) }
    }

    /// Passes of a search.
    pub fn epochs_of_search(&self) -> usize {
        self.epochs
    }

    /// Passes of a training, and why.
    pub fn epochs(&self) -> (usize, String) {
        let epochs = (PASSES / self.all.max(1)).clamp(10, 100);
        (epochs, format!("passes over {} training rows", self.all))
    }

    /// As many training rows as the search may look at, drawn by chance, with their groups numbered anew.
    pub fn some(&self, samples: &Samples, groups: &[usize]) -> (Samples, Vec<usize>) {
        let mut order: Vec<usize> = (0..samples.len()).collect();
        if self.rows < samples.len() {
            XorShift32::new(1).shuffle(&mut order);
            order.truncate(self.rows);
            order.sort_unstable();
        }
        let mut some = Samples::new(samples.features());
        order.iter().for_each(|&row| some.push(samples.get(row).0, samples.get(row).1));
        let taken: Vec<usize> = order.iter().filter_map(|&row| groups.get(row).copied()).collect();
        let mut kinds: Vec<usize> = taken.clone();
        kinds.sort_unstable();
        kinds.dedup();
        (some, taken.iter().map(|group| kinds.binary_search(group).unwrap_or(0)).collect())
    }
}

/// Of the logic of a device, the share that place and route can fill, and the estimate be wrong by.
const LOGIC: f64 = 0.92;

/// Whether a bitstream of `network` for `board` has room for logic and weights, as far as can be told without building it.
///
/// # Errors
/// What there is no room for.
pub fn fits(network: &Network, board: &Board) -> Result<()> {
    let device = &board.device.resources;
    let plan = Plan::new(network, Some(device))?;
    plan.hardware_ready(network)?;
    if plan.in_spram().next().is_some() {
        return Err(Diagnostic::new("its weights do not fit block RAM, and a bitstream cannot fill other memory"));
    }
    let estimator = shipped(board.device.family).as_ref().and_then(Estimator::fit);
    match estimator.map(|estimator| estimator.logic(&plan, device)).filter(|logic| *logic > LOGIC * device.luts as f64) {
        Some(logic) => Err(Diagnostic::new(format!("about {logic:.0} of {} logic cells", device.luts))
            .help(format!("a larger board than {} has room for it: `entrain boards` lists them", board.name))),
        None => Ok(()),
    }
}

/// Units of the networks that are tried, the smallest first.
pub fn candidates(draft: &Draft, training: usize) -> Vec<Vec<usize>> {
    let inputs = draft.features();
    let weights = |units: &[usize]| units.iter().fold((0, inputs), |(sum, fan_in), &units| (sum + fan_in * units, units)).0;
    let all = [vec![32], vec![64], vec![64, 32], vec![128, 64]];
    let fits = |units: &Vec<usize>| units.as_slice() == [32] || weights(units) <= WEIGHTS;
    // Rows that are fewer than units only teach a network to know them by heart.
    all.into_iter().filter(|units| fits(units) && (units[0] <= 64 || training >= 300)).collect()
}
