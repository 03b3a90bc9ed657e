//! The integer learning rule: `plain` defines it, `Model` computes it.

mod arithmetic;
mod counts;
mod dense;
mod head;
mod input_head;
pub(crate) mod kernels;
mod layer;
mod lfsr;
mod live;
pub(crate) mod matrix;
mod pace;
pub mod peak;
mod plain;
mod policy;
mod signal;
mod snapshot;
mod start;

pub use arithmetic::{dot, fnv1a, quantise, saturate};
pub use counts::Counts;
pub use dense::DenseLayer;
pub use input_head::{InputHead, PlainInputHead};
pub(crate) use layer::Watch;
pub use layer::{Correction, Decision, Layer};
pub use lfsr::Lfsr;
pub(crate) use live::Live;
pub use pace::Pacer;
pub use plain::{PlainLayer, PlainModel};
pub use policy::{Held, Policy};
pub use signal::{project, staircase, ternary};
pub use snapshot::Snapshot;
pub use start::XorShift32;

use crate::diagnostic::{Diagnostic, Result};
use crate::layers::pool::Pool;
use crate::plan::{LayerPlan, Plan, Registers};
use crate::samples::Samples;

/// A network's whole state, and its behaviour one sample at a time.
#[derive(Debug, Clone)]
pub struct Model {
    /// The states of the layers that learn, in the order of their numbers, and of the input head behind them, if there is one.
    pub layers: Vec<Layer>,
    /// What a sample goes through.
    steps: Vec<Step>,
    /// t: learning samples seen.
    pub samples: u64,
    policies: Vec<Policy>,
    /// One a learner; none where rates stay.
    pacers: Vec<Pacer>,
    /// The fastest that a host allows, in shifts below the file's rate.
    slower: u32,
    code_sets: usize,
    totals: Vec<i32>,
    updated: Vec<bool>,
    input: Live,
}

/// A stage that a sample goes through.
#[derive(Debug, Clone)]
enum Step {
    /// The layer of this number among those that learn.
    Learner(usize),
    /// A pool, and what left it last.
    Pool(Pool, Live),
    /// The input head, of this number among the learners, which sees the network's input: the last step, with nothing behind it.
    InputHead(usize),
}

impl Step {
    /// The number of what learns.
    fn learner(&self) -> Option<usize> {
        match self {
            Step::Learner(number) | Step::InputHead(number) => Some(*number),
            Step::Pool(..) => None,
        }
    }
}

/// Who looks at the corrections, of each stage, 0 first.
type Watcher<'a> = &'a mut dyn FnMut(usize, Correction);

impl Model {
    /// The network with its start weights.
    pub fn new(plan: &Plan) -> Model {
        let mut random = XorShift32::new(plan.training.seed);
        let mut layers: Vec<Layer> = plan.layers.iter().filter_map(|stage| Layer::new(stage, plan, &mut random)).collect();
        let mut learners = 0..layers.len();
        let step = |stage: &LayerPlan| match stage.engine.pool() {
            Some(pool) => Some(Step::Pool(pool.clone(), Live::new(pool.output.values(), pool.output.format.one() as i16))),
            None => learners.next().map(Step::Learner),
        };
        let mut steps: Vec<Step> = plan.layers.iter().filter_map(step).collect();
        if let Some(head) = &plan.input_head {
            steps.push(Step::InputHead(layers.len()));
            layers.push(Layer::InputHead(InputHead::new(head, plan)));
        }
        let (updated, one) = (vec![false; layers.len()], plan.layers.first().map_or(1, |layer| layer.input().format.one() as i16));
        let policies = (0..layers.len()).map(|learner| Policy::new(&plan.policy, learner)).collect();
        let pacers = plan.pacing.iter().flat_map(|pacing| (0..layers.len()).map(|learner| Pacer::new(pacing, learner))).collect();
        let (code_sets, totals, input) = (plan.code_sets, vec![0; plan.classes], Live::new(plan.features, one));
        Model { layers, steps, samples: 0, policies, pacers, slower: 0, code_sets, totals, updated, input }
    }

