//! The comparison: every rule on the same network, samples and seeds.

use super::backprop_int::BackpropInt;
use super::cost::{Cost, Sizes};
use super::feedback::Feedback;
use super::forward_forward::ForwardForward;
use super::integer::Integer;
use super::learner::{Batched, Learner};
use super::lls_float::{Form, LlsFloat};
use super::local_classifiers::LocalClassifiers;
use super::perceptron::Perceptron;
use super::{Rule, Settings};
use crate::data::{DataSet, Samples};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::Network;
use crate::rule::XorShift32;
use serde::Serialize;
use std::time::Instant;

/// One rule's results, means over the seeds.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The rule.
    pub rule: Rule,
    /// Share of test samples predicted right after the last epoch.
    pub accuracy_mean: f64,
    /// Its standard deviation over the seeds (n - 1); 0 for a single seed.
    pub accuracy_std: f64,
    /// Multiply-accumulates of one prediction. See `rivals::cost` for this and all that follow.
    pub macs_forward: f64,
    /// Additions of one prediction.
    pub adds_forward: f64,
    /// Multiply-accumulates of a learning step, a sample, on top of the prediction.
    pub macs_update: f64,
    /// Additions of a learning step, a sample.
    pub adds_update: f64,
    /// Numbers that a prediction needs.
    pub parameters: usize,
    /// Bytes that training keeps.
    pub memory_bytes: usize,
    /// Passes over the training samples.
    pub epochs: usize,
    /// Seconds of training, without the test, on one thread of this machine.
    pub seconds: f64,
    /// Samples a step.
    pub batch: usize,
    /// Learning rate.
    pub rate: f64,
    /// Number of seeds.
    pub seeds: usize,
}

/// A finished epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The rule.
    pub rule: Rule,
    /// The seed.
    pub seed: u32,
    /// 1 for the first.
    pub epoch: usize,
    /// How many there will be.
    pub epochs: usize,
}

