//! A training run on the golden model.

use crate::data::{DataSet, Samples, Stream};
use crate::diagnostic::{Diagnostic, Result};
use crate::plan::Plan;
use crate::rule::{Counts, Model, XorShift32};

/// What is known after an epoch.
#[derive(Debug, Clone)]
pub struct Epoch {
    /// 1 for the first.
    pub number: usize,
    /// Share of training samples predicted right, each just before it was learned.
    pub train_accuracy: f64,
    /// Share of test samples predicted right; none without test samples.
    pub test_accuracy: Option<f64>,
    /// Events of the epoch.
    pub counts: Counts,
}

/// Trains `model` for the plan's epochs and reports each to `watch`.
pub fn train(model: &mut Model, plan: &Plan, data: &DataSet, epochs: usize, watch: &mut dyn FnMut(&Epoch)) -> Vec<Epoch> {
    let mut order: Vec<usize> = (0..data.train.len()).collect();
    let mut random = XorShift32::new(plan.training.seed ^ 0x5bd1_e995);
    let mut history = Vec::with_capacity(epochs);
    for number in 1..=epochs {
        if plan.training.shuffle {
            random.shuffle(&mut order);
        }
        let mut counts = Counts::default();
        let mut hits = 0;
        for &index in &order {
            let (input, label) = data.train.get(index);
            let (prediction, sample) = model.learn(input, label);
            hits += (prediction == label) as usize;
            counts.add(&sample);
        }
        let train_accuracy = hits as f64 / order.len().max(1) as f64;
        let epoch = Epoch { number, train_accuracy, test_accuracy: accuracy(model, &data.test), counts };
        watch(&epoch);
        history.push(epoch);
    }
    history
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
    let inputs = plan.layers.first().map_or(0, |layer| layer.fan_in);
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
        hits += accuracy(model, &block).unwrap_or(0.0) * block.len() as f64;
    }
    Ok((samples > 0.0).then(|| hits / samples))
}

/// Share of `samples` predicted right; none if there is none.
pub fn accuracy(model: &mut Model, samples: &Samples) -> Option<f64> {
    let hits = samples.iter().filter(|(input, label)| model.predict(input) == *label).count();
    (!samples.is_empty()).then(|| hits as f64 / samples.len() as f64)
}
