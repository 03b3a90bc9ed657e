//! Prints the figures of docs/first-pass.md: paces and the input head over four kinds of data.

use entrain_data::{DataSet, Loaded};
use entrain_model::prequential::Prequential;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan, Samples};
use entrain_studies::train::passes;
use std::path::Path;

/// Data, and a network for them.
struct Stream {
    name: &'static str,
    /// The network file, without [training].
    network: String,
    margin: u32,
    revival: u32,
    /// Epochs behind which the test rows are counted; 1: prequential accuracy, too.
    epochs: usize,
    seeds: u32,
    data: Vec<DataSet>,
}

/// What is measured: a name, and lines of [network] and of [training].
const LAWS: [(&str, &str, &str); 8] = [
    ("2^-7 fixed", "", "rate = 7\n"),
    ("2^-8 fixed", "", "rate = 8\n"),
    ("2^-9 fixed", "", "rate = 9\n"),
    ("annealed, 2^-6 to 2^-9", "", "rate = 6\npace = \"anneal\"\n"),
    ("self-paced, 2^-6 to 2^-10", "", "rate = 6\npace = \"self\"\nslowest = 10\n"),
    ("self-paced, nothing else said", "", "pace = \"self\"\n"),
    ("self-paced, input head", "input_head = true\n", "pace = \"self\"\n"),
    ("annealed, input head", "input_head = true\n", "rate = 6\npace = \"anneal\"\n"),
];

fn parse(stream: &Stream, network: &str, training: &str) -> Network {
    let Stream { margin, revival, .. } = stream;
    let text = stream.network.replace("[network]\n", &format!("[network]\n{network}"));
    let text = format!("{text}[training]\nmargin = {margin}\nrevival = {revival}\nshuffle = true\n{training}");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/first_pass.toml");
    Network::parse(&text, &examples).unwrap_or_else(|error| panic!("{error}"))
}

fn head(name: &str, classes: usize, input: &str, units: &[usize], data: &str) -> String {
    let layers: String = units.iter().map(|units| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n")).collect();
    format!("[network]\nname = \"{name}\"\nclasses = {classes}\ninput = {input}\n{layers}[data]\n{data}")
}

/// Four by four pixels of digits, each the mean of four; the label modulo 8.
fn pooled(samples: &Samples) -> Samples {
    let mut pooled = Samples::new(16);
    for (input, label) in samples.iter() {
        let at = |y: usize, x: usize| input[8 * y + x];
        let mean = |place: usize| {
            let (y, x) = (place / 4 * 2, place % 4 * 2);
            (at(y, x) + at(y, x + 1) + at(y + 1, x) + at(y + 1, x + 1)) / 4
        };
        pooled.push(&(0..16).map(mean).collect::<Vec<i16>>(), label % 8);
    }
    pooled
}

fn streams() -> Vec<Stream> {
    let digits = "train = \"digits/digits.csv\"\nrows = { train = 1347, permute = 1 }\n";
    let eight = "{ shape = [8, 8], format = \"u8\", scale = 16 }";
    let images = "{ images = \"mnist/mnist10k-images-idx3-ubyte.gz\", labels = \"mnist/mnist10k-labels-idx1-ubyte.gz\" }";
    let people = |test: &str| {
        let data = format!(
            "train = \"wrist/watch.csv.gz\"\nlabel = \"label\"\nignore = [\"subject\", \"series\"]\nsplit = {{ column = \"subject\", test = {test} }}\n"
        );
        head("wrist", 7, "{ shape = [6, 16], format = \"s8\", offset = 128 }", &[64, 32], &data).replacen(
            "[[layer]]",
            "basis = \"walsh\"\n[[layer]]",
            1,
        )
    };
    let pairs = ["[1, 2]", "[3, 4]", "[5, 6]", "[7, 8]", "[9, 10]"];
    let stream =
        |name, network: String, margin, revival, epochs, seeds| Stream { name, network, margin, revival, epochs, seeds, data: Vec::new() };
    let small = head("pooled", 8, "{ shape = [4, 4], format = \"u8\" }", &[16], "train = \"digits/digits.csv\"\n");
    let mnist =
        head("mnist", 10, "{ shape = [28, 28], format = \"u8\" }", &[256, 128], &format!("train = {images}\nrows = {{ train = 8000 }}\n"));
    let mut all = vec![
        stream("digits 64-32, one pass", head("digits", 10, eight, &[64, 32], digits), 128, 63, 1, 8),
        stream("digits 64-32, 30 epochs", head("digits", 10, eight, &[64, 32], digits), 128, 63, 30, 8),
        stream("digits 256, one pass", head("digits", 10, eight, &[256], digits), 256, 63, 1, 8),
        stream("4x4 digits 16, one pass", small.clone(), 32, 63, 1, 8),
        stream("4x4 digits 16, 40 epochs", small, 32, 63, 40, 8),
        stream("MNIST10k 256-128, one pass", mnist, 256, 255, 1, 2),
        stream("wrist 64-32, one pass", people(pairs[0]), 128, 255, 1, 2),
        stream("wrist 64-32, 60 epochs", people(pairs[0]), 128, 255, 60, 1),
    ];
    let load = |network: &Network| Loaded::new(network).unwrap_or_else(|error| panic!("{error}")).data;
    for stream in &mut all {
        let own = |text: &str| load(&parse(&Stream { network: text.into(), data: Vec::new(), ..*stream }, "", ""));
        stream.data = match stream.name.split(' ').next() {
            Some("wrist") => pairs.iter().map(|pair| own(&people(pair))).collect(),
            Some("4x4") => {
                let whole = own(&head("digits", 10, eight, &[64], digits));
                vec![DataSet { train: pooled(&whole.train), test: pooled(&whole.test) }]
            }
            _ => vec![own(&stream.network)],
        };
    }
    all
}

/// Prequential accuracy and that on the test rows, means.
fn measure(stream: &Stream, network: &Network) -> (f64, f64) {
    let (mut sums, mut runs) = ((0.0, 0.0), 0.0);
    for (data, seed) in stream.data.iter().flat_map(|data| (1..=stream.seeds).map(move |seed| (data, seed))) {
        let mut plan = Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"));
        plan.training.seed = seed;
        let mut model = Model::new(&plan);
        if stream.epochs == 1 {
            let mut order: Vec<usize> = (0..data.train.len()).collect();
            XorShift32::new(seed ^ 0x5bd1_e995).shuffle(&mut order);
            let mut seen = Prequential::endless();
            for (input, label) in order.into_iter().map(|index| data.train.get(index)) {
                seen.push(model.learn(input, label).0 == label);
            }
            sums.0 += seen.accuracy();
        } else {
            passes(&mut model, &plan, &data.train, stream.epochs, &mut |_, _| {});
        }
        sums.1 += model.accuracy(&data.test).unwrap_or(0.0);
        runs += 1.0;
    }
    (sums.0 / runs, sums.1 / runs)
}

#[test]
#[ignore = "prints figures, two minutes"]
fn first_pass() {
    for stream in streams() {
        println!("{}", stream.name);
        for (law, network, training) in LAWS {
            let (prequential, test) = measure(&stream, &parse(&stream, network, training));
            match stream.epochs {
                1 => println!("  {law:<28} {:.1} / {:.1}", 100.0 * prequential, 100.0 * test),
                _ => println!("  {law:<28} {:.1}", 100.0 * test),
            }
        }
    }
}
