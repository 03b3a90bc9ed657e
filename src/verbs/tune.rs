//! `entrain train --tune`

use super::train;
use crate::numbers::seeds_from;
use crate::output::{Format, print, shown, table, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::checkpoint::write_atomically;
use entrain_model::tune::{Choice, Knob, Outcome, Search, Trial, tune};
use entrain_model::{Plan, Result, data, parallel};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Seeds where none are given: as many as parts, so that every training row validates once.
const SEEDS: u32 = 5;

#[derive(Args, Default)]
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

pub fn run(project: &Project, arguments: &train::Arguments, format: Format) -> Result<bool> {
    let network = &project.network;
    let knobs = arguments.tune.tune.iter().map(|name| name.parse()).collect::<Result<Vec<Knob>>>()?;
    let path = arguments.tune.write.clone().unwrap_or_else(|| beside(network.path()));
    // Where the file cannot be written, better say so before the search.
    Choice::of(network).file(network, &path)?;
    let first = arguments.seed.unwrap_or(network.training.seed);
    let search = Search {
        knobs,
        seeds: seeds_from(first, arguments.seeds.unwrap_or(SEEDS)),
        epochs: arguments.epochs.unwrap_or(network.training.epochs),
        device: project.board.as_ref().map(|board| &board.device.resources),
        threads: parallel::threads(),
    };
    let (samples, groups) = (project.data()?.train, data::groups(network)?);
    let per_setting = (search.seeds.len() * search.epochs) as u64;
    let bar = progress::bar("tuning", 0);
    let outcome = tune(network, &samples, &groups, &search, &mut progress::search(&bar, per_setting))?;
    bar.finish_and_clear();
    let winner = outcome.winner();
    let text = winner.choice.file(network, &path)?;
    Plan::new(&winner.choice.network(network)?, search.device)?;
    write_atomically(&path, text.as_bytes())?;
    print(format, true, &report(&outcome, &groups, &path, &search), value(&outcome, &path, &search));
    Ok(true)
}

/// NAME.tuned.toml beside NAME.toml.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("tuned.toml")
}

fn report(outcome: &Outcome, groups: &[usize], path: &Path, search: &Search) -> String {
    let rows: Vec<_> = outcome.trials.iter().enumerate().map(|(place, trial)| row(trial, place == outcome.best)).collect();
    let header = ["tried", "basis", "rate", "margin", "revival", "bits", "validation %", "memory bits", "corrected", ""];
    let mut text = table(&header, &rows);
    let refused: BTreeSet<&str> = outcome.trials.iter().filter_map(|trial| trial.refused.as_deref()).collect();
    text += &refused.iter().map(|why| format!("\nrefused: {why}")).collect::<String>();
    let (train, validation) = outcome.rows[0];
    let whole = if groups.is_empty() { "" } else { ", whole groups of the column that splits" };
    text += &format!(
        "\n{} seeds, {} epochs; each seed learns from about {train} training rows and validates on the other {validation}{whole}.\n",
        search.seeds.len(),
        search.epochs
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

fn value(outcome: &Outcome, path: &Path, search: &Search) -> Value {
    let winner = outcome.winner();
    json!({
        "trials": outcome.trials, "choice": winner.choice, "validation_accuracy_mean": winner.mean,
        "validation_accuracy_std": winner.deviation, "start_accuracy_mean": outcome.trials[0].mean, "written": shown(path),
        "rows": outcome.rows, "seeds": search.seeds, "epochs": search.epochs,
    })
}
