//! `entrain compare`

use super::Target;
use crate::output::{Format, print, table, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::Result;
use entrain_model::rivals::{Row, Rule, compare};
use serde_json::json;

#[derive(Args)]
#[command(after_long_help = rules_help())]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Rules, separated by commas [default: all; see --help].
    #[arg(long, value_delimiter = ',')]
    pub rules: Vec<String>,
    /// Number of seeds, from the file's on.
    #[arg(long, default_value_t = 5)]
    pub seeds: u32,
    /// Passes over the training rows, instead of the file's.
    #[arg(long)]
    pub epochs: Option<usize>,
}

/// The registry of rules as help.
fn rules_help() -> String {
    let lines = Rule::all().map(|rule| format!("  {:<18} {}\n", rule.name(), rule.description()));
    format!("Rules:\n{}", lines.collect::<String>())
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let rules: Vec<Rule> = match arguments.rules.is_empty() {
        true => Rule::all().collect(),
        false => arguments.rules.iter().map(|name| name.parse()).collect::<Result<_>>()?,
    };
    let training = &project.network.training;
    let seeds: Vec<u32> = (0..arguments.seeds.max(1)).map(|number| training.seed.wrapping_add(number)).collect();
    let epochs = arguments.epochs.unwrap_or(training.epochs);
    let data = project.data()?;
    let bar = progress::bar("comparing", (rules.len() * seeds.len() * epochs) as u64);
    let rows = compare(&project.network, &data, &rules, &seeds, epochs, &mut |done| {
        bar.set_message(done.rule.name().to_string());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    print(format, true, &text(&rows), json!({ "rules": rows }));
    Ok(true)
}

fn text(rows: &[Row]) -> String {
    let row = |row: &Row| {
        vec![
            row.rule.name().to_string(),
            format!("{:.2} +- {:.2}", 100.0 * row.accuracy_mean, 100.0 * row.accuracy_std),
            thousands(row.macs_forward.round() as u64),
            thousands(row.adds_forward.round() as u64),
            thousands(row.macs_update.round() as u64),
            thousands(row.adds_update.round() as u64),
            thousands(row.parameters as u64),
            thousands(row.memory_bytes as u64),
        ]
    };
    let header = ["rule", "accuracy %", "MACs", "adds", "MACs to learn", "adds to learn", "parameters", "bytes to train"];
    let mut text = table(&header, &rows.iter().map(row).collect::<Vec<_>>());
    if let Some(first) = rows.first() {
        text += &format!("\n{} seeds, {} epochs; last epoch; counts are a sample. ", first.seeds, first.epochs);
    }
    text + "Integer rules keep one sample at a time, float rules a batch and the optimiser's state.\n"
}
