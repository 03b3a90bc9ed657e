//! The fast form of convolutions against the rule as it is defined, `PlainModel`: every number of every sample, over random networks.

use entrain_model::plan::Registers;
use entrain_model::plan::image::{fill, images};
use entrain_model::rule::{Layer, PlainModel, XorShift32};
use entrain_model::{Model, Network, Plan};
use proptest::prelude::*;
use std::path::Path;

/// A stage: channels, kernel, cells of a convolution, and whether a pool is behind it.
type Stage = (usize, usize, usize, bool);

/// A network and the samples that it learns.
#[derive(Debug, Clone)]
struct Case {
    shape: [usize; 3],
    signed: bool,
    classes: usize,
    stages: Vec<Stage>,
    units: Option<usize>,
    weights: (u32, u32),
    margin: u32,
    start: usize,
    seed: u32,
    /// Share of the inputs that is not zero, in per cent.
    density: u32,
}

impl Case {
    fn text(&self) -> String {
        let Case { shape, classes, weights: (bits, fraction), margin, start, seed, .. } = self;
        let format = if self.signed { "s8" } else { "u8" };
        let mut layers = String::new();
        let (mut rows, mut columns) = (shape[1], shape[2]);
        for &(channels, kernel, cells, pool) in &self.stages {
            let cells = cells.min(rows).min(columns);
            layers += &format!("[[layer]]\ntype = \"conv2d\"\nchannels = {channels}\nkernel = {kernel}\ncells = {cells}\n");
            if pool && rows > 1 && columns > 1 && self.units.is_some() {
                layers += "[[layer]]\ntype = \"max-pool\"\n";
                (rows, columns) = (rows / 2, columns / 2);
            }
        }
        layers += &self.units.map_or(String::new(), |units| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n"));
        format!(
            "[network]\nname = \"random\"\nclasses = {classes}\ninput = {{ shape = {shape:?}, format = \"{format}\" }}\n\
             code_start = {start}\n{layers}[weights]\nbits = {bits}\nfraction = {fraction}\n[training]\nconv_margin = {margin}\n\
             margin = 300\nrevival = 7\nseed = {seed}\n"
        )
    }

    /// The plan, if this rate and these codes are possible.
    fn plan(&self) -> Option<Plan> {
        Network::parse(&self.text(), Path::new("random.toml")).and_then(|network| Plan::new(&network, None)).ok()
    }

    /// Random values with the ends of the format among them, and zeros; now and then a label that is no class.
    fn sample(&self, random: &mut XorShift32) -> (Vec<i16>, usize) {
        let (low, high) = if self.signed { (-128, 127) } else { (0, 255) };
        let value = |random: &mut XorShift32| match random.next_u32() % 8 {
            0 => low,
            1 => high,
            _ => low + (random.next_u32() % 256) as i16,
        };
        let inputs = 0..self.shape.iter().product();
        let inputs = inputs.map(|_| if random.next_u32() % 100 < self.density { value(random) } else { 0 }).collect();
        let beyond = random.next_u32().is_multiple_of(8) as usize * self.classes;
        (inputs, beyond + random.next_u32() as usize % self.classes)
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let shape = [1usize..6, 1usize..12, 1usize..12];
    let stage = (1usize..40, prop::sample::select(vec![1usize, 3, 3, 5, 7]), 1usize..5, any::<bool>());
    let stages = prop::collection::vec(stage, 1..4);
    let weights = prop_oneof![Just((12u32, 9u32)), (4u32..=16).prop_flat_map(|bits| (Just(bits), 1..bits))];
    let constants = (prop::sample::select(vec![0u32, 1, 8, 65_536]), 0usize..200, any::<u32>(), 1u32..=100);
    (shape, any::<bool>(), 2usize..12, stages, prop::option::of(2usize..40), weights, constants).prop_map(
        |(shape, signed, classes, stages, units, weights, (margin, start, seed, density))| {
            let start = start.saturating_sub(100);
            Case { shape, signed, classes, stages, units, weights, margin, start, seed, density }
        },
    )
}

/// Everything that the two have of a layer.
fn compare(model: &Model, plain: &PlainModel) -> Result<(), TestCaseError> {
    let (mut windows, mut dense) = (plain.windows.iter(), plain.layers.iter());
    for layer in &model.layers {
        match layer {
            Layer::Dense(_) => {
                let plain = dense.next().expect("a dense layer");
                prop_assert_eq!((layer.output(), layer.logits()), (&plain.h[..], &plain.z[..]));
                prop_assert_eq!((layer.weights(), layer.biases()), (plain.weights.clone(), plain.biases.clone()));
            }
            Layer::Window(_) => {
                let plain = windows.next().expect("a convolution");
                prop_assert_eq!((layer.output(), layer.coded()), (&plain.h[..], plain.cells.clone()));
                prop_assert_eq!((layer.logits(), layer.votes()), (&plain.z[..], &plain.votes()[..]));
                prop_assert_eq!((layer.weights(), layer.biases()), (plain.weights.clone(), plain.biases.clone()));
                prop_assert_eq!(layer.code(), plain.code.clone());
            }
            Layer::InputHead(_) => {
                let plain = plain.input_head.as_ref().expect("an input head");
                prop_assert_eq!((layer.weights(), layer.votes()), (plain.weights.clone(), &plain.votes[..]));
            }
        }
    }
    Ok(())
}

fn check(case: &Case, plan: &Plan) -> Result<u64, TestCaseError> {
    check_from(case, plan, Model::new(plan), PlainModel::new(plan))
}

/// Learns a few samples with both; how many weights came to an end of their range.
fn check_from(case: &Case, plan: &Plan, mut model: Model, mut plain: PlainModel) -> Result<u64, TestCaseError> {
    let (mut random, mut saturations) = (XorShift32::new(case.seed), 0);
    for index in 0..12 {
        if index == 7 {
            let slower = random.next_u32() % (plan.registers.slowest + 1);
            let registers = Registers { slower, margin: 200, revival: 3 };
            model.set_registers(&registers);
            plain.set_registers(&registers);
        }
        let held: Vec<bool> = model.layers.iter().map(|_| random.next_u32().is_multiple_of(5)).collect();
        model.hold(&held);
        plain.hold(&held);
        let (input, label) = case.sample(&mut random);
        let before = model.clone();
        let mut rows = 0;
        let found = model.learn_and_watch(&input, label, &mut |_, correction| {
            rows += 1;
            assert!(correction.old.len() == correction.new.len());
        });
        prop_assert_eq!(&found, &plain.learn(&input, label));
        prop_assert_eq!(rows, found.1.rows);
        compare(&model, &plain)?;
        let moves = |layer: usize| {
            (model.layers[layer].weights(), model.layers[layer].code()) != (before.layers[layer].weights(), before.layers[layer].code())
        };
        prop_assert!((0..held.len()).all(|layer| !moves(layer) || label < case.classes && !held[layer] && model.updated()[layer]));
        saturations += found.1.saturations;
    }
    let mut other = Model::new(plan);
    fill(plan, &images(plan, &model), &mut other);
    prop_assert_eq!((other.hashes(), other.code_hashes()), (model.hashes(), model.code_hashes()));
    let mut other = Model::new(plan);
    other.restore(&model.snapshot());
    prop_assert_eq!((other.hashes(), other.code_hashes()), (model.hashes(), model.code_hashes()));
    Ok(saturations)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn the_model_is_the_rule_as_defined(case in cases()) {
        let plan = case.plan();
        prop_assume!(plan.is_some());
        check(&case, &plan.expect("assumed"))?;
    }

    /// What the certificate says holds for whatever comes: activations, cell sums and logits of every sample.
    #[test]
    fn nothing_leaves_its_interval(case in cases()) {
        let plan = case.plan();
        prop_assume!(plan.is_some());
        let plan = plan.expect("assumed");
        prop_assert!(entrain_model::plan::certificate(&plan).iter().all(entrain_model::plan::Bound::holds));
        let (mut model, mut random) = (Model::new(&plan), XorShift32::new(case.seed));
        for _ in 0..8 {
            let (input, label) = case.sample(&mut random);
            model.learn(&input, label);
            for (layer, stage) in model.layers.iter().zip(plan.learning()) {
                let head = stage.head().expect("it learns");
                prop_assert!(layer.logits().iter().all(|&z| (head.logit.low..=head.logit.high).contains(&(z as i64))));
                if let Some(window) = stage.engine.window() {
                    prop_assert!(layer.coded().iter().all(|&cell| cell as i64 <= window.ranges.cell.high));
                }
            }
            prop_assert!(model.totals().iter().all(|&total| (plan.total.low..=plan.total.high).contains(&(total as i64))));
        }
    }
}

/// What the random networks rarely have: sums that need more than 32 bits, many pixels in a cell, narrow weights that come to their ends.
#[test]
fn wide_sums_and_ends_of_the_range_are_met() {
    let case = Case {
        shape: [24, 9, 11],
        signed: false,
        classes: 10,
        stages: vec![(33, 7, 1, true), (20, 5, 2, false)],
        units: Some(20),
        weights: (16, 12),
        margin: 65_536,
        start: 512,
        seed: 5,
        density: 90,
    };
    let plan = case.plan().expect("a valid network");
    assert!(plan.layers[0].engine.window().expect("a convolution").widths.accumulator > 32);
    check(&case, &plan).expect("equal");
    let large = Case { shape: [1, 90, 100], stages: vec![(2, 3, 1, true)], weights: (12, 9), classes: 2, ..case.clone() };
    let plan = large.plan().expect("a valid network");
    assert!(plan.layers[0].engine.window().expect("a convolution").ranges.cell.high * 2047 > i32::MAX as i64);
    check(&large, &plan).expect("equal");
    // Weights that are one step away from an end, in each channel another one.
    let narrow = Case { weights: (9, 8), stages: vec![(20, 3, 2, true)], units: None, ..case };
    let plan = narrow.plan().expect("a valid network");
    let (mut model, mut plain) = (Model::new(&plan), PlainModel::new(&plan));
    let window = &mut plain.windows[0];
    window.weights.iter_mut().enumerate().for_each(|(at, weight)| *weight = if at % 3 == 0 { -255 } else { 254 });
    model.layers[0].set(&window.weights, &window.biases);
    let saturations = check_from(&narrow, &plan, model, plain).expect("equal");
    assert!(saturations > 100, "{saturations}");
}
