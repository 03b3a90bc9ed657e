//! A training run on the golden model, and what is measured of it.

use crate::augment::Shifter;
use entrain_data::{DataSet, Stream};
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::plan::Plan;
use entrain_model::prequential::Prequential;
use entrain_model::rule::{Counts, Model, XorShift32};
use entrain_model::synchrony::{Span, spans};
use std::time::Instant;

pub use entrain_model::prequential::Point;

/// What is known after an epoch.
#[derive(Debug, Clone)]
pub struct Epoch {
    /// Seconds of learning, without the measures that follow.
    pub seconds: f64,
    /// 1 for the first.
    pub number: usize,
    /// Share of training samples predicted right, each just before it was learned.
    pub train_accuracy: f64,
    /// The same of the last 200 samples of the epoch.
    pub last_accuracy: f64,
    /// Share of test samples predicted right; none without test samples.
    pub test_accuracy: Option<f64>,
    /// The same of each class; none for a class without test samples.
    pub accuracy_per_class: Vec<Option<f64>>,
    /// Test samples of each class (a row) by what they were taken for (a column); empty without test samples.
    pub confusion: Vec<Vec<usize>>,
    /// Synchrony of each layer (see `synchrony::Span`), over the test samples, or the training samples without any.
    pub synchrony: Vec<f64>,
    /// Units, or channels, of each layer whose h was 0 for every training sample of the epoch.
    pub dead_units: Vec<usize>,
    /// How fast the first epoch converged, in order; empty in the others.
    pub convergence: Vec<Point>,
    /// Events of the epoch.
    pub counts: Counts,
}

/// What predicting a set of samples shows.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// Share predicted right; none without samples.
    pub accuracy: Option<f64>,
    /// The same of each class.
    pub per_class: Vec<Option<f64>>,
    /// Samples of each class (a row) by what they were taken for (a column).
    pub confusion: Vec<Vec<usize>>,
    /// Mean synchrony of each layer.
    pub synchrony: Vec<f64>,
}

impl Epoch {
    /// Share of layer updates that the margin skipped.
    pub fn skipped(&self) -> f64 {
        let Counts { updates, skips, held_by_policy, held_by_budget, .. } = self.counts;
        skips as f64 / (updates + skips + held_by_policy + held_by_budget).max(1) as f64
    }
}

/// Trains `model` for `epochs` epochs and reports each to `watch`.
pub fn train(model: &mut Model, plan: &Plan, data: &DataSet, epochs: usize, watch: &mut dyn FnMut(&Epoch)) -> Vec<Epoch> {
    let spans = spans(plan);
    let mut history = Vec::with_capacity(epochs);
    passes(model, plan, &data.train, epochs, &mut |model, mut epoch| {
        let probe = if data.test.is_empty() { &data.train } else { &data.test };
        let seen = evaluate(model, &spans, plan.classes, probe);
        epoch.synchrony = seen.synchrony;
        if !data.test.is_empty() {
            (epoch.test_accuracy, epoch.accuracy_per_class, epoch.confusion) = (seen.accuracy, seen.per_class, seen.confusion);
        }
        watch(&epoch);
        history.push(epoch);
    });
    history
}

/// The learning of `train` without its measures: the same samples in the same order, and `after` each pass what is known.
pub fn passes(model: &mut Model, plan: &Plan, samples: &Samples, epochs: usize, after: &mut dyn FnMut(&mut Model, Epoch)) {
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut random = XorShift32::new(plan.training.seed ^ 0x5bd1_e995);
    let mut shifter = Shifter::new(plan.training.augment.as_ref(), plan.training.seed);
    for number in 1..=epochs {
        if plan.training.shuffle {
            random.shuffle(&mut order);
        }
        let started = Instant::now();
        model.set_stage(plan.training.stage_of(number));
        let mut epoch = learn(model, samples, &order, &mut shifter);
        epoch.seconds = started.elapsed().as_secs_f64();
        epoch.number = number;
        if number > 1 {
            epoch.convergence.clear();
        }
        after(model, epoch);
    }
    // What follows a run is the field, at the rate of the hardware.
    model.set_stage(0);
}

/// What is known in the middle and at the end of a single pass over a stream.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    /// Samples learned.
    pub samples: u64,
    /// Of these, predicted right just before they were learned.
    pub hits: u64,
    /// Events so far.
    pub counts: Counts,
}

impl Pass {
    /// Share of the samples predicted right before they were learned; none without samples.
    pub fn accuracy(&self) -> Option<f64> {
        (self.samples > 0).then(|| self.hits as f64 / self.samples as f64)
    }
}

