//! What is learned while the clock runs.

use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::rule::XorShift32;
use entrain_model::{Network, Plan};
use std::path::{Path, PathBuf};

/// A network and its samples.
pub struct Case {
    pub name: String,
    pub plan: Plan,
    pub samples: Samples,
    /// Trained samples a second of the LLS authors' PyTorch code on this shape, one thread of a machine like ours, where it was measured.
    pub authors: Option<f64>,
    /// Runs, and epochs of each.
    pub effort: (usize, usize),
}

/// Samples of a made-up case, as many as MNIST10k trains.
const SAMPLES: usize = 8000;
const PIXELS: usize = 784;
/// The authors' code on 784-256-128, and on its small convolutional network.
const AUTHORS: f64 = 13_900.0;
const AUTHORS_CONV: f64 = 1_010.0;
/// Runs and epochs of networks that learn fast, and of those that take their time.
const EFFORT: (usize, usize) = (9, 10);
const LESS: (usize, usize) = (3, 3);

/// Every case; the made-up ones draw from seeds of their own, so that none depends on which others there are.
pub fn all() -> Vec<Case> {
    let made_up = |name: &str, seed: u32, draw: fn(&mut XorShift32) -> Samples| {
        let (plan, _) = plan_of(&mnist("\"digits.csv\""), &example("digits"));
        Case { name: name.into(), plan, samples: draw(&mut XorShift32::new(seed)), authors: Some(AUTHORS), effort: EFFORT }
    };
    vec![
        made_up("784-256-128, dense", 1, dense),
        made_up("784-256-128, dense, labels by chance", 2, noise),
        real_mnist("784-256-128", mnist, AUTHORS, EFFORT).unwrap_or_else(|| made_up("784-256-128, made up, 81 % zeros", 3, strokes)),
        real_mnist("c32-c64-c128-d512", conv, AUTHORS_CONV, LESS).unwrap_or_else(made_up_conv),
        digits(),
    ]
}

/// The network file of 784-256-128 with the constants for images of this size, on `data`.
fn mnist(data: &str) -> String {
    format!(
        "[network]\nname = \"mnist\"\nclasses = 10\ninput = {{ shape = [28, 28], format = \"u8\" }}\n\
         [[layer]]\ntype = \"dense\"\nunits = 256\n[[layer]]\ntype = \"dense\"\nunits = 128\n\
         [training]\nmargin = 256\nrevival = 255\n[data]\ntrain = {data}\n"
    )
}

/// The network file of the authors' small convolutional network, a pool behind each convolution.
fn conv(data: &str) -> String {
    let layer = |channels: usize| format!("[[layer]]\ntype = \"conv2d\"\nchannels = {channels}\n[[layer]]\ntype = \"max-pool\"\n");
    format!(
        "[network]\nname = \"mnist\"\nclasses = 10\ninput = {{ shape = [1, 28, 28], format = \"u8\" }}\n{}\
         [[layer]]\ntype = \"dense\"\nunits = 512\n[training]\nrate = 11\nmargin = 512\nrevival = 255\n[data]\ntrain = {data}\n",
        [32, 64, 128].map(layer).concat()
    )
}

fn made_up_conv() -> Case {
    let (plan, _) = plan_of(&conv("\"digits.csv\""), &example("digits"));
    let name = "c32-c64-c128-d512, made up, 81 % zeros".into();
    Case { name, plan, samples: strokes(&mut XorShift32::new(3)), authors: Some(AUTHORS_CONV), effort: LESS }
}

/// A network on examples/mnist, if it is shipped with both of its files.
fn real_mnist(name: &str, network: fn(&str) -> String, authors: f64, effort: (usize, usize)) -> Option<Case> {
    let folder = example("mnist");
    let find = |part: &str| {
        let files = std::fs::read_dir(&folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        files.filter(|name| name.ends_with(".gz") && name.contains(part)).min()
    };
    let data = format!("{{ images = \"{}\", labels = \"{}\" }}\nrows = {{ train = {SAMPLES} }}", find("images")?, find("labels")?);
    let (plan, network) = plan_of(&network(&data), &folder);
    let samples = DataSet::load(&network).unwrap_or_else(|error| panic!("{error}")).train;
    let name = format!("{name}, examples/mnist, {:.0} % zeros", 100.0 * zeros(&samples));
    Some(Case { name, plan, samples, authors: Some(authors), effort })
}

fn digits() -> Case {
    let folder = example("digits");
    let text = std::fs::read_to_string(folder.join("entrain.toml")).expect("the example is shipped");
    let (plan, network) = plan_of(&text, &folder);
    let samples = DataSet::load(&network).unwrap_or_else(|error| panic!("{error}")).train;
    let name = format!("64-64-32, examples/digits, {:.0} % zeros", 100.0 * zeros(&samples));
    Case { name, plan, samples, authors: None, effort: EFFORT }
}

/// A class is a picture of noise, and a sample one third that and two thirds noise of its own; no input is zero.
fn dense(random: &mut XorShift32) -> Samples {
    let classes: Vec<Vec<u32>> = (0..10).map(|_| (0..PIXELS).map(|_| random.next_u32() % 256).collect()).collect();
    samples(random, |random, class| {
        classes[class].iter().map(|&pixel| ((pixel + 2 * (random.next_u32() % 256)) / 3).max(1) as i16).collect()
    })
}

/// Nothing to learn, so the margin is never reached: every layer corrects itself at every sample.
fn noise(random: &mut XorShift32) -> Samples {
    samples(random, |random, _| (0..PIXELS).map(|_| (1 + random.next_u32() % 255) as i16).collect())
}

/// A class is 38 strokes of 5 pixels in the middle 20 x 20, as large a part of a picture as in MNIST; a sample has each of
/// them moved by up to a pixel.
fn strokes(random: &mut XorShift32) -> Samples {
    let stroke = |random: &mut XorShift32| (4 + random.next_u32() as usize % 20, 4 + random.next_u32() as usize % 16);
    let classes: Vec<Vec<(usize, usize)>> = (0..10).map(|_| (0..38).map(|_| stroke(random)).collect()).collect();
    samples(random, |random, class| {
        let mut picture = vec![0; PIXELS];
        for (row, column) in &classes[class] {
            let moved = random.next_u32() as usize;
            let first = (row + moved % 3 - 1) * 28 + column + moved / 3 % 3 - 1;
            picture[first..first + 5].fill(64 + (moved >> 8) as i16 % 192);
        }
        picture
    })
}

fn samples(random: &mut XorShift32, mut draw: impl FnMut(&mut XorShift32, usize) -> Vec<i16>) -> Samples {
    let mut samples = Samples::new(PIXELS);
    for _ in 0..SAMPLES {
        let class = random.next_u32() as usize % 10;
        samples.push(&draw(random, class), class);
    }
    samples
}

/// Share of the inputs that are zero.
fn zeros(samples: &Samples) -> f64 {
    let zeros: usize = samples.iter().map(|(input, _)| input.iter().filter(|&&value| value == 0).count()).sum();
    zeros as f64 / (samples.len() * samples.features()) as f64
}

fn plan_of(text: &str, folder: &Path) -> (Plan, Network) {
    let network = Network::parse(text, &folder.join("entrain.toml")).unwrap_or_else(|error| panic!("{error}"));
    (Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}")), network)
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}
