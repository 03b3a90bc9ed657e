//! A training run on the golden model.

use crate::data::{DataSet, Samples};
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
            shuffle(&mut order, &mut random);
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

/// Share of `samples` predicted right; none if there is none.
pub fn accuracy(model: &mut Model, samples: &Samples) -> Option<f64> {
    let hits = samples.iter().filter(|(input, label)| model.predict(input) == *label).count();
    (!samples.is_empty()).then(|| hits as f64 / samples.len() as f64)
}

/// Fisher-Yates.
pub(crate) fn shuffle(order: &mut [usize], random: &mut XorShift32) {
    for last in (1..order.len()).rev() {
        order.swap(last, ((random.next_u32() as u64 * (last as u64 + 1)) >> 32) as usize);
    }
}
