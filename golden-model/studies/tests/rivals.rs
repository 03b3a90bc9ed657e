//! Every rule learns part of the digits, says the same twice, and counts what the formulas say.

use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::network::Network;
use entrain_model::{Model, Plan};
use entrain_studies::rivals::{Progress, Row, Rule, compare};
use entrain_studies::train::train;
use std::path::Path;

fn digits() -> (Network, DataSet) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/digits/entrain.toml");
    let network = Network::load(&path).expect("the example is valid");
    let data = DataSet::load(&network).expect("digits are shipped");
    (network, data)
}

fn first(samples: &Samples, count: usize) -> Samples {
    let mut chosen = Samples::new(64);
    samples.iter().take(count).for_each(|(input, label)| chosen.push(input, label));
    chosen
}

/// Trains on the first `samples` digits.
fn run(rules: &[Rule], samples: usize, seeds: &[u32], epochs: usize) -> Vec<Row> {
    let (network, data) = digits();
    let data = DataSet { train: first(&data.train, samples), test: first(&data.test, 200) };
    compare(&network, &data, rules, seeds, epochs, &mut |_| {}).expect("digits can be compared")
}

/// Chance is 0.1.
#[test]
fn every_rule_beats_chance_clearly() {
    let rules: Vec<Rule> = Rule::all().collect();
    for row in run(&rules, 500, &[1], 8) {
        let least = if row.rule == Rule::Frozen { 0.4 } else { 0.75 };
        assert!(row.accuracy_mean > least, "{}: {}", row.rule, row.accuracy_mean);
        assert_eq!((row.accuracy_std, row.epochs, row.seeds), (0.0, 8, 1));
    }
}

/// All but the time, which no two runs share.
fn timeless(rows: Vec<Row>) -> Vec<serde_json::Value> {
    let mut values: Vec<_> = rows.iter().map(|row| serde_json::to_value(row).expect("plain numbers")).collect();
    values.iter_mut().for_each(|value| value["seconds"] = 0.into());
    values
}

#[test]
fn a_seed_decides_everything() {
    let rules: Vec<Rule> = Rule::all().collect();
    assert_eq!(timeless(run(&rules, 150, &[3, 4], 1)), timeless(run(&rules, 150, &[3, 4], 1)));
    for rule in rules {
        let accuracies: Vec<f64> = (1..=3).map(|seed| run(&[rule], 150, &[seed], 1)[0].accuracy_mean).collect();
        assert!(accuracies.iter().any(|accuracy| *accuracy != accuracies[0]), "{rule}: {accuracies:?}");
    }
}

#[test]
fn rows_have_the_names_that_reports_use() {
    let value = timeless(run(&[Rule::LocalClassifiers], 50, &[1], 1)).remove(0);
    let names = ["accuracy_mean", "accuracy_std", "macs_forward", "macs_update", "adds_update", "parameters", "memory_bytes", "epochs"];
    for name in names.into_iter().chain(["seconds"]) {
        assert!(value[name].is_number(), "{name}");
    }
    assert_eq!(value["rule"], "local-classifiers");
}

#[test]
fn lls_is_the_golden_model() {
    let (mut network, data) = digits();
    let data = DataSet { train: first(&data.train, 300), test: first(&data.test, 200) };
    network.training.seed = 7;
    let plan = Plan::new(&network, None).expect("digits can be planned");
    let history = train(&mut Model::new(&plan), &plan, &data, 3, &mut |_| {});
    let row = run(&[Rule::Lls], 300, &[7], 3).remove(0);
    assert_eq!(Some(row.accuracy_mean), history[2].test_accuracy);
    let corrected: u64 = history.iter().map(|epoch| epoch.counts.weights).sum();
    assert_eq!(row.adds_update, corrected as f64 / 900.0);
}

