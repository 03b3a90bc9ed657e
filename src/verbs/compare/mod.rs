//! `entrain compare`

mod stream;

use super::Target;
use crate::numbers;
use crate::output::{Format, print, table, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::{Diagnostic, Result};
use entrain_studies::rivals::{Progress, Row, Rule, Settings, compare_with, pick_rates};
use serde_json::{Value, json};
use std::str::FromStr;

#[derive(Args)]
#[command(after_long_help = rules_help())]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Rules, separated by commas [default: all, of a network with convolutions those that know them; see --help].
    #[arg(long, value_delimiter = ',')]
    pub rules: Vec<String>,
    /// Number of seeds, from the file's on.
    #[arg(long, default_value_t = Options::default().seeds, value_parser = numbers::seeds)]
    pub seeds: u32,
    /// Passes over the training rows, instead of the file's.
    #[arg(long, value_parser = numbers::epochs)]
    pub epochs: Option<usize>,
    /// Pick the learning rate of each rule on rows held out of the training rows first, with up to three of the seeds.
    #[arg(long)]
    pub tune: bool,
    /// Instead: learn each training row once, predicted before it is learned (prequential accuracy), beside rules for streams.
    #[arg(long, conflicts_with_all = ["tune", "epochs"])]
    pub stream: bool,
}

/// Seeds that judge a rate.
const TUNING_SEEDS: usize = 3;

/// The registry of rules as help.
fn rules_help() -> String {
    let lines = Rule::all().map(|rule| format!("  {:<18} {}\n", rule.name(), rule.description()));
    format!("Rules:\n{}\nRules of --stream:\n{}", lines.collect::<String>(), stream::rules_help())
}

/// What is compared.
pub struct Options {
    /// Every rule that knows the layers of the network without.
    pub rules: Vec<Rule>,
    /// Number of seeds, from the file's on.
    pub seeds: u32,
    /// Passes over the training rows; the file's without.
    pub epochs: Option<usize>,
    /// Pick the learning rate of each rule on rows held out of the training rows first.
    pub tune: bool,
}

impl Default for Options {
    /// Every rule with its own rate.
    fn default() -> Options {
        Options { rules: Vec::new(), seeds: 5, epochs: None, tune: false }
    }
}

impl Arguments {
    /// # Errors
    /// A rule that there is not.
    fn options(&self) -> Result<Options> {
        let rules = self.rules()?;
        Ok(Options { rules, seeds: self.seeds, epochs: self.epochs, tune: self.tune })
    }

    /// # Errors
    /// A rule that there is not.
    fn stream_options(&self) -> Result<stream::Options> {
        Ok(stream::Options { rules: self.rules()?, seeds: self.seeds })
    }

    /// The rules that are named, of whichever kind.
    fn rules<R: FromStr<Err = Diagnostic>>(&self) -> Result<Vec<R>> {
        self.rules.iter().map(|name| name.parse()).collect()
    }
}

/// What came of each rule.
pub struct Report {
    rows: Vec<Row>,
    /// Rates were picked first.
    tuned: bool,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    if arguments.stream {
        let report = stream::work(&project, &arguments.stream_options()?)?;
        print(format, true, &report.text(), report.json());
        return Ok(true);
    }
    let report = work(&project, &arguments.options()?)?;
    print(format, true, &text(&report), report.json());
    Ok(true)
}

/// Trains the network by every rule from every seed.
///
/// # Errors
/// No data, or too few to hold some out.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    let network = &project.network;
    let maps = network.layers.iter().any(|layer| layer.learns_its_code());
    let rules: Vec<Rule> = match options.rules.is_empty() {
        true => Rule::all().filter(|rule| !maps || rule.knows_maps()).collect(),
        false => options.rules.clone(),
    };
    let seeds = numbers::seeds_from(network.training.seed, options.seeds);
    let epochs = options.epochs.unwrap_or(network.training.epochs);
    let set = project.data()?;
    let length = (rules.len() * seeds.len() * epochs) as u64;
    let bar = progress::bar("comparing", length);
    let mut watch = |done: Progress| {
        bar.set_message(done.rule.name().to_string());
        bar.inc(1);
    };
    let settings: Vec<(Rule, Settings)> = match options.tune {
        false => rules.iter().map(|&rule| (rule, rule.settings(network))).collect(),
        true => {
            let judges = &seeds[..seeds.len().min(TUNING_SEEDS)];
            let groups = entrain_data::groups(network)?;
            // Three rates at least are tried of each rule; more make the bar longer.
            bar.inc_length((3 * rules.len() * judges.len() * epochs) as u64);
            let mut lengthen = |done: Progress| {
                watch(done);
                if bar.position() + length > bar.length().unwrap_or(0) {
                    bar.inc_length(1);
                }
            };
            pick_rates(network, &set.train, &groups, &rules, judges, epochs, &mut lengthen)?
        }
    };
    let rows = compare_with(network, &set, &settings, &seeds, epochs, &mut watch)?;
    bar.finish_and_clear();
    Ok(Report { rows, tuned: options.tune })
}

impl Report {
    /// For programs.
    fn json(&self) -> Value {
        json!({ "rules": self.rows, "tuned": self.tuned })
    }
}

/// For people.
fn text(Report { rows, tuned }: &Report) -> String {
    let row = |row: &Row| {
        let counts = [row.macs_forward, row.adds_forward, row.macs_update, row.adds_update].map(|count| count.round() as u64);
        let sizes = [row.parameters, row.weight_bits, row.learning_bits, row.transposed_reads, row.memory_bytes].map(|size| size as u64);
        let mut cells = vec![row.rule.name().to_string(), format!("{:.2} +- {:.2}", 100.0 * row.accuracy_mean, 100.0 * row.accuracy_std)];
        cells.extend(counts.into_iter().chain(sizes).map(thousands));
        cells.push(rate(row));
        cells
    };
    let header = [
        "rule",
        "accuracy %",
        "MACs",
        "adds",
        "MACs to learn",
        "adds to learn",
        "parameters",
        "weight bits",
        "bits to learn",
        "read back",
        "bytes as run",
        "rate",
    ];
    let mut text = table(&header, &rows.iter().map(row).collect::<Vec<_>>());
    if let Some(first) = rows.first() {
        text += &format!("\n{} seeds, {} epochs; last epoch; counts are a sample", first.seeds, first.epochs);
        text += if *tuned { "; each rate was picked on rows held out of the training rows.\n" } else { ".\n" };
    }
    text += "Bits on a chip that learns one sample at a time: numbers at the network's weight width, 8-bit activations and errors, no optimiser.\n";
    text +=
        "Bits to learn: what must be kept until errors return, and numbers that only learning needs. Read back: weights read by columns.\n";
    text + "Bytes as run: integer rules keep one sample at a time, float rules a batch and the optimiser's state.\n"
}

/// 2^-L of an integer rule, or a float rule's rate and batch.
fn rate(row: &Row) -> String {
    match row.batch {
        1 => format!("2^{}", row.rate.log2().round()),
        batch => format!("{} x {batch}", row.rate),
    }
}
