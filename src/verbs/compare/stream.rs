//! `entrain compare --stream`: rules that learn each sample once, in the order in which they come.

use crate::numbers;
use crate::output::{table, thousands};
use crate::progress;
use crate::project::Project;
use entrain_model::Result;
use entrain_studies::online::{JUDGES, Row, Rule, compare};
use serde_json::{Value, json};

/// What is compared.
pub struct Options {
    /// Every rule that knows the layers of the network without.
    pub rules: Vec<Rule>,
    /// Number of streams, each with the order and the start weights of a seed, from the file's on.
    pub seeds: u32,
}

/// What came of each rule.
pub struct Report {
    rows: Vec<Row>,
}

/// The registry of rules as help.
pub fn rules_help() -> String {
    Rule::all().map(|rule| format!("  {:<18} {}\n", rule.name(), rule.description())).collect()
}

/// Sends the training rows once through every rule.
///
/// # Errors
/// No data, or too few to hold some out.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    let network = &project.network;
    let rules: Vec<Rule> = match options.rules.is_empty() {
        true => Rule::all().filter(|rule| rule.knows(network)).collect(),
        false => options.rules.clone(),
    };
    let seeds = numbers::seeds_from(network.training.seed, options.seeds);
    let set = project.data()?;
    let groups = entrain_data::groups(network)?;
    let settings: usize = rules.iter().map(|rule| rule.settings(network).len()).sum();
    let bar = progress::bar("streaming", (settings * seeds.len().min(JUDGES) + rules.len() * seeds.len()) as u64);
    let rows = compare(network, &set, &groups, &rules, &seeds, &mut |done| {
        bar.set_message(done.rule.name().to_string());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    Ok(Report { rows })
}

impl Report {
    /// For programs.
    pub fn json(&self) -> Value {
        json!({ "stream": true, "rules": self.rows })
    }

    /// For people.
    pub fn text(&self) -> String {
        let percent = |mean: f64, deviation: f64| format!("{:.2} +- {:.2}", 100.0 * mean, 100.0 * deviation);
        let row = |row: &Row| {
            let test = row.accuracy_mean.zip(row.accuracy_std).map_or("-".into(), |(mean, deviation)| percent(mean, deviation));
            vec![
                row.rule.name().to_string(),
                percent(row.prequential_mean, row.prequential_std),
                format!("{:.1}", 100.0 * row.last_200_mean),
                test,
                thousands(row.memory_bytes as u64),
                row.setting.clone(),
            ]
        };
        let header = ["rule", "prequential %", "last 200", "test %", "bytes", "chosen"];
        let mut text = table(&header, &self.rows.iter().map(row).collect::<Vec<_>>());
        if let Some(first) = self.rows.first() {
            let streams = if first.seeds == 1 { "1 stream".into() } else { format!("{} streams", first.seeds) };
            text += &format!("\n{streams} of {} samples, each predicted, then learned, once; ", thousands(first.samples as u64));
        }
        text += "test: the test rows behind them. What is chosen of a rule was chosen on other streams: other orders of four fifths of the \
                 training rows, judged by these and the fifth held out. Bytes: what a rule keeps from sample to sample.\n";
        text
    }
}
