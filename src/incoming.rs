//! Rows that come after the training, and what is known of them from the training rows.

use crate::project::Project;
use crate::weights::Weights;
use entrain_data::{Incoming, Inputs, Known, Loaded, Scaling};
use entrain_model::{Diagnostic, Result};
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

/// Between two looks at the end of a file that may grow.
const PAUSE: Duration = Duration::from_millis(100);

/// What the training rows said of the inputs: from the checkpoint, so that nobody needs the training rows; else from these.
pub fn known(project: &Project, weights: &Weights, labelled: bool) -> Result<Known> {
    let network = &project.network;
    let normalised = network.data.as_ref().is_some_and(|data| data.normalise.is_some());
    let inputs: Option<Inputs> = weights.facts.inputs.clone().and_then(|value| serde_json::from_value(value).ok());
    let scaling: Option<Scaling> = weights.facts.scaling.clone().and_then(|value| serde_json::from_value(value).ok());
    let fits = |inputs: &Inputs| inputs.names.len() == network.features() && inputs.ranges.len() == network.features();
    let scaled = scaling.is_some() == normalised;
    if let Some(inputs) = inputs.filter(|inputs| fits(inputs) && scaled) {
        return Ok(Known { inputs, scaling, labelled });
    }
    let loaded = Loaded::new(network).map_err(|error| {
        error.help("without a checkpoint that `entrain train` made of them, the training rows are needed to know what the inputs mean")
    })?;
    Ok(Known { inputs: loaded.inputs, scaling: loaded.scaling, labelled })
}

/// The names of the classes: of the network file, else of the checkpoint, else of the data.
pub fn class_names(project: &Project, weights: &Weights) -> Vec<String> {
    if let Some(names) = &weights.facts.class_names {
        project.network.found_class_names(names);
    }
    project.network.class_names()
}

/// Opens the rows: of a file, or of standard input where it is called `-`. With `follow`, each row is given as soon as it is there.
pub fn open(project: &Project, path: &Path, follow: bool, known: Known) -> Result<Incoming> {
    let network = &project.network;
    if path == Path::new("-") {
        return Incoming::stream("standard input", BufReader::new(std::io::stdin()), follow, network, known);
    }
    if !follow {
        return Incoming::open(path, network, known);
    }
    if path.extension().is_some_and(|extension| ["npy", "npz", "gz", "xlsx"].iter().any(|other| extension.eq_ignore_ascii_case(other))) {
        return Err(Diagnostic::new("only text grows line by line").help("leave --follow out"));
    }
    let file = File::open(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    Incoming::stream(&path.display().to_string(), BufReader::new(Growing(file)), true, network, known)
}

/// A file at whose end more is waited for.
struct Growing(File);

impl Read for Growing {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            match self.0.read(into) {
                Ok(0) if !into.is_empty() => std::thread::sleep(PAUSE),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }
}
