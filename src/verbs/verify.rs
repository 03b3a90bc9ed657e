//! `entrain verify`

use crate::output::{Format, print, table};
use clap::Args;
use entrain_model::Result;
use entrain_studies::float::verify_folder;
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    /// Folder of vector files (JSON) recorded from the authors' code.
    #[arg(long)]
    pub vectors: PathBuf,
    /// Show every quantity of every file, not only the worst.
    #[arg(long)]
    pub all: bool,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let reports = verify_folder(&arguments.vectors)?;
    let mut rows = Vec::new();
    for report in &reports {
        let mut quantities: Vec<_> = report.quantities.iter().collect();
        // The one that comes nearest to its tolerance first; exact ones have none to come near to.
        let share = |error: f64, tolerance: f64| if tolerance > 0.0 { error / tolerance } else { error };
        quantities.sort_by(|a, b| share(b.largest_error, b.tolerance).total_cmp(&share(a.largest_error, a.tolerance)));
        let shown = if arguments.all { quantities.len() } else { 1 };
        for (index, quantity) in quantities.into_iter().take(shown).enumerate() {
            rows.push(vec![
                if index == 0 { report.case.clone() } else { String::new() },
                report.quantities.len().to_string(),
                quantity.name.clone(),
                format!("{:.1e}", quantity.largest_error),
                format!("{:.0e}", quantity.tolerance),
                if quantity.ok { "ok" } else { "DIFFERS" }.into(),
            ]);
        }
    }
    let wrong = reports.iter().filter(|report| !report.ok()).count();
    let text = table(&["case", "quantities", "worst", "error", "tolerance", ""], &rows);
    let text = format!("{text}{} files, {wrong} with differences\n", reports.len());
    print(format, wrong == 0, &text, json!({ "files": reports, "differing": wrong }));
    Ok(wrong == 0)
}
