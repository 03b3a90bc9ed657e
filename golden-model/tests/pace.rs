//! Pacing beside all that also sets a rate or keeps something: registers, a policy, checkpoints, snapshots, the fingerprint.

use entrain_model::checkpoint::{load, save};
use entrain_model::plan::Registers;
use entrain_model::rule::{PlainModel, XorShift32};
use entrain_model::{Model, Network, Plan};
use std::path::Path;

const LAYERS: &str = "[[layer]]\ntype = \"dense\"\nunits = 16\n[[layer]]\ntype = \"dense\"\nunits = 8\n";
const CONVOLUTION: &str = "[[layer]]\ntype = \"conv2d\"\nchannels = 3\n[[layer]]\ntype = \"dense\"\nunits = 8\n";

fn network(layers: &str, training: &str) -> Network {
    let head = "[network]\nname = \"paced\"\nclasses = 4\ninput = { shape = [1, 4, 4], format = \"u8\" }\n";
    let text = format!("{head}{layers}[training]\nrate = 6\nmargin = 60\n{training}");
    Network::parse(&text, Path::new("paced.toml")).unwrap_or_else(|error| panic!("{error}"))
}

fn plan(network: &Network) -> Plan {
    Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"))
}

/// A bright row of a dark map; its class is the row.
fn sample(random: &mut XorShift32) -> (Vec<i16>, usize) {
    let class = random.next_u32() as usize % 4;
    ((0..16).map(|at| if at / 4 == class { 220 } else { (random.next_u32() % 64) as i16 }).collect(), class)
}

/// A model that has learned `samples`.
fn learned(plan: &Plan, samples: usize) -> Model {
    let (mut model, mut random) = (Model::new(plan), XorShift32::new(5));
    for (input, label) in (0..samples).map(|_| sample(&mut random)) {
        model.learn(&input, label);
    }
    model
}

#[test]
fn a_fixed_pace_is_no_pace() {
    let [without, fixed] = ["", "pace = \"fixed\"\n"].map(|line| plan(&network(LAYERS, line)));
    assert_eq!((without.fingerprint(), without.pacing.is_none()), (fixed.fingerprint(), true));
    let [without, fixed] = [&without, &fixed].map(|plan| learned(plan, 300));
    assert_eq!((without.hashes(), without.shares()), (fixed.hashes(), vec![]));
    // Left out, the rate is what is best over many kinds of data, and the slowest three shifts below it.
    let text = network(LAYERS, "pace = \"self\"\n").text().replace("rate = 6\n", "");
    let usual = plan(&Network::parse(&text, Path::new("usual.toml")).unwrap_or_else(|error| panic!("{error}")));
    assert_eq!((usual.training.rate, usual.pacing.map(|pacing| pacing.most)), (7, Some(vec![3, 3])));
    // What decides what a board computes is in the fingerprint.
    let paced = ["", "slowest = 8\n"].map(|line| plan(&network(LAYERS, &format!("pace = \"self\"\n{line}"))).fingerprint());
    let annealed = plan(&network(LAYERS, "pace = \"anneal\"\n")).fingerprint();
    let all = [paced[0], paced[1], annealed, plan(&network(LAYERS, "")).fingerprint()];
    assert!((0..4).all(|a| (0..a).all(|b| all[a] != all[b])), "{all:x?}");
}

/// A convolution slows down as far as its registers let it, each learner by its own decisions.
#[test]
fn convolutions_are_paced_as_they_are_defined() {
    for law in ["self", "anneal"] {
        let network = network(CONVOLUTION, &format!("pace = \"{law}\"\n"));
        let plan = plan(&network);
        let most = plan.pacing.as_ref().map(|pacing| pacing.most.clone()).unwrap_or_default();
        assert!(most.len() == 2 && most[0] <= 3 && most[1] == 3, "{most:?}");
        let (mut model, mut plain, mut random) = (Model::new(&plan), PlainModel::new(&plan), XorShift32::new(5));
        for number in 0..1500 {
            let (input, label) = sample(&mut random);
            assert_eq!(model.learn(&input, label), plain.learn(&input, label), "{law}, sample {number}");
        }
        assert_eq!(model.layers[0].weights(), plain.windows[0].weights);
        assert_eq!(model.layers[1].weights(), plain.layers[0].weights);
        let shares = model.shares();
        assert!(shares[0] != shares[1], "{shares:?}");
    }
}

