//! The search: which lanes and walks, layer by layer, are worth building.
//!
//! Cycles are the maximum over the layers, but for a cycle of handshake between two that are as slow, and resources are sums,
//! so the best designs can be found layer by layer: what another one beats in cycles, logic and all that is scarce alike is
//! dropped at once. Multipliers go to the first layers; the
//! lanes that find none any more are made of logic, as `Plan` makes them (`placement.rs`, `soften`).

use entrain_flow::resources::Estimator;
use entrain_model::plan::lanes::{Choice, choices};
use entrain_model::plan::{Device, LayerPlan};
use entrain_model::{Network, Plan, Result};
use entrain_studies::parallel;

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
    /// SPRAMs, which a host has to fill.
    pub sprams: usize,
}

/// What a search came to.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The designs that no other beats, fastest first.
    pub designs: Vec<Design>,
    /// Layers, and layers put together, that were looked at.
    pub looked_at: usize,
    /// Designs that there are.
    pub all: f64,
}

/// Resources and cycles of some layers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Cost {
    cycles: usize,
    logic: f64,
    /// Shares of a multiplier: as many in one as lanes can share it.
    shares: usize,
    /// LUTs of the products that are made of logic, as the plan's limit counts them.
    soft_luts: usize,
    block_rams: usize,
    sprams: usize,
}

impl Cost {
    fn beats(&self, other: &Cost) -> bool {
        self.cycles <= other.cycles
            && self.logic <= other.logic
            && self.shares <= other.shares
            && self.soft_luts <= other.soft_luts
            && self.block_rams <= other.block_rams
            && self.sprams <= other.sprams
    }
}

/// A way to build a layer, with its costs.
struct Way {
    plan: LayerPlan,
    /// Without shares and products of logic, which depend on the layers before.
    cost: Cost,
    /// Logic of a lane's product where there is no multiplier for it.
    soft_lane: f64,
    /// Shares of a multiplier of the lanes that take one together, and those lanes.
    shares: (usize, usize),
}

impl Way {
    fn new(choice: Choice, classes: usize, device: &Device, estimator: &Estimator) -> Way {
        let (plan, most) = (choice.plan, shares_of_one(device));
        let together = if plan.placement.pairs { plan.placement.lanes_per_dsp } else { 1 };
        let shares = if plan.placement.lanes_per_dsp > 1 && !plan.placement.pairs { (1, 1) } else { (most, together) };
        let cost = Cost {
            cycles: plan.cycles(),
            logic: estimator.layer(&plan, classes, device),
            block_rams: choice.blocks,
            sprams: choice.sprams,
            ..Cost::default()
        };
        Way { cost, soft_lane: estimator.soft_lane(&plan), shares, plan }
    }

    /// Whether this one is as good as `other` whatever the other layers are.
    fn beats(&self, other: &Way) -> bool {
        let ((shares, lanes), (other_shares, other_lanes)) = (self.shares, other.shares);
        self.cost.beats(&other.cost)
            && self.plan.lanes() <= other.plan.lanes()
            && self.soft_lane <= other.soft_lane
            && self.plan.soft_product_luts() <= other.plan.soft_product_luts()
            && shares <= other_shares
            && shares * other_lanes <= other_shares * lanes
    }

    /// The cost with the layers `before` it, which have the multipliers that they want; none if `device` has not enough.
    fn behind(&self, before: &Cost, device: &Device) -> Option<Cost> {
        let (all, (shares, together)) = (device.dsps * shares_of_one(device), self.shares);
        let (hard, used) = match device.dsps {
            0 => (self.plan.lanes(), before.shares),
            _ if before.shares + self.plan.lanes().div_ceil(together) * shares <= all => {
                (self.plan.lanes(), before.shares + self.plan.lanes().div_ceil(together) * shares)
            }
            // Nothing is left for the layers behind it.
            _ => ((all - before.shares) / shares * together, all),
        };
        let soft = self.plan.lanes() - hard;
        let cost = Cost {
            cycles: before.cycles.max(self.cost.cycles),
            logic: before.logic + self.cost.logic + soft as f64 * self.soft_lane,
            shares: used,
            soft_luts: before.soft_luts + soft * self.plan.soft_product_luts(),
            block_rams: before.block_rams + self.cost.block_rams,
            sprams: before.sprams + self.cost.sprams,
        };
        let fits = cost.block_rams <= device.block_rams && cost.sprams <= device.sprams && 2 * cost.soft_luts <= device.luts;
        (fits && cost.logic <= device.luts as f64).then_some(cost)
    }
}

/// Lanes that can share a multiplier.
fn shares_of_one(device: &Device) -> usize {
    device.narrow.map_or(1, |narrow| narrow.lanes)
}