/// Trains `network` by each of `rules` from each of `seeds` on `data.train` for `epochs`, and counts the hits on `data.test`.
///
/// A seed gives the start weights and, for all but `lls` (which has the order of the network file), the order of the samples.
/// The same call gives the same rows, but for `seconds`.
///
/// # Errors
/// No rule, seed, epoch or sample; samples that do not fit the network; a network that a rule cannot use.
pub fn compare(
    network: &Network,
    data: &DataSet,
    rules: &[Rule],
    seeds: &[u32],
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Row>> {
    let rules: Vec<(Rule, Settings)> = rules.iter().map(|&rule| (rule, rule.settings(network))).collect();
    compare_with(network, data, &rules, seeds, epochs, progress)
}

/// `compare` with other settings than the fixed ones: how those were found.
///
/// # Errors
/// As `compare`.
pub fn compare_with(
    network: &Network,
    data: &DataSet,
    rules: &[(Rule, Settings)],
    seeds: &[u32],
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Row>> {
    check(network, data, seeds, epochs)?;
    if rules.is_empty() {
        return Err(Diagnostic::new("there is no rule to compare"));
    }
    rules.iter().map(|&(rule, settings)| row(network, data, rule, settings, seeds, epochs, progress)).collect()
}

fn row(
    network: &Network,
    data: &DataSet,
    rule: Rule,
    settings: Settings,
    seeds: &[u32],
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Row> {
    let mut accuracies = Vec::new();
    let mut costs: Vec<Cost> = Vec::new();
    let start = Instant::now();
    let mut tested = 0.0;
    for &seed in seeds {
        let mut learner = learner(network, rule, settings, seed)?;
        learner.train(&data.train, epochs, &mut |epoch| progress(Progress { rule, seed, epoch, epochs }))?;
        let test = Instant::now();
        accuracies.push(learner.hits(&data.test)? as f64 / data.test.len() as f64);
        tested += test.elapsed().as_secs_f64();
        costs.push(learner.cost());
    }
    let mean = |of: &dyn Fn(&Cost) -> f64| costs.iter().map(of).sum::<f64>() / costs.len() as f64;
    let (accuracy_mean, accuracy_std) = mean_and_deviation(&accuracies);
    let fixed = costs.first().copied().unwrap_or_default();
    Ok(Row {
        rule,
        accuracy_mean,
        accuracy_std,
        macs_forward: fixed.macs_forward,
        adds_forward: fixed.adds_forward,
        macs_update: mean(&|cost| cost.macs_update),
        adds_update: mean(&|cost| cost.adds_update),
        parameters: fixed.parameters,
        memory_bytes: fixed.memory_bytes,
        epochs,
        seconds: (start.elapsed().as_secs_f64() - tested) / seeds.len() as f64,
        batch: settings.batch,
        rate: settings.rate,
        seeds: seeds.len(),
    })
}

/// The network under a rule, before training.
fn learner(network: &Network, rule: Rule, settings: Settings, seed: u32) -> Result<Box<dyn Learner>> {
    let (sizes, rate) = (Sizes::new(network), settings.rate);
    let random = &mut XorShift32::new(seed);
    let float =
        |form: Form, random: &mut XorShift32| Ok(batched(network, settings, seed, LlsFloat::new(sizes.clone(), form, rate, random)?));
    let perceptron = |sizes: Sizes, feedback: fn(&Sizes, &mut XorShift32) -> Feedback, random: &mut XorShift32| {
        Ok(batched(network, settings, seed, Perceptron::new(sizes, rate, random, feedback)))
    };
    match rule {
        Rule::Lls => {
            let mut network = network.clone();
            network.training.seed = seed;
            network.training.rate = settings.shift();
            Ok(Box::new(Integer::new(&network)?))
        }
        Rule::LlsFloat => float(Form::Plain, random),
        Rule::LlsM => float(Form::Diagonal, random),
        Rule::LlsMxm => float(Form::Matrix, random),
        Rule::Backprop => perceptron(sizes, |_, _| Feedback::Weights, random),
        Rule::BackpropInt => Ok(Box::new(BackpropInt::new(network, settings.shift(), seed)?)),
        Rule::Fa => perceptron(sizes, Feedback::layered, random),
        Rule::Dfa => perceptron(sizes, Feedback::direct, random),
        Rule::ForwardForward => Ok(batched(network, settings, seed, ForwardForward::new(sizes, rate, random.clone()))),
        Rule::LocalClassifiers => Ok(batched(network, settings, seed, LocalClassifiers::new(sizes, rate, random))),
        Rule::Frozen => perceptron(sizes, |_, _| Feedback::Nothing, random),
        Rule::Linear => perceptron(Sizes { hidden: Vec::new(), ..sizes }, |_, _| Feedback::Weights, random),
    }
}

fn batched(network: &Network, settings: Settings, seed: u32, rule: impl super::learner::BatchRule + 'static) -> Box<dyn Learner> {
    Box::new(Batched::new(rule, settings.batch, network.input.format, seed))
}

/// What all rules take for granted.
fn check(network: &Network, data: &DataSet, seeds: &[u32], epochs: usize) -> Result<()> {
    if seeds.is_empty() || epochs == 0 {
        return Err(Diagnostic::new("a comparison needs at least one seed and one epoch"));
    }
    for (what, samples) in [("training", &data.train), ("test", &data.test)] {
        if samples.is_empty() {
            let help = "name a test file in [data], or leave rows for it with rows = { train = ... }";
            return Err(Diagnostic::new(format!("there are no {what} samples to compare on")).help(help));
        }
        fits(network, samples, what)?;
    }
    Ok(())
}

fn fits(network: &Network, samples: &Samples, what: &str) -> Result<()> {
    let (features, classes) = (network.features(), network.classes);
    match samples.iter().find(|(input, label)| input.len() != features || *label >= classes) {
        Some((input, label)) => Err(Diagnostic::new(format!(
            "a {what} sample has {} values and label {label}; the network takes {features} values and {classes} classes",
            input.len()
        ))),
        None => Ok(()),
    }
}

/// Mean, and standard deviation with n - 1.
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 })
}
