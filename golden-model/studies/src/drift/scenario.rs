//! Phases of a life in the field.

use super::Change;
use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::rule::XorShift32;

/// A stretch of time in which the world does not change.
#[derive(Debug, Clone)]
pub struct Phase {
    /// What it is called.
    pub name: &'static str,
    /// What arrives, with labels, to learn from.
    pub stream: Samples,
    /// Rows of the same kind that nobody learns, to measure with.
    pub held: Samples,
}

/// What a network was trained with, and what it meets then.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The training rows, before the field.
    pub start: Samples,
    /// Held rows of the world as it was: what may be forgotten.
    pub old: Samples,
    /// Before, drift, return.
    pub phases: Vec<Phase>,
}

impl Scenario {
    /// The inputs change, and change back.
    ///
    /// # Errors
    /// No training rows, or no test rows to measure with; the others the same.
    pub fn changed(data: &DataSet, change: &Change) -> Result<Scenario> {
        complete(data)?;
        let phase = |name, stream: &Samples, held: &Samples| Phase { name, stream: stream.clone(), held: held.clone() };
        let drift = Phase { name: "drift", stream: change.samples(&data.train), held: change.samples(&data.test) };
        let phases = vec![phase("before", &data.train, &data.test), drift, phase("return", &data.train, &data.test)];
        Ok(Scenario { start: data.train.clone(), old: data.test.clone(), phases })
    }

    /// `class` is withheld, then comes alone, then among all others.
    ///
    /// # Errors
    /// A class that is not there or has no rows.
    pub fn new_class(data: &DataSet, class: usize) -> Result<Scenario> {
        complete(data)?;
        let only = |samples: &Samples, new: bool| chosen(samples, |label| (label == class) == new);
        let (start, old) = (only(&data.train, false), only(&data.test, false));
        let drift = Phase { name: "new class", stream: only(&data.train, true), held: only(&data.test, true) };
        if drift.stream.is_empty() || drift.held.is_empty() || start.is_empty() || old.is_empty() {
            let message = format!("class {class} cannot be withheld: training and test rows of it and of others are needed");
            return Err(Diagnostic::new(message).help("--class names another"));
        }
        let before = Phase { name: "before", stream: start.clone(), held: old.clone() };
        let mixed = Phase { name: "mixed", stream: data.train.clone(), held: data.test.clone() };
        Ok(Scenario { start, old, phases: vec![before, drift, mixed] })
    }

    /// A share of the labels is wrong for a time: every other class is as likely as the next.
    ///
    /// # Errors
    /// A share that is none.
    pub fn wrong_labels(data: &DataSet, share: f64, classes: usize, seed: u32) -> Result<Scenario> {
        if !(0.0..=1.0).contains(&share) {
            return Err(Diagnostic::new(format!("{share} is no share of the labels")).help("--wrong takes 0 to 1"));
        }
        let mut scenario = Scenario::changed(data, &Change::Permute((0..data.train.features()).collect()))?;
        let mut random = XorShift32::new(seed ^ 0x7f4a_7c15);
        let mut stream = Samples::new(data.train.features());
        for (input, label) in data.train.iter() {
            let wrong = (random.next_u32() as f64) < share * 4_294_967_296.0;
            let other = 1 + ((random.next_u32() as u64 * (classes as u64 - 1)) >> 32) as usize;
            stream.push(input, if wrong { (label + other) % classes } else { label });
        }
        scenario.phases[1] = Phase { name: "wrong labels", stream, held: data.test.clone() };
        Ok(scenario)
    }
}

/// Refuses data that leave nothing to learn or nothing to measure with.
pub(super) fn complete(data: &DataSet) -> Result<()> {
    if data.test.is_empty() || data.train.is_empty() {
        let what = if data.train.is_empty() { "training" } else { "test" };
        return Err(Diagnostic::new(format!("there are no {what} rows"))
            .help("in [data], rows = { train = N }, test = \"...\" or split = { ... } says which rows train and which test"));
    }
    Ok(())
}

/// The samples whose label is wanted.
fn chosen(samples: &Samples, wanted: impl Fn(usize) -> bool) -> Samples {
    let mut rows = Samples::new(samples.features());
    samples.iter().filter(|(_, label)| wanted(*label)).for_each(|(input, label)| rows.push(input, label));
    rows
}
