//! `entrain energy --measured`: a board's own coefficients, from the readings of a meter.

use super::fpga;
use super::options::Options;
use crate::output::shown;
use crate::project::Project;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};
use entrain_sim::energy::fpga::{UserFile, fit, readings};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What was fitted, and where it is kept.
pub struct Report {
    coefficients: UserFile,
    file: PathBuf,
}

/// Fits the coefficients of the project's board to `path`, and keeps them beside the network file.
///
/// # Errors
/// Readings that cannot be read, no board, a file that cannot be written.
pub fn work(project: &Project, path: &Path) -> Result<Report> {
    let found = readings(path)?;
    let board = project.board.as_ref().ok_or_else(|| Diagnostic::new("no board is named").help("give --board NAME"))?;
    // What was counted does not hang on the meter: start from the coefficients of the part.
    let file = fpga::own_file(project);
    let r = fpga::with_part(project, &Options { fast: true, ..Options::default() })?;
    let coefficients = fit(&found, &r.coefficients, &r.inference, &r.learning, r.counts.cycles, &board.name);
    write_atomically(&file, written(&coefficients)?.as_bytes())?;
    Ok(Report { coefficients, file })
}

fn written(coefficients: &UserFile) -> Result<String> {
    toml::to_string_pretty(coefficients).map_err(|error| Diagnostic::new(format!("cannot write the coefficients: {error}")))
}

impl Report {
    /// For people: the file.
    pub fn text(&self) -> String {
        let text = written(&self.coefficients).expect("it was written");
        format!("{text}\nkept in {}: `entrain energy` takes it from now on\n", self.file.display())
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({ "coefficients": self.coefficients, "file": shown(&self.file) })
    }
}
