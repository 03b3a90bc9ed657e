//! `Model` against the rule as it is defined, `PlainModel`: every number of every sample, over random networks.

use entrain_model::plan::Registers;
use entrain_model::rule::{PlainLayer, PlainModel, XorShift32};
use entrain_model::{Model, Network, Plan};
use proptest::prelude::*;
use std::path::Path;

/// A network and the samples that it learns.
#[derive(Debug, Clone)]
struct Case {
    inputs: usize,
    signed: bool,
    classes: usize,
    units: Vec<usize>,
    basis: &'static str,
    mode: (&'static str, &'static str),
    weights: (u32, u32),
    rate: u32,
    margin: u32,
    revival: u32,
    seed: u32,
    /// Share of the inputs that is not zero, in per cent.
    density: u32,
    /// The law of the pace, and how many shifts slower it may become.
    pace: (&'static str, u32),
    /// With an input head.
    input_head: bool,
}

impl Case {
    /// The plan, if this rate and these codes are possible.
    fn plan(&self) -> Option<Plan> {
        let Case { inputs, classes, basis, rate, margin, revival, seed, mode: (error, rounding), weights: (bits, fraction), .. } = self;
        let (pace, slower) = self.pace;
        let slowest = if pace == "fixed" { String::new() } else { format!("slowest = {}\n", rate + slower) };
        let head = if self.input_head { "input_head = true\n" } else { "" };
        let format = if self.signed { "s8" } else { "u8" };
        let layers: String = self.units.iter().map(|units| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n")).collect();
        let text = format!(
            "[network]\nname = \"random\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"{format}\", scale = 1 }}\n\
             {head}basis = \"{basis}\"\nerror = \"{error}\"\n{layers}[weights]\nbits = {bits}\nfraction = {fraction}\n[training]\nrate = {rate}\n\
             margin = {margin}\nrevival = {revival}\nrounding = \"{rounding}\"\nseed = {seed}\npace = \"{pace}\"\n{slowest}[data]\ntrain = \"digits.csv\"\n"
        );
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
        Network::parse(&text, &file).and_then(|network| Plan::new(&network, None)).ok()
    }

    /// Random values with the ends of the format among them, and zeros; now and then a label that is no class.
    fn sample(&self, random: &mut XorShift32) -> (Vec<i16>, usize) {
        let (low, high) = if self.signed { (-128, 127) } else { (0, 255) };
        let value = |random: &mut XorShift32| match random.next_u32() % 8 {
            0 => low,
            1 => high,
            _ => low + (random.next_u32() % 256) as i16,
        };
        let inputs = (0..self.inputs).map(|_| if random.next_u32() % 100 < self.density { value(random) } else { 0 });
        let inputs = inputs.collect();
        let beyond = if random.next_u32().is_multiple_of(8) { 1 + random.next_u32() as usize % 3 } else { 0 };
        (inputs, if beyond > 0 { self.classes - 1 + beyond } else { random.next_u32() as usize % self.classes })
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let shape = (1usize..330, any::<bool>(), 2usize..20, prop::collection::vec(1usize..150, 1..4));
    let bases = prop::sample::select(vec!["sqq", "walsh", "square", "triangle"]);
    let modes = prop::sample::select(vec![("ternary", "nearest"), ("ternary", "stochastic"), ("staircase", "stochastic")]);
    let weights = (4u32..=16).prop_flat_map(|bits| (Just(bits), 1..bits));
    let heads = any::<bool>();
    let paces = (prop::sample::select(vec!["fixed", "self", "anneal"]), 0u32..4);
    let constants = (1u32..16, prop::sample::select(vec![1u32, 16, 128, 100_000]), 0u32..8, any::<u32>(), 1u32..=100);
    let rest = (constants, paces, heads);
    (shape, bases, modes, weights, rest).prop_map(
        |((inputs, signed, classes, units), basis, mode, weights, (constants, pace, input_head))| {
            let (rate, margin, revival, seed, density) = constants;
            Case {
                inputs,
                signed,
                classes,
                units,
                basis,
                mode,
                weights,
                rate,
                margin,
                revival: (1 << revival) - 1,
                seed,
                density,
                pace,
                input_head,
            }
        },
    )
}

/// A row and its bias.
fn row(layer: &PlainLayer, row: usize) -> (Vec<i16>, i16) {
    let inputs = layer.weights.len() / layer.biases.len();
    (layer.weights[row * inputs..][..inputs].to_vec(), layer.biases[row])
}

fn check(case: &Case, plan: &Plan) -> Result<(), TestCaseError> {
    check_from(case, plan, Model::new(plan), PlainModel::new(plan))
}

/// Samples that are learned before the first one that is looked at: a pace needs some to change.
fn warm(case: &Case, model: &mut Model, plain: &mut PlainModel, samples: usize) -> Result<(), TestCaseError> {
    let mut random = XorShift32::new(!case.seed);
    for _ in 0..samples {
        let (input, label) = case.sample(&mut random);
        prop_assert_eq!(model.learn(&input, label), plain.learn(&input, label));
    }
    Ok(())
}

fn check_from(case: &Case, plan: &Plan, mut model: Model, mut plain: PlainModel) -> Result<(), TestCaseError> {
    let mut random = XorShift32::new(case.seed);
    for index in 0..24 {
        // A host changes the registers twice in a run.
        if index % 8 == 7 {
            let slower = random.next_u32() % (plan.registers.slowest + 1);
            let registers = Registers { slower, margin: (random.next_u32() % 400) as i32, revival: random.next_u32() % 8 };
            model.set_registers(&registers);
            plain.set_registers(&registers);
        }
        let held: Vec<bool> = (0..plan.learners()).map(|_| random.next_u32().is_multiple_of(4)).collect();
        model.hold(&held);
        plain.hold(&held);
        let (input, label) = case.sample(&mut random);
        let before = plain.clone();
        let expected = plain.learn(&input, label);
        let mut shown = Vec::new();
        let found = model.learn_and_watch(&input, label, &mut |layer, correction| {
            let old = (correction.old.to_vec(), correction.old_bias);
            shown.push((layer, correction.row, old, (correction.new.to_vec(), correction.new_bias)));
        });
        prop_assert_eq!(&found, &expected);
        for (layer, plain) in model.layers.iter().zip(&plain.layers) {
            prop_assert_eq!(layer.output(), &plain.h[..]);
            prop_assert_eq!(layer.logits(), &plain.z[..]);
            prop_assert_eq!((layer.weights(), layer.biases()), (plain.weights.clone(), plain.biases.clone()));
        }
        prop_assert_eq!(model.samples, plain.samples);
        prop_assert_eq!(model.samples, before.samples + (label < case.classes) as u64);
        let moves = |layer: usize| plain.layers[layer].weights != before.layers[layer].weights;
        if let (Some(layer), Some(plain)) = (model.layers.get(case.units.len()), &plain.input_head) {
            prop_assert_eq!(
                (layer.weights(), layer.biases(), layer.votes()),
                (plain.weights.clone(), plain.biases.clone(), &plain.votes[..])
            );
        }
        prop_assert!((0..case.units.len()).all(|layer| !moves(layer) || label < case.classes && !held[layer] && model.updated()[layer]));
        // Nobody watches the head, which corrects two rows where it learns.
        let of_head = 2 * (case.input_head && model.updated()[case.units.len()]) as u64;
        prop_assert_eq!(shown.len() as u64 + of_head, expected.1.rows);
        prop_assert!(shown.is_sorted_by_key(|(layer, row, ..)| (*layer, *row)));
        for (layer, number, old, new) in shown {
            prop_assert_eq!(old, row(&before.layers[layer], number));
            prop_assert_eq!(new, row(&plain.layers[layer], number));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn the_model_is_the_rule_as_defined(case in cases()) {
        let plan = case.plan();
        prop_assume!(plan.is_some());
        check(&case, &plan.expect("assumed"))?;
    }
}

/// Long enough for a pace to become slow: what is easy is learned.
#[test]
fn paces_are_followed_down_and_up_again() {
    for pace in ["self", "anneal"] {
        let case = Case {
            inputs: 12,
            signed: false,
            classes: 3,
            units: vec![12, 6],
            basis: "sqq",
            mode: ("ternary", "nearest"),
            weights: (12, 9),
            rate: 6,
            margin: 40,
            revival: 7,
            seed: 3,
            density: 80,
            pace: (pace, 4),
            input_head: true,
        };
        let plan = case.plan().expect("a valid network");
        assert_eq!(plan.pacing.as_ref().map(|pacing| pacing.most.clone()), Some(vec![4, 4, 4]));
        let (mut model, mut plain) = (Model::new(&plan), PlainModel::new(&plan));
        let (mut random, mut increments) = (XorShift32::new(9), Vec::new());
        for sample in 0..2400 {
            // One of three inputs is large; at the end the classes change places.
            let class = random.next_u32() as usize % 3;
            let input: Vec<i16> = (0..12).map(|at| if at % 3 == class { 200 } else { (random.next_u32() % 60) as i16 }).collect();
            let label = if sample < 1800 { class } else { (class + 1) % 3 };
            assert_eq!(model.learn(&input, label), plain.learn(&input, label), "{pace}, sample {sample}");
            model.layers.iter().zip(&plain.layers).for_each(|(layer, plain)| assert_eq!(layer.weights(), plain.weights, "{sample}"));
            increments.push(model.layers[0].increments(200).0);
        }
        // 200 >> K, rounded: K = 4 at first.
        let at = |sample: usize| increments[sample];
        assert_eq!((at(0), at(1700)), (13, if pace == "self" { 1 } else { 3 }), "{pace}");
        assert_eq!(increments[1800..].iter().max(), Some(if pace == "self" { &13 } else { &3 }), "{pace}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn paces_of_random_networks_are_followed(case in cases()) {
        prop_assume!(case.pace.0 != "fixed" && case.inputs * case.units[0] < 6000);
        let plan = case.plan();
        prop_assume!(plan.is_some());
        let plan = plan.expect("assumed");
        let (mut model, mut plain) = (Model::new(&plan), PlainModel::new(&plan));
        warm(&case, &mut model, &mut plain, 600)?;
        check_from(&case, &plan, model, plain)?;
    }
}

/// A register's rate is what a schedule's is, and what the file's would be.
#[test]
fn a_slower_register_is_a_slower_rate() {
    let case = |rate| Case {
        inputs: 40,
        signed: true,
        classes: 5,
        units: vec![20, 9],
        basis: "sqq",
        mode: ("ternary", "nearest"),
        weights: (12, 9),
        rate,
        margin: 300,
        revival: 7,
        seed: 3,
        density: 60,
        pace: ("fixed", 0),
        input_head: true,
    };
    let [plan, slower] = [9, 10].map(|rate| case(rate).plan().expect("a valid network"));
    let registers = plan.registers_with(Some(10), None, None).expect("a rate that fits");
    for (layer, slower) in plan.layers.iter().zip(&slower.layers) {
        let [layer, slower] = [layer, slower].map(|layer| layer.engine.dense().expect("dense"));
        assert_eq!(layer.slower_paces[registers.slower as usize], slower.paces[0]);
    }
    let (mut model, mut plain) = (Model::new(&plan), PlainModel::new(&slower));
    model.set_registers(&registers);
    let mut random = XorShift32::new(3);
    for _ in 0..40 {
        let (input, label) = case(9).sample(&mut random);
        assert_eq!(model.learn(&input, label), plain.learn(&input, label));
    }
    model.layers.iter().zip(&plain.layers).for_each(|(layer, plain)| assert_eq!(layer.weights(), plain.weights));
}

/// What the random networks rarely have all at once: 16-bit weights whose sums need more than 32 bits, and saturation.
#[test]
fn wide_sums_and_ends_of_the_range_are_met() {
    let case = Case {
        inputs: 700,
        signed: false,
        classes: 10,
        units: vec![33, 20],
        basis: "sqq",
        mode: ("ternary", "nearest"),
        weights: (16, 1),
        rate: 1,
        margin: 100_000,
        revival: 0,
        seed: 5,
        density: 90,
        pace: ("fixed", 0),
        input_head: false,
    };
    let plan = case.plan().expect("a valid network");
    assert!(plan.layers[0].engine.dense().expect("dense").widths.accumulator > 32);
    let (mut model, mut plain) = (Model::new(&plan), PlainModel::new(&plan));
    for (layer, plain) in model.layers.iter_mut().zip(&mut plain.layers) {
        plain.weights.iter_mut().enumerate().for_each(|(index, weight)| *weight = if index / 700 % 3 == 0 { -32_768 } else { 32_767 });
        layer.set(&plain.weights, &plain.biases);
    }
    check_from(&case, &plan, model, plain).expect("equal");
    for weights in [(4, 2), (6, 3)] {
        let narrow = Case { weights, ..case.clone() };
        let plan = narrow.plan().expect("a valid network");
        check(&narrow, &plan).expect("equal");
        let mut model = Model::new(&plan);
        let mut random = XorShift32::new(1);
        let counts = (0..24).map(|_| narrow.sample(&mut random)).map(|(input, label)| model.learn(&input, label).1);
        assert!(counts.map(|counts| counts.saturations).sum::<u64>() > 1000);
    }
}
