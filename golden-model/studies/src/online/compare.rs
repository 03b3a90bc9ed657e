//! Every rule on the same streams.

use super::{Learner, Rule, Setting};
use crate::parallel;
use crate::statistics::mean_and_deviation;
use crate::tune::holdouts;
use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use entrain_model::prequential::{Point, Prequential};
use entrain_model::rule::XorShift32;
use serde::Serialize;
use std::time::Instant;

/// Streams by which a setting is chosen, at most.
pub const JUDGES: usize = 3;

/// One rule's results, means over the streams.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The rule.
    pub rule: Rule,
    /// Share predicted right of all samples of the stream, each before it was learned.
    pub prequential_mean: f64,
    /// Its standard deviation over the streams (n - 1); 0 for one.
    pub prequential_std: f64,
    /// The same of the last 200 samples.
    pub last_200_mean: f64,
    /// Share of test samples predicted right after the pass; none without test samples.
    pub accuracy_mean: Option<f64>,
    /// Its standard deviation.
    pub accuracy_std: Option<f64>,
    /// What was chosen of the rule.
    pub setting: String,
    /// Bytes that it keeps from one sample to the next, at the end.
    pub memory_bytes: usize,
    /// Samples of a stream.
    pub samples: usize,
    /// Samples a second, predicted and learned, on one thread of this machine.
    pub samples_per_second: f64,
    /// Streams.
    pub seeds: usize,
    /// How it went.
    pub curve: Vec<Point>,
}

/// A finished pass.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Of this rule.
    pub rule: Rule,
}

/// What one pass gave.
struct Run {
    prequential: f64,
    last: f64,
    accuracy: Option<f64>,
    bytes: usize,
    seconds: f64,
    curve: Vec<Point>,
}

/// What is sent, and in which order.
#[derive(Clone, Copy)]
struct Pass<'a> {
    samples: &'a Samples,
    test: &'a Samples,
    seed: u32,
}

/// Sends `data.train` once through each of `rules`, in an order of each of `seeds`, and counts the hits on `data.test` behind it.
///
/// A seed gives the order and the start weights. What is chosen of a rule (`Rule::settings`) is chosen first: a fifth of the training
/// rows, whole groups where `groups` has any, is held out, the others are sent in orders that none of `seeds` has, and the mean of
/// the prequential accuracy and of that on the rows held out decides, of equals the first.
///
/// # Errors
/// No rule or seed; no training samples, or too few to hold some out; a rule that does not know the network's layers.
pub fn compare(
    network: &Network,
    data: &DataSet,
    groups: &[usize],
    rules: &[Rule],
    seeds: &[u32],
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Row>> {
    if let Some(rule) = rules.iter().find(|rule| !rule.knows(network)) {
        let error = Diagnostic::new(format!("the rule {} has dense layers only, this network has others", rule.name()));
        return Err(error.help("leave it out of --rules"));
    }
    let splits = holdouts(&data.train, groups, seeds.len().min(JUDGES));
    if splits.is_empty() || splits.iter().any(|split| split.train.is_empty() || split.validation.is_empty()) {
        return Err(Diagnostic::new(format!("{} training rows are too few to hold some out", data.train.len())));
    }
    let judges = splits.iter().zip(seeds).map(|(split, seed)| Pass { samples: &split.train, test: &split.validation, seed: !seed });
    let judges: Vec<Pass> = judges.collect();
    let shown: Vec<Pass> = seeds.iter().map(|&seed| Pass { samples: &data.train, test: &data.test, seed }).collect();
    let tried: Vec<(Rule, Setting)> =
        rules.iter().flat_map(|&rule| rule.settings(network).into_iter().map(move |setting| (rule, setting))).collect();
    let scores = runs(network, &tried, &judges, progress)?;
    let score = |runs: &[Run]| runs.iter().map(|run| run.prequential + run.accuracy.unwrap_or(0.0)).sum::<f64>();
    let chosen: Vec<(Rule, Setting)> = rules
        .iter()
        .filter_map(|rule| {
            let own = tried.iter().zip(&scores).filter(|((of, _), _)| of == rule).map(|(tried, runs)| (tried, score(runs)));
            own.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(tried, _)| tried.clone())
        })
        .collect();
    let found = runs(network, &chosen, &shown, progress)?;
    Ok(chosen.into_iter().zip(found).map(|(chosen, runs)| row(chosen, &runs, data.train.len())).collect())
}

/// Each of `tried` on each of `passes`.
fn runs(network: &Network, tried: &[(Rule, Setting)], passes: &[Pass], progress: &mut dyn FnMut(Progress)) -> Result<Vec<Vec<Run>>> {
    let jobs: Vec<(&(Rule, Setting), Pass)> = tried.iter().flat_map(|tried| passes.iter().map(move |&pass| (tried, pass))).collect();
    let done = parallel::map(&jobs, parallel::threads(), progress, |((rule, setting), pass), report| {
        let run = rule.learner(network, setting, pass.seed).map(|mut learner| run(learner.as_mut(), pass));
        report(Progress { rule: *rule });
        run
    });
    let mut done = done.into_iter();
    tried.iter().map(|_| done.by_ref().take(passes.len()).collect()).collect()
}

/// One pass.
fn run(learner: &mut dyn Learner, pass: &Pass) -> Run {
    let mut order: Vec<usize> = (0..pass.samples.len()).collect();
    XorShift32::new(pass.seed ^ 0x5bd1_e995).shuffle(&mut order);
    let (start, mut seen) = (Instant::now(), Prequential::new(order.len()));
    for (input, label) in order.into_iter().map(|index| pass.samples.get(index)) {
        seen.push(learner.learn(input, label) == label);
    }
    let seconds = start.elapsed().as_secs_f64();
    let hits = pass.test.iter().filter(|(input, label)| learner.predict(input) == *label).count();
    let accuracy = (!pass.test.is_empty()).then(|| hits as f64 / pass.test.len() as f64);
    Run { prequential: seen.accuracy(), last: seen.last(), accuracy, bytes: learner.bytes(), seconds, curve: seen.curve().to_vec() }
}

fn row((rule, setting): (Rule, Setting), runs: &[Run], samples: usize) -> Row {
    let of = |of: &dyn Fn(&Run) -> f64| mean_and_deviation(&runs.iter().map(of).collect::<Vec<_>>());
    let (prequential_mean, prequential_std) = of(&|run| run.prequential);
    let accuracy = runs.iter().all(|run| run.accuracy.is_some()).then(|| of(&|run| run.accuracy.unwrap_or(0.0)));
    let points = runs.iter().map(|run| run.curve.len()).min().unwrap_or(0);
    let point = |at: usize| Point { samples: runs[0].curve[at].samples, accuracy: of(&|run| run.curve[at].accuracy).0 };
    Row {
        rule,
        prequential_mean,
        prequential_std,
        last_200_mean: of(&|run| run.last).0,
        accuracy_mean: accuracy.map(|(mean, _)| mean),
        accuracy_std: accuracy.map(|(_, deviation)| deviation),
        setting: setting.words,
        memory_bytes: runs.iter().map(|run| run.bytes).max().unwrap_or(0),
        samples,
        samples_per_second: samples as f64 / of(&|run| run.seconds).0.max(1e-9),
        seeds: runs.len(),
        curve: (0..points).map(point).collect(),
    }
}
