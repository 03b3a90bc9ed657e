//! How much logic a network will take, estimated before any tool runs.
//!
//! logic = what is around the layers, and the sum over the layers of coefficient x feature. The features follow the blocks
//! (see `layer_features`); they are few, because builds are. The coefficients, none negative, are fitted to real netlists
//! (bitstreams/calibration, one file a family, made by `entrain explore --calibrate`) by least squares of the relative error.

use entrain_boards::Family;
use entrain_model::Plan;
use entrain_model::layers::Logic;
use entrain_model::plan::{Device, LayerPlan, Memory};
use serde::{Deserialize, Serialize};

/// Number of features.
const TERMS: usize = 8;
/// The one of products that are made of logic.
const SOFT: usize = 7;

/// What a pace takes of each learner, its registers with it: the example on the iCE40 with it and without (docs/first-pass.md). The builds of a
/// calibration have none.
const PACE: f64 = 100.0;

/// A real build.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Point {
    /// The network, in words.
    pub network: String,
    /// Its features.
    pub features: Vec<f64>,
    /// Logic cells (iCE40) or LUTs that place and route counts.
    pub logic: f64,
}

/// Real builds of one family, and the tools that made them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Calibration {
    /// Board of the builds.
    pub board: String,
    /// Versions of the tools.
    pub tools: Vec<String>,
    /// The builds.
    pub points: Vec<Point>,
}

/// An estimate with its error over the builds that it was fitted to, each left out in turn.
#[derive(Debug, Clone, Serialize)]
pub struct Estimator {
    coefficients: Vec<f64>,
    /// Builds.
    pub builds: usize,
    /// Median of the relative errors.
    pub median_error: f64,
    /// Worst relative error.
    pub worst_error: f64,
}

/// The builds of `family` that come with Entrain.
pub fn shipped(family: Family) -> Option<Calibration> {
    let text = match family {
        Family::Ice40 => include_str!("../calibration/ice40.json"),
        Family::Ecp5 => include_str!("../calibration/ecp5.json"),
        Family::Gowin => include_str!("../calibration/gowin.json"),
    };
    serde_json::from_str(text).ok()
}

impl Estimator {
    /// Fits to a calibration; none if it has hardly any builds.
    pub fn fit(calibration: &Calibration) -> Option<Estimator> {
        let points = &calibration.points;
        if points.len() < TERMS || points.iter().any(|point| point.features.len() != TERMS) {
            return None;
        }
        let mut errors: Vec<f64> =
            Estimator::left_out(calibration).iter().zip(points).map(|(found, point)| (found - point.logic).abs() / point.logic).collect();
        errors.sort_by(f64::total_cmp);
        let mut coefficients = solve(&points.iter().collect::<Vec<_>>());
        if points.iter().all(|point| point.features[SOFT] == 0.0) {
            coefficients[SOFT] = 1.0; // nobody built one: the feature is LUTs as the plan counts them
        }
        let (median_error, worst_error) = (errors[errors.len() / 2], errors[errors.len() - 1]);
        Some(Estimator { coefficients, builds: points.len(), median_error, worst_error })
    }

    /// What is estimated of each build by a fit to all the others.
    pub fn left_out(calibration: &Calibration) -> Vec<f64> {
        let points = &calibration.points;
        let without = |left_out: usize| {
            let others: Vec<&Point> = points.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, point)| point).collect();
            dot(&solve(&others), &points[left_out].features)
        };
        (0..points.len()).map(without).collect()
    }

    /// Logic of a whole design.
    pub fn logic(&self, plan: &Plan, device: &Device) -> f64 {
        let paced = if plan.pacing.is_some() { plan.learners() } else { 0 };
        dot(&self.coefficients, &features(plan, device)) + PACE * paced as f64
    }

    /// What one layer adds.
    pub fn layer(&self, layer: &LayerPlan, classes: usize, device: &Device) -> f64 {
        dot(&self.coefficients, &layer_features(layer, classes, device))
    }

    /// What one lane of a layer adds if its product is made of logic.
    pub fn soft_lane(&self, layer: &LayerPlan) -> f64 {
        self.coefficients[SOFT] * layer.soft_product_luts() as f64
    }
}

/// The features of a design: 1 for the clock and the serial line, and the sums of those of its layers.
pub fn features(plan: &Plan, device: &Device) -> Vec<f64> {
    let mut all = vec![0.0; TERMS];
    all[0] = 1.0;
    for layer in &plan.layers {
        let layer = layer_features(layer, plan.classes, device);
        all.iter_mut().zip(layer).for_each(|(sum, feature)| *sum += feature);
    }
    all
}

/// A layer: itself; bits of its lanes (corrections, gathered words, sums); code counters and logits; classes (the search
/// for the rival); whether it is walked by columns; memories too small for block RAM; multipliers made of logic.
fn layer_features(layer: &LayerPlan, classes: usize, device: &Device) -> [f64; TERMS] {
    let soft = if device.dsps == 0 { layer.lanes() } else { layer.placement.soft_lanes } * layer.soft_product_luts();
    let Logic { by_columns, lane_bits, code_bits } = layer.engine.plan().logic();
    let head = if layer.learner().is_some() { classes as f64 } else { 0.0 };
    [0.0, 1.0, lane_bits, code_bits, head, by_columns as u8 as f64, small_memories(layer, device), soft as f64]
}