    /// The class of one sample: argmax over the classes of the logits summed over the layers, lowest first.
    ///
    /// `input` holds `features` values in the input format.
    pub fn predict(&mut self, input: &[i16]) -> usize {
        self.forward(input);
        self.updated.fill(false);
        argmax(&self.totals)
    }

    /// Share of `samples` predicted right; none if there is none.
    pub fn accuracy(&mut self, samples: &Samples) -> Option<f64> {
        let hits = samples.iter().filter(|(input, label)| self.predict(input) == *label).count();
        (!samples.is_empty()).then(|| hits as f64 / samples.len() as f64)
    }

    /// Predicts, then lets every layer learn from `label`; returns the prediction made before learning.
    ///
    /// A label that is no class is refused: the sample is predicted, and nothing moves, t neither.
    pub fn learn(&mut self, input: &[i16], label: usize) -> (usize, Counts) {
        self.learn_watched(input, label, None)
    }

    /// As `learn`, and shows every correction (stage of the plan, row and direction, old and new values) to `watch`.
    pub fn learn_and_watch(&mut self, input: &[i16], label: usize, watch: &mut dyn FnMut(usize, Correction)) -> (usize, Counts) {
        self.learn_watched(input, label, Some(watch))
    }

    fn learn_watched(&mut self, input: &[i16], label: usize, mut watch: Option<Watcher>) -> (usize, Counts) {
        if label >= self.totals.len() {
            return (self.predict(input), Counts::default());
        }
        self.forward(input);
        let prediction = argmax(&self.totals);
        let mut counts = Counts::default();
        for (index, step) in self.steps.iter().enumerate() {
            let Some(number) = step.learner() else { continue };
            let (before, rest) = self.layers.split_at_mut(number);
            let above = if matches!(step, Step::InputHead(_)) { 0 } else { index };
            let input = reaching(&self.steps[..above], before, &self.input);
            let layer = &mut rest[0];
            let decision = layer.decide(label);
            if let Some(pacer) = self.pacers.get_mut(number) {
                layer.set_slower(pacer.begin(self.samples).max(self.slower));
                if !self.policies[number].stands() {
                    pacer.decided(decision.update);
                }
            }
            let held = self.policies[number].judge(decision, layer.votes());
            self.updated[number] = decision.update && held.is_none();
            counts.add(&match (held, &mut watch) {
                (Some(held), _) => held.counts(),
                (None, None) => layer.update(input, decision, self.samples, None),
                (None, Some(watch)) => layer.update(input, decision, self.samples, Some(&mut |correction| watch(index, correction))),
            });
        }
        self.samples += 1;
        (prediction, counts)
    }

    /// Layers that stay as they are from the next sample on, one entry a layer: the core's port `held`. None do to begin with.
    pub fn hold(&mut self, held: &[bool]) {
        self.policies.iter_mut().zip(held).for_each(|(policy, held)| policy.hold(*held));
    }

    /// Whether each layer was to be corrected for the last sample: its margin was not reached. Nothing is after `predict`.
    pub fn updated(&self) -> &[bool] {
        &self.updated
    }

    /// Switches to the class codes of set `set`, 0 first, from the next sample on; weights and counters stay.
    ///
    /// # Errors
    /// A set that the network does not have.
    pub fn set_codes(&mut self, set: usize) -> Result<()> {
        if set >= self.code_sets {
            let message = format!("there is no set {} of codes, the network has {}", set + 1, self.code_sets);
            return Err(Diagnostic::new(message).help("code_sets in [network] says how many there are"));
        }
        self.layers.iter_mut().for_each(|layer| layer.set_codes(set));
        Ok(())
    }

    /// The credit of each layer's budget.
    pub fn credits(&self) -> Vec<u64> {
        self.policies.iter().map(Policy::credit).collect()
    }