/// 64-64-32-10: 6,144 hidden weights, 320 of the output, 96 hidden units.
#[test]
fn costs_follow_the_formulas() {
    use Rule::*;
    let expected = [
        (LlsFloat, 6464, 6464 + 6 * 96),
        (LlsM, 6464, 6464 + 6 * 96 + 2 * 30),
        (LlsMxm, 6464, 6464 + 6 * 96 + 2 * 300),
        (Backprop, 6464, 6464 + 2048 + 320),
        (Fa, 6464, 6464 + 2048 + 320),
        (Dfa, 6464, 6464 + 960),
        (ForwardForward, 4096 + 10 * 2048, 4 * 6144),
        (LocalClassifiers, 6464, 6144 + 3 * 960 - 320),
        (Frozen, 6464, 320),
        (Linear, 640, 640),
        (Lls, 6144, 0),
    ];
    let rows = run(&expected.map(|(rule, _, _)| rule), 50, &[1], 1);
    for (row, (rule, forward, update)) in rows.iter().zip(expected) {
        assert_eq!((row.rule, row.macs_forward, row.macs_update), (rule, forward as f64, update as f64));
    }
    let int = &run(&[BackpropInt], 50, &[1], 1)[0];
    assert!(int.macs_update > 0.0 && int.macs_update < 8832.0 + 106.0, "{}", int.macs_update);
    assert_eq!(int.memory_bytes, 6570 * 12 / 8 + 64 + 96 + 40 + 64);
}

#[test]
fn progress_names_every_epoch() {
    let (network, data) = digits();
    let data = DataSet { train: first(&data.train, 50), test: first(&data.test, 10) };
    let mut seen = Vec::new();
    compare(&network, &data, &[Rule::Linear, Rule::Lls], &[5], 2, &mut |progress| seen.push(progress)).expect("digits can be compared");
    // Two threads train at once: each rule's epochs come in order, those of two rules may mix.
    for rule in [Rule::Linear, Rule::Lls] {
        let of_rule: Vec<Progress> = seen.iter().copied().filter(|progress| progress.rule == rule).collect();
        assert_eq!(of_rule, [1, 2].map(|epoch| Progress { rule, seed: 5, epoch, epochs: 2 }));
    }
    assert_eq!(seen.len(), 4);
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let (network, data) = digits();
    let message = |data: &DataSet, rules: &[Rule], seeds: &[u32], epochs| {
        compare(&network, data, rules, seeds, epochs, &mut |_| {}).map_err(|error| error.message().to_string()).expect_err("refused")
    };
    let untested = DataSet { train: first(&data.train, 10), test: Samples::new(64) };
    assert!(message(&untested, &[Rule::Linear], &[1], 1).contains("no test samples"));
    assert!(message(&data, &[], &[1], 1).contains("no rule"));
    assert!(message(&data, &[Rule::Linear], &[], 1).contains("one seed"));
    let mut wrong = Samples::new(64);
    wrong.push(&[0; 64], 10);
    let wrong = DataSet { train: wrong, test: data.test.clone() };
    assert!(message(&wrong, &[Rule::Linear], &[1], 1).contains("label 10"));
    let lone = DataSet { train: first(&data.train, 1), test: data.test.clone() };
    assert!(message(&lone, &[Rule::LlsFloat], &[1], 1).contains("batch norm"));
}

/// Digits as images, with `training` in the [training] table.
fn varied(training: &str) -> Network {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/digits/entrain.toml");
    let text = std::fs::read_to_string(&path).expect("the example is shipped");
    let text = text.replace("shape = [64]", "shape = [8, 8]").replace("seed = 1\n", &format!("seed = 1\n{training}\n"));
    Network::parse(&text, &path).expect("valid")
}

/// Hits of each rule after two epochs on the first 300 digits.
fn accuracies(training: &str, rules: &[Rule]) -> Vec<f64> {
    let data = digits().1;
    let data = DataSet { train: first(&data.train, 300), test: data.test };
    let rows = compare(&varied(training), &data, rules, &[1], 2, &mut |_| {}).expect("digits can be compared");
    rows.iter().map(|row| row.accuracy_mean).collect()
}

#[test]
fn every_rule_learns_from_moved_samples() {
    let rules: Vec<Rule> = Rule::all().collect();
    let still = accuracies("", &rules);
    assert_eq!(accuracies("augment = { shift = [0, 0] }", &rules), still);
    let moved = accuracies("augment = { shift = [2, 2] }", &rules);
    for ((rule, still), moved) in rules.iter().zip(still).zip(moved) {
        assert_ne!(still, moved, "{rule}");
    }
}

#[test]
fn a_schedule_is_for_the_integer_rules() {
    let rules = [Rule::Lls, Rule::BackpropInt, Rule::Backprop];
    let (steady, slower) = (accuracies("", &rules), accuracies("schedule = [{ epoch = 2, rate = 10 }]", &rules));
    assert!(steady[0] != slower[0] && steady[1] != slower[1] && steady[2] == slower[2], "{steady:?} {slower:?}");
}
