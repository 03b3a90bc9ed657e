//! `entrain verify`

use crate::output::{Format, print, table};
use clap::Args;
use entrain_model::Result;
use entrain_studies::float::verify::{FileReport, verify_folder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Arguments {
    /// Folder of vector files (JSON) recorded from the authors' code.
    #[arg(long)]
    pub vectors: PathBuf,
    /// Show every quantity of every file, not only the worst.
    #[arg(long)]
    pub all: bool,
}

/// What the vectors say of the float reference.
pub struct Report {
    files: Vec<FileReport>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let report = work(&arguments.vectors)?;
    let good = report.differing() == 0;
    print(format, good, &report.text(arguments.all), report.json());
    Ok(good)
}

/// Checks the float reference against every file of a folder. There is nothing else to choose.
///
/// # Errors
/// A folder without vectors; a file that is none.
pub fn work(vectors: &Path) -> Result<Report> {
    Ok(Report { files: verify_folder(vectors)? })
}

impl Report {
    /// Files with differences.
    fn differing(&self) -> usize {
        self.files.iter().filter(|file| !file.ok()).count()
    }

    /// For people: the worst quantity of each file, or all of them.
    fn text(&self, all: bool) -> String {
        let rows: Vec<_> = self.files.iter().flat_map(|file| rows(file, all)).collect();
        let text = table(&["case", "quantities", "worst", "error", "tolerance", ""], &rows);
        format!("{text}{} files, {} with differences\n", self.files.len(), self.differing())
    }

    /// For programs.
    fn json(&self) -> Value {
        json!({ "files": self.files, "differing": self.differing() })
    }
}

/// Quantities of a file, the one that comes nearest to its tolerance first; exact ones have none to come near to.
fn rows(file: &FileReport, all: bool) -> Vec<Vec<String>> {
    let mut quantities: Vec<_> = file.quantities.iter().collect();
    let share = |error: f64, tolerance: f64| if tolerance > 0.0 { error / tolerance } else { error };
    quantities.sort_by(|a, b| share(b.largest_error, b.tolerance).total_cmp(&share(a.largest_error, a.tolerance)));
    let shown = if all { quantities.len() } else { 1 };
    let rows = quantities.into_iter().take(shown).enumerate().map(|(index, quantity)| {
        vec![
            if index == 0 { file.case.clone() } else { String::new() },
            file.quantities.len().to_string(),
            quantity.name.clone(),
            format!("{:.1e}", quantity.largest_error),
            format!("{:.0e}", quantity.tolerance),
            if quantity.ok { "ok" } else { "DIFFERS" }.into(),
        ]
    });
    rows.collect()
}