    /// Learns at another rate from the next sample on: that of `stage` of the plan's `Training::rates`.
    pub fn set_stage(&mut self, stage: usize) {
        self.layers.iter_mut().for_each(|layer| layer.set_stage(stage));
    }

    /// Learns at the rate, margin and revival of a board's registers from the next sample on; weights and counters stay. Where a pace
    /// sets the rates, the register's is the fastest.
    ///
    /// # Panics
    /// A rate beyond `RegisterPlan::slowest`.
    pub fn set_registers(&mut self, registers: &Registers) {
        self.slower = registers.slower;
        self.layers.iter_mut().for_each(|layer| layer.set_registers(registers));
    }

    /// What the last sample, whose input was `input`, brought to stage `stage` of the plan.
    pub fn input_of<'a>(&'a self, stage: usize, input: &'a [i16]) -> &'a [i16] {
        if stage == 0 { input } else { reaching(&self.steps[..stage], &self.layers, &self.input).inputs() }
    }

    /// The logits of the last sample, summed over the layers, one a class.
    pub fn totals(&self) -> &[i32] {
        &self.totals
    }

    /// FNV-1a over each layer's weights, then biases, 16 bits of two's complement each.
    pub fn hashes(&self) -> Vec<u32> {
        self.layers.iter().map(|layer| fnv1a(layer.weights().into_iter().chain(layer.biases()))).collect()
    }

    /// FNV-1a over each learned code, class by class: one for each layer that has one, in their order.
    pub fn code_hashes(&self) -> Vec<u32> {
        let codes = self.layers.iter().map(Layer::code).filter(|code| !code.is_empty());
        codes.map(|code| fnv1a(code.into_iter())).collect()
    }

    /// All that is learned: `hashes`, then `code_hashes`.
    pub fn learned_hashes(&self) -> Vec<u32> {
        [self.hashes(), self.code_hashes()].concat()
    }

    fn forward(&mut self, input: &[i16]) {
        self.totals.fill(0);
        self.input.write(|inputs| inputs.copy_from_slice(input));
        for index in 0..self.steps.len() {
            let (earlier, rest) = self.steps.split_at_mut(index);
            match &mut rest[0] {
                Step::Pool(pool, output) => {
                    let input = reaching(earlier, &self.layers, &self.input).inputs();
                    output.write(|output| pool.forward(input, output));
                }
                Step::InputHead(number) => {
                    self.input.find();
                    self.layers[*number].forward(&self.input);
                    self.totals.iter_mut().zip(self.layers[*number].votes()).for_each(|(total, vote)| *total += vote);
                }
                Step::Learner(number) => {
                    let (before, rest) = self.layers.split_at_mut(*number);
                    if matches!(rest[0], Layer::Dense(_)) {
                        find(earlier, before, &mut self.input);
                    }
                    rest[0].forward(reaching(earlier, before, &self.input));
                    for (total, vote) in self.totals.iter_mut().zip(rest[0].votes()) {
                        *total += vote;
                    }
                }
            }
        }
    }
}

/// What comes out of the last of these stages; `input`, if there is none.
fn reaching<'a>(steps: &'a [Step], layers: &'a [Layer], input: &'a Live) -> &'a Live {
    match steps.last() {
        None => input,
        Some(Step::Pool(_, output)) => output,
        Some(step) => step.learner().and_then(|number| layers[number].live()).unwrap_or(input),
    }
}

/// Finds what is not zero in what comes out of the last of these stages.
fn find(steps: &mut [Step], layers: &mut [Layer], input: &mut Live) {
    match steps.last_mut() {
        None => input.find(),
        Some(Step::Pool(_, output)) => output.find(),
        Some(Step::Learner(number) | Step::InputHead(number)) => layers[*number].find(),
    }
}

/// Index of the largest value, the lowest index of equals.
pub(crate) fn argmax(values: &[i32]) -> usize {
    values.iter().enumerate().fold(0, |best, (index, value)| if *value > values[best] { index } else { best })
}