/// LUT RAMs of the memories that are too small for block RAM, or, where there are none, bits of their registers.
fn small_memories(layer: &LayerPlan, device: &Device) -> f64 {
    let memories = layer.memories_beside(layer.placement).into_iter();
    let small = memories.filter(|memory| !memory.role.is_learned() && device.block_rams_for(memory.width, memory.depth) == 0);
    let cost = |memory: Memory| match device.lut_ram {
        Some(shape) => memory.width.div_ceil(shape.width) as usize * memory.depth.div_ceil(shape.depth),
        None => memory.bits(),
    };
    small.map(cost).sum::<usize>() as f64
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// min over c >= 0 of sum of ((features . c) / logic - 1)^2, by coordinate descent on the normal equations: a step needs the products of
/// the terms with each other and with one, not the points.
fn solve(points: &[&Point]) -> Vec<f64> {
    let rows: Vec<Vec<f64>> = points.iter().map(|point| point.features.iter().map(|feature| feature / point.logic).collect()).collect();
    let product = |a: usize, b: usize| rows.iter().map(|row| row[a] * row[b]).sum::<f64>();
    let products: Vec<Vec<f64>> = (0..TERMS).map(|a| (0..TERMS).map(|b| product(a, b)).collect()).collect();
    let sums: Vec<f64> = (0..TERMS).map(|term| rows.iter().map(|row| row[term]).sum()).collect();
    let mut coefficients = vec![0.0; TERMS];
    for _ in 0..4_000 {
        for term in (0..TERMS).filter(|&term| products[term][term] > 0.0) {
            let slope = sums[term] - dot(&products[term], &coefficients);
            coefficients[term] = f64::max(coefficients[term] + slope / products[term][term], 0.0);
        }
    }
    coefficients
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrain_boards::Board;
    use entrain_model::Network;
    use std::path::Path;

    /// Builds whose logic is exactly a sum of the features are estimated exactly.
    #[test]
    fn a_linear_truth_is_found() {
        let truth = [900.0, 700.0, 3.0, 2.0, 20.0, 50.0, 0.9, 0.7];
        let mut seed = 1u64;
        let mut random = |most: u64| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((seed >> 33) % most) as f64
        };
        let points: Vec<Point> = (0..40)
            .map(|_| {
                let layers = 1.0 + random(3);
                let rest = [20.0 + random(300), random(400), random(40), random(2), random(60), random(50)];
                let features = [&[1.0, layers][..], &rest].concat();
                Point { network: String::new(), logic: dot(&truth, &features), features }
            })
            .collect();
        let fitted = Estimator::fit(&Calibration { board: String::new(), tools: Vec::new(), points }).unwrap_or_else(|| panic!("too few"));
        assert!(fitted.worst_error < 0.03, "{fitted:?}");
    }

    /// Builds with lanes of logic are estimated by the others, none of which is the same, as well as any.
    #[test]
    fn lanes_of_logic_are_estimated() {
        for family in [Family::Ice40, Family::Ecp5] {
            let calibration = shipped(family).unwrap_or_else(|| panic!("{}: no builds", family.name()));
            let estimates = Estimator::left_out(&calibration);
            let soft = calibration.points.iter().zip(estimates).filter(|(point, _)| point.features[SOFT] > 0.0);
            let errors: Vec<f64> = soft.map(|(point, estimate)| estimate / point.logic - 1.0).collect();
            assert!(errors.len() >= 4 && errors.iter().all(|error| error.abs() < 0.25), "{}: {errors:?}", family.name());
        }
    }

    /// Examples that are in no calibration: what `scripts/pipeline.py` counted when they were placed and routed, and how near the
    /// estimate has to be. No build of the ECP5's calibration has a wide walk by columns: there it is far too low.
    #[test]
    fn the_examples_are_estimated() {
        let rows = [("wrist/entrain", 3_613.0, 0.1), ("mnist/small", 5_790.0, 0.1), ("mnist/dense", 35_957.0, 0.1)];
        for (name, logic, near) in rows.into_iter().chain([("mnist/skip", 28_304.0, 0.3)]) {
            let path = Path::new("../examples").join(name).with_extension("toml");
            let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
            let board = Board::find(network.board.as_deref().unwrap_or(""), None).unwrap_or_else(|error| panic!("{error}"));
            let device = &board.device.resources;
            let plan = Plan::new(&network, Some(device)).unwrap_or_else(|error| panic!("{error}"));
            let fitted = shipped(board.device.family).as_ref().and_then(Estimator::fit).unwrap_or_else(|| panic!("no fit"));
            let estimate = fitted.logic(&plan, device);
            println!("{name}: {estimate:.0} estimated, {logic} built, {:+.1} %", 100.0 * (estimate / logic - 1.0));
            assert!((estimate / logic - 1.0).abs() < near, "{name}: {estimate:.0} estimated, {logic} built");
        }
    }

    /// Where no build has them they are not for nothing.
    #[test]
    fn lanes_of_logic_always_cost_something() {
        let mut calibration = shipped(Family::Ecp5).unwrap_or_else(|| panic!("no builds"));
        calibration.points.retain(|point| point.features[SOFT] == 0.0);
        let fitted = Estimator::fit(&calibration).unwrap_or_else(|| panic!("too few"));
        assert_eq!(fitted.coefficients[SOFT], 1.0);
    }

    /// Those that come with Entrain can be fitted to, and are good enough to choose by.
    #[test]
    fn every_family_has_an_estimate() {
        for family in [Family::Ice40, Family::Ecp5, Family::Gowin] {
            let fitted = shipped(family).as_ref().and_then(Estimator::fit).unwrap_or_else(|| panic!("{}: no fit", family.name()));
            assert!(fitted.builds >= 12 && fitted.median_error < 0.12, "{}: {fitted:?}", family.name());
        }
    }
}
