//! The learning policy, snapshots and sets of codes on a whole network.

use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::{Model, Network, Plan, checkpoint};
use std::path::Path;

/// A network of the digits with more lines in [network] and [training], and what follows.
fn network(units: &[usize], more: [&str; 2], tables: &str) -> Network {
    let layers: String = units.iter().map(|units| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n")).collect();
    let [network, training] = more;
    let text = format!(
        "[network]\nname = \"digits\"\nclasses = 10\ninput = {{ shape = [8, 8], format = \"u8\", scale = 16 }}\n{network}\n\
         {layers}[training]\n{training}\n{tables}\n[data]\ntrain = \"digits.csv\"\nrows = {{ train = 600 }}\n"
    );
    Network::parse(&text, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml")).expect("a valid network")
}

fn plan(network: &Network) -> Plan {
    Plan::new(network, None).expect("it can be planned")
}

fn rows(network: &Network) -> Samples {
    DataSet::load(network).expect("digits are shipped").train
}

fn learned(network: &Network) -> Model {
    let mut model = Model::new(&plan(network));
    rows(network).iter().for_each(|(input, label)| {
        model.learn(input, label);
    });
    model
}

/// A policy that lets everything through is none, bit by bit.
#[test]
fn always_is_no_policy() {
    let free = learned(&network(&[24, 16], [""; 2], "")).hashes();
    for policy in ["", "learn = \"always\"", "freeze = []", "budget = { updates = 1, samples = 1 }"] {
        assert_eq!(learned(&network(&[24, 16], [""; 2], &format!("[policy]\n{policy}"))).hashes(), free, "{policy}");
    }
    let limited = plan(&network(&[24, 16], [""; 2], "[policy]\nlearn = \"on-error\"\nfreeze = [1]"));
    assert_eq!(limited.without_policy().policy, plan(&network(&[24, 16], [""; 2], "")).policy);
}

/// And no other layer notices: layer 1 does not wait for layer 2.
#[test]
fn frozen_layers_never_change() {
    let free = learned(&network(&[24, 16, 12], [""; 2], "")).hashes();
    let start = Model::new(&plan(&network(&[24, 16, 12], [""; 2], ""))).hashes();
    let frozen = |layers: &str| learned(&network(&[24, 16, 12], [""; 2], &format!("[policy]\nfreeze = {layers}"))).hashes();
    assert_eq!(frozen("[2]")[..2], [free[0], start[1]]);
    assert_ne!(frozen("[2]")[2], start[2]);
    assert_eq!(frozen("[3, 1]")[0], start[0]);
    assert_eq!(frozen("[3, 1]")[2], start[2]);
    assert_eq!(frozen("[1, 2, 3]"), start);
}

#[test]
fn a_layer_learns_on_its_own_errors_alone() {
    let network = network(&[20], [""; 2], "[policy]\nlearn = \"on-error\"");
    let mut model = Model::new(&plan(&network));
    let (mut updates, mut held) = (0, 0);
    for (input, label) in rows(&network).iter() {
        let (prediction, counts) = model.learn(input, label);
        assert_eq!(counts.updates == 1, prediction != label);
        assert_eq!(counts.updates + counts.skips + counts.held_by_policy, 1);
        (updates, held) = (updates + counts.updates, held + counts.held_by_policy);
    }
    assert!(updates > 100 && held > 20, "{updates} {held}");
}

#[test]
fn a_layer_learns_when_it_is_in_doubt() {
    let network = network(&[20], ["", "margin = 4096"], "[policy]\nlearn = \"low-confidence\"\nconfidence = 12");
    let mut model = Model::new(&plan(&network));
    let mut counted = [0, 0];
    for (input, label) in rows(&network).iter() {
        let (_, counts) = model.learn(input, label);
        let mut logits = model.layers[0].logits().to_vec();
        logits.sort_unstable();
        assert_eq!(counts.updates == 1, logits[9] - logits[8] < 12);
        counted = [counted[0] + counts.updates, counted[1] + counts.held_by_policy];
    }
    assert!(counted.iter().all(|&count| count > 50), "{counted:?}");
}

/// The definition's own bounds, from the reset on and in every window, on a network that always has something to learn.
#[test]
fn a_budget_is_never_exceeded() {
    for (budget, earn, cost, cap) in [("updates = 6, samples = 40, burst = 2", 3, 20, 40), ("updates = 5, samples = 7", 5, 7, 35)] {
        let network = network(&[20], ["", "margin = 100000"], &format!("[policy]\nbudget = {{ {budget} }}"));
        let mut model = Model::new(&plan(&network));
        let done: Vec<u64> = rows(&network).iter().map(|(input, label)| model.learn(input, label).1.updates).collect();
        assert_eq!(done.iter().sum::<u64>(), done.len() as u64 * earn / cost);
        for start in 0..done.len() {
            let mut sum = 0;
            for (n, update) in (1..).zip(&done[start..]) {
                sum += update;
                assert!(sum * cost <= cap + n * earn && (start > 0 || sum * cost <= n * earn), "{budget}: {sum} in {n}");
            }
        }
        assert!(model.credits()[0] < cost);
    }
}

#[test]
fn hours_are_samples() {
    let hourly = plan(&network(&[20], [""; 2], "[policy]\nbudget = { updates_per_hour = 600, samples_per_hour = 36000 }"));
    let plain = plan(&network(&[20], [""; 2], "[policy]\nbudget = { updates = 600, samples = 36000 }"));
    assert_eq!(hourly.policy, plain.policy);
    assert_eq!(
        hourly.policy.words()[1],
        "at most 1 update of a layer in 60 samples, 600 of them at once; 0 saved up after a reset (16-bit counter)"
    );
}

#[test]
fn a_snapshot_comes_back_exactly_and_nothing_else_does() {
    let network = network(&[20, 16], [""; 2], "[policy]\nbudget = { updates = 1, samples = 3 }");
    let mut model = learned(&network);
    let (snapshot, hashes) = (model.snapshot(), model.hashes());
    rows(&network).iter().take(50).for_each(|(input, label)| {
        model.learn(input, label);
    });
    assert_ne!(model.hashes(), hashes);
    let (samples, credits) = (model.samples, model.credits());
    model.restore(&snapshot);
    assert_eq!((model.hashes(), model.snapshot() == snapshot), (hashes, true));
    assert_eq!((model.samples, model.credits()), (samples, credits));
}

#[test]
fn the_first_set_is_the_only_one_of_a_network_with_one() {
    let one = learned(&network(&[24, 20], [""; 2], ""));
    let two = learned(&network(&[24, 20], ["code_sets = 2", ""], ""));
    assert_eq!(one.hashes(), two.hashes());
}

#[test]
fn codes_can_be_switched_and_switched_back() {
    let two = network(&[24, 20], ["code_sets = 2", ""], "");
    let rows = rows(&two);
    let mut model = learned(&two);
    let answers = |model: &mut Model| rows.iter().map(|(input, _)| model.predict(input)).collect::<Vec<usize>>();
    let (hashes, before) = (model.hashes(), answers(&mut model));
    model.set_codes(1).expect("two sets");
    assert_ne!(answers(&mut model), before);
    model.set_codes(0).expect("two sets");
    assert_eq!((answers(&mut model), model.hashes()), (before, hashes));
    let error = model.set_codes(2).expect_err("two sets");
    assert_eq!(error.message(), "there is no set 3 of codes, the network has 2");

    // Chosen in the file, or by the running program before the first sample.
    let file = learned(&network(&[24, 20], ["code_sets = 2", "code_set = 2"], ""));
    let mut model = Model::new(&plan(&two));
    model.set_codes(1).expect("two sets");
    rows.iter().for_each(|(input, label)| {
        model.learn(input, label);
    });
    assert_eq!(model.hashes(), file.hashes());
}

#[test]
fn a_checkpoint_knows_the_sets() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("w.json");
    let (one, two) = (network(&[24, 20], [""; 2], ""), network(&[24, 20], ["code_sets = 2", ""], ""));
    checkpoint::save(&path, &two, &Model::new(&plan(&two))).expect("written");
    checkpoint::load(&path, &two, &mut Model::new(&plan(&two))).expect("its own");
    let error = checkpoint::load(&path, &one, &mut Model::new(&plan(&one))).expect_err("another network's");
    assert!(error.message().contains("code_sets is 2, here it is 1"), "{}", error.message());
}