/// The designs of `network` on `device` that no other beats, fastest first; those that do not fit are left out.
///
/// # Errors
/// A rate or weight format that cannot learn.
pub fn designs(network: &Network, device: &Device, estimator: &Estimator) -> Result<Found> {
    let mut found = Found { all: 1.0, ..Found::default() };
    let mut fronts: Vec<(Cost, Vec<u32>)> = vec![(Cost::default(), Vec::new())];
    let mut layers: Vec<Vec<Way>> = Vec::new();
    for index in 0..network.layers.len() {
        let ways: Vec<Way> =
            choices(network, index, device)?.into_iter().map(|choice| Way::new(choice, network.classes, device, estimator)).collect();
        found.looked_at += ways.len();
        found.all *= ways.len() as f64;
        let ways = unbeaten(ways, |way| way.cost, Way::beats);
        let pairs: Vec<(Cost, Vec<u32>)> = fronts
            .iter()
            .flat_map(|(before, chosen)| {
                let more = ways.iter().enumerate().filter_map(|(number, way)| Some((way.behind(before, device)?, number as u32)));
                more.map(move |(cost, number)| (cost, chosen.iter().copied().chain([number]).collect()))
            })
            .collect();
        found.looked_at += if index > 0 { fronts.len() * ways.len() } else { 0 };
        fronts = unbeaten(pairs, |(cost, _)| *cost, |(a, _), (b, _)| a.beats(b));
        layers.push(ways);
    }
    let design = |chosen: &Vec<u32>| {
        let mut network = network.clone();
        for ((layer, ways), &number) in network.layers.iter_mut().zip(&layers).zip(chosen) {
            let plan = &ways[number as usize].plan;
            (layer.lanes, layer.walk) = (Some(plan.lanes()), plan.facts().walk);
        }
        let plan = Plan::new(&network, Some(device)).ok()?;
        let (cycles, logic) = (plan.cycles_per_sample(), estimator.logic(&plan, device));
        let (block, spram) = plan.memory_use(device);
        let sprams = spram.map_or(0, |memory| memory.blocks);
        (logic <= device.luts as f64).then_some(Design { block_rams: block.blocks, sprams, cycles, logic, network, plan })
    };
    let chosen: Vec<Vec<u32>> = fronts.into_iter().map(|(_, chosen)| chosen).collect();
    let designs = parallel::map(&chosen, parallel::threads(), &mut |()| {}, |chosen, _| design(chosen));
    found.designs = designs.into_iter().flatten().collect();
    found.designs.sort_by(|a, b| a.cycles.cmp(&b.cycles).then(a.logic.total_cmp(&b.logic)).then(lanes_of(a).cmp(&lanes_of(b))));
    // A plan keeps weights in as little SPRAM as it can, whatever the search thought of.
    found.designs.dedup_by(|a, b| lanes_of(a) == lanes_of(b));
    Ok(found)
}

/// Lanes of each layer, and whether it is walked by columns.
fn lanes_of(design: &Design) -> Vec<(usize, bool)> {
    design.plan.layers.iter().map(|layer| (layer.lanes(), layer.facts().skips_zeros)).collect()
}

/// Drops what another one beats.
fn unbeaten<T>(mut all: Vec<T>, cost: impl Fn(&T) -> Cost, beats: impl Fn(&T, &T) -> bool) -> Vec<T> {
    all.sort_by(|a, b| cost(a).cycles.cmp(&cost(b).cycles).then(cost(a).logic.total_cmp(&cost(b).logic)));
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        if !kept.iter().any(|other| beats(other, &one)) {
            kept.push(one);
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

/// Of those that are `alike`, that is no worse by more than these shares in all of `values`, the best one: that with the smallest
/// product.
pub fn apart<T, const N: usize>(mut all: Vec<T>, values: impl Fn(&T) -> [f64; N], alike: [f64; N]) -> Vec<T> {
    let weight = |one: &T| values(one).iter().map(|value| (1.0 + value).ln()).sum::<f64>();
    all.sort_by(|a, b| weight(a).total_cmp(&weight(b)));
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        let covers = |other: &T| values(other).iter().zip(values(&one)).zip(alike).all(|((a, b), share)| *a <= b * (1.0 + share));
        if !kept.iter().any(covers) {
            kept.push(one);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_keeps_what_nothing_beats() {
        let all = vec![[1.0, 5.0], [2.0, 2.0], [2.0, 2.0], [3.0, 1.0], [3.0, 3.0]];
        assert_eq!(front(all, |point| *point), [[1.0, 5.0], [2.0, 2.0], [3.0, 1.0]]);
    }

    #[test]
    fn one_of_many_that_are_alike_is_enough() {
        let all = vec![[100.0, 900.0], [101.0, 400.0], [102.0, 399.0], [200.0, 398.0], [300.0, 300.0]];
        assert_eq!(apart(all, |point| *point, [0.01, 0.02]), [[101.0, 400.0], [300.0, 300.0]]);
    }
}
