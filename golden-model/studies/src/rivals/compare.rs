//! The comparison: every rule on the same network, samples and seeds.

use super::backprop_int::BackpropInt;
use super::conv_float::ConvNet;
use super::conv_int::ConvInt;
use super::cost::{Cost, Sizes};
use super::feedback::Feedback;
use super::forward_forward::ForwardForward;
use super::integer::Integer;
use super::learner::{Batched, Learner};
use super::lls_float::{Form, LlsFloat};
use super::local_classifiers::LocalClassifiers;
use super::maps::Maps;
use super::perceptron::Perceptron;
use super::{Rule, Settings};
use crate::parallel;
use crate::statistics::mean_and_deviation;
use crate::tune::Holdout;
use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use entrain_model::rule::XorShift32;
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
    /// Bits of these on a chip.
    pub weight_bits: usize,
    /// Bits that a chip keeps for learning beside them.
    pub learning_bits: usize,
    /// Weights read by columns in a learning step.
    pub transposed_reads: usize,
    /// Bytes that training keeps, as it was run.
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
/// Several threads train at once; the same call gives the same rows, but for `seconds`.
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
    let sides: Vec<(u32, Sides)> = seeds.iter().map(|&seed| (seed, Sides { train: &data.train, test: &data.test })).collect();
    rows(network, &sides, rules, epochs, progress)
}

/// `compare_with` on rows held out of the training rows, other ones for each seed.
pub(super) fn compare_held_out(
    network: &Network,
    held_out: &[(u32, Holdout)],
    rules: &[(Rule, Settings)],
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Row>> {
    let sides = held_out.iter().map(|(seed, rows)| (*seed, Sides { train: &rows.train, test: &rows.validation }));
    rows(network, &sides.collect::<Vec<_>>(), rules, epochs, progress)
}

/// What a run learns and what it is tested with.
#[derive(Debug, Clone, Copy)]
struct Sides<'a> {
    train: &'a Samples,
    test: &'a Samples,
}

fn rows(
    network: &Network,
    sides: &[(u32, Sides)],
    rules: &[(Rule, Settings)],
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Row>> {
    if rules.is_empty() {
        return Err(Diagnostic::new("there is no rule to compare"));
    }
    let jobs: Vec<((Rule, Settings), (u32, Sides))> =
        rules.iter().flat_map(|&rule| sides.iter().map(move |&sides| (rule, sides))).collect();
    let runs = parallel::map(&jobs, parallel::threads(), progress, |&(rule, (seed, sides)), report| {
        run(network, sides, rule, seed, epochs, report)
    });
    let runs = runs.into_iter().collect::<Result<Vec<Run>>>()?;
    Ok(rules.iter().zip(runs.chunks(sides.len())).map(|(rule, runs)| row(network, *rule, runs, epochs)).collect())
}

/// What one rule gave from one seed.
#[derive(Debug, Clone, Copy)]
struct Run {
    accuracy: f64,
    cost: Cost,
    seconds: f64,
}

fn run(
    network: &Network,
    sides: Sides,
    (rule, settings): (Rule, Settings),
    seed: u32,
    epochs: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Run> {
    let mut learner = learner(network, rule, settings, seed)?;
    let start = Instant::now();
    learner.train(sides.train, epochs, &mut |epoch| progress(Progress { rule, seed, epoch, epochs }))?;
    let seconds = start.elapsed().as_secs_f64();
    let accuracy = learner.hits(sides.test)? as f64 / sides.test.len() as f64;
    Ok(Run { accuracy, cost: learner.cost(), seconds })
}

fn row(network: &Network, (rule, settings): (Rule, Settings), runs: &[Run], epochs: usize) -> Row {
    let mean = |of: &dyn Fn(&Run) -> f64| runs.iter().map(of).sum::<f64>() / runs.len() as f64;
    let (accuracy_mean, accuracy_std) = mean_and_deviation(&runs.iter().map(|run| run.accuracy).collect::<Vec<_>>());
    let fixed = runs.first().map_or(Cost::default(), |run| run.cost);
    let bits = network.weights.bits as usize;
    Row {
        rule,
        accuracy_mean,
        accuracy_std,
        macs_forward: fixed.macs_forward,
        adds_forward: fixed.adds_forward,
        macs_update: mean(&|run| run.cost.macs_update),
        adds_update: mean(&|run| run.cost.adds_update),
        parameters: fixed.parameters,
        weight_bits: bits * fixed.parameters,
        learning_bits: fixed.kept_bits + bits * fixed.learning_numbers,
        transposed_reads: fixed.transposed_reads,
        memory_bytes: fixed.memory_bytes,
        epochs,
        seconds: mean(&|run| run.seconds),
        batch: settings.batch,
        rate: settings.rate,
        seeds: runs.len(),
    }
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
    match (rule, Maps::new(network)) {
        (Rule::Backprop, Some(maps)) => return Ok(batched(network, settings, seed, ConvNet::new(maps, rate, random))),
        (Rule::BackpropInt, Some(maps)) => return Ok(Box::new(ConvInt::new(network, maps, settings.shift(), seed)?)),
        (rule, Some(_)) if !rule.knows_maps() => {
            let known: Vec<&str> = Rule::all().filter(|rule| rule.knows_maps()).map(Rule::name).collect();
            let error = Diagnostic::new(format!("the rule {rule} has no convolutions, which this network has"));
            return Err(error.help(format!("these can be compared on it: --rules {}", known.join(","))));
        }
        _ => {}
    }
    match rule {
        Rule::Lls => {
            let mut network = network.clone();
            network.training.seed = seed;
            network.training = network.training.with_rate(settings.shift());
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
    Box::new(Batched::new(rule, settings.batch, network, seed))
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
