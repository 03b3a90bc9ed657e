//! `entrain weights export`

use crate::incoming::class_names;
use crate::output::{Format, print, shown, table, warn};
use crate::project::Project;
use crate::verbs::{Target, WeightsChoice};
use crate::weights::{Weights, value};
use clap::Args;
use entrain_data::Warning;
use entrain_data::exchange::{self, Array};
use entrain_model::Result;
use entrain_model::checkpoint::START;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    weights: WeightsChoice,
    /// The file: .npz or .safetensors.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// The integers that the hardware holds, instead of the numbers that they stand for.
    #[arg(long)]
    integers: bool,
}

/// What was written.
pub struct Report {
    file: PathBuf,
    weights: Weights,
    arrays: Vec<Array>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, arguments.weights.weights.as_deref(), &arguments.to, arguments.integers)?;
    if report.weights.origin.source == START && !report.weights.origin.asked {
        warn(&[Warning::new("start_weights", "the network was not trained yet: these are its start weights", None)]);
    }
    print(format, true, &report.text(), report.json());
    Ok(true)
}

/// Writes the weights of a project to `file`.
///
/// # Errors
/// Weights that cannot be read; a file of an unknown ending, or that cannot be written.
pub fn work(project: &Project, asked: Option<&Path>, file: &Path, whole: bool) -> Result<Report> {
    let weights = project.weights(asked)?;
    let arrays = exchange::arrays(&project.network, &project.plan, &weights.model, whole);
    let names = class_names(project, &weights);
    let about = exchange::about(&project.network, &project.plan, &weights.model, &names, &weights.facts, whole);
    exchange::write(file, &arrays, &about)?;
    Ok(Report { file: file.into(), weights, arrays })
}

impl Report {
    /// For people.
    fn text(&self) -> String {
        let shape = |array: &Array| array.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
        let row = |array: &Array| vec![array.name.clone(), shape(array), array.values.kind().into()];
        let rows: Vec<Vec<String>> = self.arrays.iter().map(row).collect();
        format!("{}{}: weights {}\n", table(&["array", "shape", "numbers"], &rows), shown(&self.file), self.weights.words())
    }

    /// For programs.
    fn json(&self) -> Value {
        let value_of = |array: &Array| json!({ "name": array.name, "shape": array.shape, "type": array.values.kind() });
        let arrays: Vec<Value> = self.arrays.iter().map(value_of).collect();
        json!({
            "file": self.file, "arrays": arrays, "hashes": self.weights.hashes(), "weights": value(&self.weights.origin),
        })
    }
}
