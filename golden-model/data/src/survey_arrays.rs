//! What arrays hold, before there is a network for them.

use super::array::Role;
use super::open::open;
use super::rows::Rows;
use super::{idx, npy, npz};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Files, Network};
use std::path::Path;

/// Names that people give the inputs and the labels of an archive.
const INPUTS: [&str; 8] = ["x", "X", "data", "x_train", "X_train", "features", "inputs", "images"];
const LABELS: [&str; 8] = ["y", "Y", "target", "y_train", "Y_train", "labels", "label", "classes"];

/// Arrays as they were found.
#[derive(Debug, Clone)]
pub struct ArraySurvey {
    /// Samples.
    pub rows: u64,
    /// Shape of a sample.
    pub shape: Vec<usize>,
    /// Each label, and how many samples have it.
    pub labels: Vec<(String, u64)>,
    /// In one line each, as what the files were recognised.
    pub files: Vec<(String, String)>,
}

/// Reads the labels of two arrays, and the shape of the inputs.
///
/// # Errors
/// What is wrong with the files; one number a sample and not an array.
pub fn survey_arrays(files: &Files) -> Result<ArraySurvey> {
    let header = match files {
        Files::Npy { x, .. } => npy::header(x.display().to_string(), &mut open(x)?, Role::Inputs)?.0,
        Files::Npz { npz, x, .. } => npz::header(npz, x, Role::Inputs)?,
        Files::Idx { images, .. } => idx::header(images.display().to_string(), &mut open(images)?, Role::Inputs)?,
        other => return Err(Diagnostic::new(format!("{other} is no pair of arrays"))),
    };
    let shape: Vec<usize> = header.shape.iter().skip(1).filter_map(|&axis| usize::try_from(axis).ok()).collect();
    if shape.is_empty() {
        return Err(Diagnostic::new(format!("{} holds one number a sample; inputs are expected", header.name))
            .help("inputs come first: --data x.npy --labels y.npy"));
    }
    let network = stand_in(&shape)?;
    let mut rows = Rows::whole(files, None, &network)?;
    while rows.next()?.is_some() {}
    Ok(ArraySurvey { rows: rows.count() as u64, shape, labels: rows.labels.counted(), files: rows.facts().files })
}

/// The two arrays of an archive that are called as people call inputs and labels.
///
/// # Errors
/// None is called so.
pub fn arrays_of_archive(path: &Path) -> Result<Files> {
    let names = npz::names(path)?;
    let one_of = |known: [&'static str; 8]| known.into_iter().find(|known| names.iter().any(|name| name == known));
    match (one_of(INPUTS), one_of(LABELS)) {
        (Some(x), Some(y)) => Ok(Files::Npz { npz: path.into(), x: x.into(), y: y.into() }),
        _ => Err(Diagnostic::new(format!("{} has no arrays x and y; there are {}", path.display(), names.join(", ")))
            .help("make the project with `entrain new NAME` and name them: [data] train = { npz = \"...\", x = \"...\", y = \"...\" }")),
    }
}

/// A network of these inputs, by which arrays are read.
fn stand_in(shape: &[usize]) -> Result<Network> {
    let text = format!(
        "[network]\nname = \"survey\"\nclasses = 2\ninput = {{ shape = {shape:?}, format = \"s8\" }}\n[[layer]]\ntype = \"dense\"\nunits = 2\n\
         [data]\ntrain = \"none\"\nmissing = \"drop\"\n"
    );
    Network::parse(&text, Path::new("survey.toml"))
}
