//! The search: which lanes and walks, layer by layer, are worth building.
//!
//! Cycles are the maximum over the layers and resources are sums, so the best designs can be found layer by layer:
//! what another one beats in cycles, logic, multipliers and block RAM alike is dropped at once.

use entrain_flow::resources::Estimator;
use entrain_model::plan::{Device, LayerPlan, lanes};
use entrain_model::{Network, Plan, Result};

/// A design that nothing beats.
#[derive(Debug, Clone)]
pub struct Design {
    /// The network with its lanes and walks.
    pub network: Network,
    /// Its plan.
    pub plan: Plan,
    /// Clock cycles between two answers, with the measured shares of active inputs.
    pub cycles: usize,
    /// Logic cells or LUTs, estimated.
    pub logic: f64,
    /// Block RAMs, as the plan counts them.
    pub block_rams: usize,
}

/// Resources and cycles of some layers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cost {
    cycles: usize,
    logic: f64,
    multipliers: usize,
    block_rams: usize,
}

impl Cost {
    fn beats(&self, other: &Cost) -> bool {
        self.cycles <= other.cycles
            && self.logic <= other.logic
            && self.multipliers <= other.multipliers
            && self.block_rams <= other.block_rams
    }

    fn plus(&self, other: &Cost) -> Cost {
        Cost {
            cycles: self.cycles.max(other.cycles),
            logic: self.logic + other.logic,
            multipliers: self.multipliers + other.multipliers,
            block_rams: self.block_rams + other.block_rams,
        }
    }
}

/// The designs of `network` on `device` that no other beats, fastest first; those that do not fit are left out.
///
/// # Errors
/// A rate or weight format that cannot learn.
pub fn designs(network: &Network, device: &Device, estimator: &Estimator) -> Result<Vec<Design>> {
    let soft = device.dsps == 0;
    let mut found: Vec<(Cost, Vec<LayerPlan>)> = Vec::new();
    for index in 0..network.layers.len() {
        let cost = |layer: &LayerPlan| Cost {
            cycles: layer.cycles,
            logic: estimator.layer(layer, network.classes, device),
            multipliers: layer.multipliers(),
            block_rams: lanes::blocks(layer, device),
        };
        let choices = lanes::choices(network, index, device)?;
        let choices = unbeaten(choices.into_iter().map(|layer| (cost(&layer), vec![layer])).collect());
        let before = if index == 0 { vec![(Cost { cycles: 0, logic: 0.0, multipliers: 0, block_rams: 0 }, Vec::new())] } else { found };
        let pairs = before.iter().flat_map(|(cost, layers)| {
            choices.iter().map(move |(more, layer)| (cost.plus(more), layers.iter().chain(layer).cloned().collect::<Vec<_>>()))
        });
        let room = |cost: &Cost| cost.block_rams <= device.block_rams && (soft || cost.multipliers <= device.dsps);
        found = unbeaten(pairs.filter(|(cost, _)| room(cost)).collect());
    }
    let design = |layers: &[LayerPlan]| {
        let mut network = network.clone();
        for (layer, plan) in network.layers.iter_mut().zip(layers) {
            (layer.lanes, layer.walk) = (Some(plan.lanes), Some(plan.walk));
        }
        let plan = Plan::new(&network, Some(device)).ok()?;
        let (cycles, logic) = (plan.cycles_per_sample(), estimator.logic(&plan, device));
        (logic <= device.luts as f64).then(|| Design { block_rams: plan.block_rams(device), cycles, logic, network, plan })
    };
    let mut designs: Vec<Design> = found.iter().filter_map(|(_, layers)| design(layers)).collect();
    designs.sort_by(|a, b| a.cycles.cmp(&b.cycles).then(a.logic.total_cmp(&b.logic)));
    Ok(designs)
}

/// Drops what another one beats.
fn unbeaten(mut all: Vec<(Cost, Vec<LayerPlan>)>) -> Vec<(Cost, Vec<LayerPlan>)> {
    all.sort_by(|(a, _), (b, _)| a.cycles.cmp(&b.cycles).then(a.logic.total_cmp(&b.logic)));
    let mut kept: Vec<(Cost, Vec<LayerPlan>)> = Vec::new();
    for (cost, layers) in all {
        if !kept.iter().any(|(other, _)| other.beats(&cost)) {
            kept.push((cost, layers));
        }
    }
    kept
}

/// The designs that no other beats in all of `values`, each the smaller the better.
pub fn front<T, const N: usize>(all: Vec<T>, values: impl Fn(&T) -> [f64; N]) -> Vec<T> {
    let points: Vec<[f64; N]> = all.iter().map(&values).collect();
    let beaten = |at: usize| {
        points.iter().enumerate().any(|(other, point)| {
            let (no_worse, same) = (point.iter().zip(&points[at]).all(|(a, b)| a <= b), *point == points[at]);
            no_worse && (!same || other < at)
        })
    };
    let keep: Vec<bool> = (0..all.len()).map(|at| !beaten(at)).collect();
    all.into_iter().zip(keep).filter_map(|(one, keep)| keep.then_some(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_keeps_what_nothing_beats() {
        let all = vec![[1.0, 5.0], [2.0, 2.0], [2.0, 2.0], [3.0, 1.0], [3.0, 3.0]];
        assert_eq!(front(all, |point| *point), [[1.0, 5.0], [2.0, 2.0], [3.0, 1.0]]);
    }
}