/// Trains `model` once on every sample of `stream`, in the order of the file, and reports to `progress` after each block.
///
/// # Errors
/// A stream of other dimensions than the plan's, and what `Stream` finds in the files; the blocks before are learned.
pub fn train_stream(model: &mut Model, plan: &Plan, stream: &mut Stream, progress: &mut dyn FnMut(&Pass)) -> Result<Pass> {
    let inputs = plan.layers.first().map_or(0, |layer| layer.fan_in());
    if (stream.features(), stream.classes()) != (inputs, plan.classes) {
        let (features, classes) = (stream.features(), stream.classes());
        let message = format!("a stream of {features} inputs and {classes} classes; the plan has {inputs} and {}", plan.classes);
        return Err(Diagnostic::new(message));
    }
    let mut pass = Pass::default();
    for block in stream {
        for (input, label) in block?.iter() {
            let (prediction, counts) = model.learn(input, label);
            pass.samples += 1;
            pass.hits += (prediction == label) as u64;
            pass.counts.add(&counts);
        }
        progress(&pass);
    }
    Ok(pass)
}

/// Share of a stream's samples predicted right; none if there is none.
///
/// # Errors
/// What `Stream` finds in the files.
pub fn accuracy_stream(model: &mut Model, stream: &mut Stream) -> Result<Option<f64>> {
    let (mut hits, mut samples) = (0.0, 0.0);
    for block in stream {
        let block = block?;
        samples += block.len() as f64;
        hits += model.accuracy(&block).unwrap_or(0.0) * block.len() as f64;
    }
    Ok((samples > 0.0).then(|| hits / samples))
}

/// One pass over the training samples.
fn learn(model: &mut Model, samples: &Samples, order: &[usize], shifter: &mut Shifter) -> Epoch {
    // Every h so far, or-ed together: 0 where a unit, or a channel with all of its map, was never alive.
    let hidden = model.layers.iter().filter(|layer| !layer.output().is_empty());
    let mut alive: Vec<Vec<i16>> = hidden.map(|layer| vec![0; layer.sizes().1]).collect();
    let mut counts = Counts::default();
    let mut seen = Prequential::new(order.len());
    for &index in order {
        let (input, label) = samples.get(index);
        let (prediction, sample) = model.learn(shifter.next(input), label);
        seen.push(prediction == label);
        counts.add(&sample);
        for (alive, layer) in alive.iter_mut().zip(&model.layers) {
            let maps = layer.output().chunks_exact(layer.output().len() / alive.len());
            alive.iter_mut().zip(maps).for_each(|(alive, map)| *alive |= map.iter().fold(0, |all, h| all | h));
        }
    }
    Epoch {
        number: 0,
        seconds: 0.0,
        train_accuracy: seen.accuracy(),
        last_accuracy: seen.last(),
        test_accuracy: None,
        accuracy_per_class: Vec::new(),
        confusion: Vec::new(),
        synchrony: Vec::new(),
        dead_units: alive.iter().map(|units| units.iter().filter(|&&alive| alive == 0).count()).collect(),
        convergence: seen.curve().to_vec(),
        counts,
    }
}

/// Predicts `samples` without learning from them.
pub fn evaluate(model: &mut Model, spans: &[Span], classes: usize, samples: &Samples) -> Evaluation {
    let mut tally = vec![(0usize, 0usize); classes];
    let mut confusion = vec![vec![0; classes]; classes];
    let mut shares = vec![(0.0, 0usize); spans.len()];
    for (input, label) in samples.iter() {
        let predicted = model.predict(input);
        confusion[label][predicted] += 1;
        let right = predicted == label;
        tally[label] = (tally[label].0 + right as usize, tally[label].1 + 1);
        for ((sum, span), layer) in shares.iter_mut().zip(spans).zip(&model.layers) {
            if let Some(share) = span.share(&layer.coded()) {
                *sum = (sum.0 + share, sum.1 + 1);
            }
        }
    }
    let ratio = |(hits, all): (usize, usize)| (all > 0).then(|| hits as f64 / all as f64);
    let total = tally.iter().fold((0, 0), |sum, class| (sum.0 + class.0, sum.1 + class.1));
    Evaluation {
        accuracy: ratio(total),
        per_class: tally.into_iter().map(ratio).collect(),
        confusion,
        synchrony: shares.into_iter().map(|(sum, count)| sum / count.max(1) as f64).collect(),
    }
}
