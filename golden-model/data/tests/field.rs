//! Small files as people have them: what each must give. Those in tests/field were made by hand; the plain form of the same rows
//! stands beside them in the test.

#[path = "field/kinds.rs"]
mod kinds;
#[path = "field/labels.rs"]
mod labels;
#[path = "field/several.rs"]
mod several;
#[path = "field/warned.rs"]
mod warned;

use entrain_data::{DataSet, Loaded};
use entrain_model::Samples;
use entrain_model::{Model, Network, Plan, Result};
use entrain_studies::train::train;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where the files are.
fn field() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field")
}

/// A network of `inputs` and `classes` whose data are the lines of `data`; `more` are lines of [network].
fn network(folder: &Path, inputs: usize, classes: usize, more: &str, data: &str) -> Network {
    let text = format!(
        "[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"s8\" }}\n{more}\n\n\
         [[layer]]\ntype = \"dense\"\nunits = 16\n\n[training]\nrate = 6\nepochs = 30\n\n[data]\n{data}\n"
    );
    Network::parse(&text, &folder.join("entrain.toml")).unwrap_or_else(|error| panic!("{error}"))
}

/// A file of tests/field with two inputs and two classes.
fn load(file: &str, more: &str) -> Result<Loaded> {
    Loaded::new(&network(&field(), 2, 2, "", &format!("train = \"{file}\"\n{more}")))
}

fn loaded(file: &str, more: &str) -> Loaded {
    load(file, more).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The message of a file that is refused, without the folder.
fn refused(file: &str, more: &str) -> String {
    let error = load(file, more).err().unwrap_or_else(|| panic!("{file} is to be refused"));
    error.to_string().replace(&format!("{}/", field().display()), "")
}

/// A folder with files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).expect("it can be written"));
    folder
}

/// A text as the only file, `a.csv`, of a network of two inputs and two classes.
fn text(text: &str, more: &str) -> Result<Loaded> {
    let folder = folder(&[("a.csv", text.as_bytes())]);
    Loaded::new(&network(folder.path(), 2, 2, "", &format!("train = \"a.csv\"\n{more}")))
}

fn list(samples: &Samples) -> Vec<(Vec<i16>, usize)> {
    samples.iter().map(|(input, label)| (input.to_vec(), label)).collect()
}

/// The hash of each layer after training.
fn hashes(network: &Network, data: &DataSet) -> Vec<u32> {
    let plan = Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"));
    let mut model = Model::new(&plan);
    train(&mut model, &plan, data, 3, &mut |_| {});
    model.hashes()
}

/// The share of the training rows that is right after training.
fn learned(network: &Network) -> f64 {
    let data = DataSet::load(network).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"));
    let mut model = Model::new(&plan);
    train(&mut model, &plan, &data, 30, &mut |_| {});
    model.accuracy(&data.train).unwrap_or(0.0)
}

/// The kinds of the warnings.
fn kinds_of(loaded: &Loaded) -> Vec<&str> {
    loaded.report.warnings.iter().map(|warning| warning.kind.as_str()).collect()
}

/// The message of one kind of warning.
fn warning(loaded: &Loaded, kind: &str) -> String {
    let found = loaded.report.warnings.iter().find(|warning| warning.kind == kind);
    found.map_or_else(|| panic!("no {kind}: {:?}", loaded.report.warnings), |warning| warning.message.clone())
}
