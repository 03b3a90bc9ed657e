//! `entrain train --tune`

use crate::numbers::seeds_from;
use crate::output::{Format, print, shown, table, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Plan, Result};
use entrain_studies::parallel;
use entrain_studies::tune::{Choice, Knob, Outcome, Search, Trial, tune};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Seeds where none are given: as many as parts, so that every training row validates once.
const SEEDS: u32 = 5;

#[derive(Args)]
#[group(skip)] // the name of the group would be that of the arguments it is flattened into
pub struct Arguments {
    /// Search better values on rows held out of the training rows: some of basis,rate,margin,revival,bits; see --help.
    #[arg(long, value_delimiter = ',', conflicts_with_all = ["output", "plot"])]
    pub tune: Vec<String>,
    /// Where the tuned network file goes [default: NAME.tuned.toml beside the network file].
    #[arg(long, requires = "tune")]
    pub write: Option<PathBuf>,
}

/// The registry of knobs as help.
pub fn knobs_help() -> String {
    let lines = Knob::all().map(|knob| format!("  {:<8} {}\n", knob.name(), knob.description()));
    format!("What --tune tries:\n{}", lines.collect::<String>())
}

/// What is searched, and how.
pub struct Options {
    knobs: Vec<Knob>,
    /// Where the tuned file goes; beside the network file without.
    write: Option<PathBuf>,
    /// The first seed, how many, and epochs of each; the file's, `SEEDS` and the file's without.
    seed: Option<u32>,
    seeds: Option<u32>,
    epochs: Option<usize>,
}

impl Arguments {
    /// With what `train` is asked for besides: seeds and epochs.
    ///
    /// # Errors
    /// A knob that there is not.
    pub fn options(&self, seed: Option<u32>, seeds: Option<u32>, epochs: Option<usize>) -> Result<Options> {
        let knobs = self.tune.iter().map(|name| name.parse()).collect::<Result<Vec<Knob>>>()?;
        Ok(Options { knobs, write: self.write.clone(), seed, seeds, epochs })
    }
}

/// What was found.
struct Report {
    outcome: Outcome,
    /// The group of each row, if groups are held out whole.
    groups: Vec<usize>,
    /// The tuned network file.
    path: PathBuf,
    seeds: Vec<u32>,
    epochs: usize,
}

pub fn run(project: &Project, options: &Options, format: Format) -> Result<bool> {
    let report = work(project, options)?;
    print(format, true, &text(&report), value(&report));
    Ok(true)
}

/// Searches, and writes the tuned file.
fn work(project: &Project, options: &Options) -> Result<Report> {
    let network = &project.network;
    let path = options.write.clone().unwrap_or_else(|| beside(network.path()));
    // Where the file cannot be written, better say so before the search.
    Choice::of(network).file(network, &path)?;
    let first = options.seed.unwrap_or(network.training.seed);
    let search = Search {
        knobs: options.knobs.clone(),
        seeds: seeds_from(first, options.seeds.unwrap_or(SEEDS)),
        epochs: options.epochs.unwrap_or(network.training.epochs),
        device: project.board.as_ref().map(|board| &board.device.resources),
        threads: parallel::threads(),
    };
    let (samples, groups) = (project.data()?.train, entrain_data::groups(network)?);
    let per_setting = (search.seeds.len() * search.epochs) as u64;
    let bar = progress::bar("tuning", 0);
    let outcome = tune(network, &samples, &groups, &search, &mut progress::search(&bar, per_setting))?;
    bar.finish_and_clear();
    let winner = outcome.winner();
    let text = winner.choice.file(network, &path)?;
    Plan::new(&winner.choice.network(network)?, search.device)?;
    write_atomically(&path, text.as_bytes())?;
    Ok(Report { outcome, groups, path, seeds: search.seeds, epochs: search.epochs })
}

/// NAME.tuned.toml beside NAME.toml.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("tuned.toml")
}

fn text(report: &Report) -> String {
    let Report { outcome, groups, path, seeds, epochs } = report;
    let rows: Vec<_> = outcome.trials.iter().enumerate().map(|(place, trial)| row(trial, place == outcome.best)).collect();
    let header = ["tried", "basis", "rate", "margin", "revival", "bits", "validation %", "memory bits", "corrected", ""];
    let mut text = table(&header, &rows);
    let refused: BTreeSet<&str> = outcome.trials.iter().filter_map(|trial| trial.refused.as_deref()).collect();
    text += &refused.iter().map(|why| format!("\nrefused: {why}")).collect::<String>();
    let (train, validation) = outcome.rows[0];
    let whole = if groups.is_empty() { "" } else { ", whole groups of the column that splits" };
    text += &format!(
        "\n{} seeds, {epochs} epochs; each seed learns from about {train} training rows and validates on the other {validation}{whole}.\n",
        seeds.len(),
    );
    text += "Corrected: weights a learned sample. No test row was read for this; see what it is worth with `entrain train`.\n";
    text + &format!("written: {}\n", path.display())
}

fn row(trial: &Trial, best: bool) -> Vec<String> {
    let Choice { basis: _, rate, margin, revival, bits, fraction: _ } = trial.choice;
    let tried = trial.knob.map_or("start".to_string(), |knob| format!("{} {}", trial.pass, knob.name()));
    let numbers = [rate as i64, margin as i64, revival as i64, bits as i64].map(|number| number.to_string());
    let mut cells = vec![tried, trial.choice.basis_name()];
    cells.extend(numbers);
    match &trial.refused {
        Some(_) => cells.extend(["refused", "-", "-", ""].map(String::from)),
        None => cells.extend([
            format!("{:.2} +- {:.2}", 100.0 * trial.mean, 100.0 * trial.deviation),
            thousands(trial.memory_bits as u64),
            thousands(trial.corrected.round() as u64),
            if best { "chosen" } else { "" }.into(),
        ]),
    }
    cells
}

fn value(report: &Report) -> Value {
    let Report { outcome, path, seeds, epochs, .. } = report;
    let winner = outcome.winner();
    json!({
        "trials": outcome.trials, "choice": winner.choice, "validation_accuracy_mean": winner.mean,
        "validation_accuracy_std": winner.deviation, "start_accuracy_mean": outcome.trials[0].mean, "written": shown(path),
        "rows": outcome.rows, "seeds": seeds, "epochs": epochs,
    })
}
