//! Rules that know convolutions learn a network that has some; the others say so.

use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::network::Network;
use entrain_studies::rivals::{Rule, compare};
use std::path::Path;

/// Two convolutions and a dense layer on the first rows of the digits.
fn digits() -> (Network, DataSet) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/digits/entrain.toml");
    let layer = |text: &str| format!("[[layer]]\ntype = {text}\n");
    let (pool, dense) = (layer("\"max-pool\""), layer("\"dense\"\nunits = 16"));
    let layers = [layer("\"conv2d\"\nchannels = 6"), pool.clone(), layer("\"conv2d\"\nchannels = 8\nkernel = 5"), pool, dense].concat();
    let text = format!(
        "[network]\nname = \"seen\"\nclasses = 10\ninput = {{ shape = [1, 8, 8], format = \"u8\", scale = 16 }}\n{layers}\
         [training]\nrate = 11\nmargin = 256\nrevival = 255\nseed = 1\n[data]\ntrain = \"digits.csv\"\nrows = {{ train = 1347 }}\n"
    );
    let network = Network::parse(&text, &path).unwrap_or_else(|error| panic!("{error}"));
    let data = DataSet::load(&network).unwrap_or_else(|error| panic!("{error}"));
    let first = |samples: &Samples, count: usize| {
        let mut chosen = Samples::new(64);
        samples.iter().take(count).for_each(|(input, label)| chosen.push(input, label));
        chosen
    };
    (network, DataSet { train: first(&data.train, 500), test: first(&data.test, 200) })
}

#[test]
fn those_that_know_maps_learn() {
    let (network, data) = digits();
    let rules: Vec<Rule> = Rule::all().filter(|rule| rule.knows_maps()).collect();
    let rows = compare(&network, &data, &rules, &[1], 8, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    for row in &rows {
        assert!(row.accuracy_mean > 0.6, "{}: {}", row.rule, row.accuracy_mean);
    }
    let macs = |rule: Rule| rows.iter().find(|row| row.rule == rule).map_or(0.0, |row| row.macs_forward);
    // 6 x 9 at 64 pixels, 8 x 6 x 25 at 16, 32 to 16; the golden model's learned codes, the output layer of the others.
    let shared = (64 * 54 + 16 * 1200 + 32 * 16) as f64;
    assert_eq!(macs(Rule::Lls), shared + 10.0 * (6 * 16 + 8 * 4) as f64);
    assert_eq!((macs(Rule::Backprop), macs(Rule::BackpropInt)), (shared + 160.0, shared + 160.0));
}

#[test]
fn the_others_say_so() {
    let (network, data) = digits();
    let error = compare(&network, &data, &[Rule::Fa], &[1], 1, &mut |_| {}).expect_err("no convolutions");
    assert_eq!(error.message(), "the rule fa has no convolutions, which this network has");
    assert!(error.to_string().contains("--rules lls,backprop,backprop-int,linear"), "{error}");
}