#[test]
fn a_register_is_the_fastest_rate() {
    let plan = plan(&network(LAYERS, "pace = \"self\"\n"));
    let (mut model, mut random) = (Model::new(&plan), XorShift32::new(5));
    model.set_registers(&Registers { slower: 2, ..plan.reset_registers() });
    // 220 >> K: K = 4 at 2^-6 makes 14, at 2^-8 3, at 2^-9 2.
    for number in 0..1200 {
        let (input, label) = sample(&mut random);
        model.learn(&input, label);
        let increment = model.layers[0].increments(220).0;
        assert!(increment <= 4, "sample {number}: {increment}");
    }
    assert_eq!(plan.registers.slowest, 3);
    assert!(model.shares()[0].leading_zeros() >= 3, "{:?}", model.shares());
    assert!(model.layers[0].increments(220).0 < 3);
}

#[test]
fn the_pace_of_a_layer_that_is_held_stands() {
    let plan = plan(&network(LAYERS, "pace = \"self\"\n"));
    let (mut model, mut random) = (learned(&plan, 500), XorShift32::new(5));
    let before = model.shares();
    model.hold(&[true, false]);
    for _ in 0..100 {
        // Nothing tells the classes apart, so no margin is reached.
        let (_, label) = sample(&mut random);
        model.learn(&[0; 16], label);
    }
    let after = model.shares();
    assert!(after[0] == before[0] && after[1] > before[1], "{before:?} {after:?}");
}

#[test]
fn a_label_that_is_no_class_moves_no_pace() {
    let plan = plan(&network(LAYERS, "pace = \"self\"\n"));
    let mut model = learned(&plan, 500);
    let before = model.shares();
    model.learn(&[0; 16], 4);
    model.predict(&[9; 16]);
    assert_eq!(model.shares(), before);
}

/// Training goes on from a checkpoint as if it had never stopped; but for the sample behind it, see `Pacer`.
#[test]
fn checkpoints_keep_the_shares_and_snapshots_leave_them() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (path, network) = (folder.path().join("w.json"), network(LAYERS, "pace = \"self\"\n"));
    let plan = plan(&network);
    let model = learned(&plan, 700);
    save(&path, &network, &model).unwrap_or_else(|error| panic!("{error}"));
    let mut read = Model::new(&plan);
    load(&path, &network, &mut read).unwrap_or_else(|error| panic!("{error}"));
    assert!(read.shares() == model.shares() && read.shares()[0] < 32_768, "{:?}", read.shares());
    let mut random = XorShift32::new(8);
    let (input, label) = sample(&mut random);
    read.learn(&input, label);
    assert!(read.layers[0].increments(220).0 < Model::new(&plan).layers[0].increments(220).0, "slow at once");

    let (mut later, snapshot) = (learned(&plan, 900), model.snapshot());
    let shares = later.shares();
    later.restore(&snapshot);
    assert_eq!((later.shares(), later.hashes()), (shares, model.hashes()));

    // Networks without a pace say nothing of it, and read what has it.
    let fixed = self::network(LAYERS, "");
    let mut other = Model::new(&self::plan(&fixed));
    load(&path, &fixed, &mut other).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((other.hashes(), other.shares()), (model.hashes(), vec![]));
    save(&path, &fixed, &other).unwrap_or_else(|error| panic!("{error}"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    assert!(!text.contains("shares"));
    load(&path, &network, &mut read).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.shares(), vec![65_535; 2], "nothing is known of it: as it starts");
}
