//! The rule as it is defined, one row and one weight after the other: the single definition of what the hardware does.
//!
//! `Model` is the same rule for daily use. It stores the weights in another order, leaves out what is zero and takes many
//! weights at a time; `tests/engine.rs` holds it to this file, number by number, over random networks.

use super::arithmetic::{dot, quantise, saturate};
use super::input_head::PlainInputHead;
use super::lfsr::Lfsr;
use super::pace::{doublings, halvings, leak};
use super::policy::{Held, Policy};
use super::signal::{project, staircase, ternary};
use super::start::XorShift32;
use super::{Counts, Decision, argmax};
use crate::layers::dense::Dense;
use crate::layers::pool::Pool;
use crate::layers::window::PlainWindow;
use crate::network::{ErrorMode, Pacing, Rounding};
use crate::plan::{Pace, PacingPlan, Plan, Registers};

/// A dense layer.
#[derive(Debug, Clone)]
pub struct PlainLayer {
    /// W, row by row: `units` rows of `fan_in`.
    pub weights: Vec<i16>,
    /// b, one a row.
    pub biases: Vec<i16>,
    /// h of the last sample.
    pub h: Vec<i16>,
    /// z of the last sample.
    pub z: Vec<i32>,
    plan: Dense,
    codes: Vec<Vec<i8>>,
    margin: i32,
    revival: u32,
    lfsr: Lfsr,
}

/// A network.
#[derive(Debug, Clone)]
pub struct PlainModel {
    /// The dense layers.
    pub layers: Vec<PlainLayer>,
    /// The convolutions.
    pub windows: Vec<PlainWindow>,
    steps: Vec<Step>,
    /// t: learning samples seen.
    pub samples: u64,
    policies: Vec<Policy>,
    paces: Vec<PlainPace>,
    slower: u32,
    /// The input head, if there is one.
    pub input_head: Option<PlainInputHead>,
}

/// The pace of a learner; `pace` has the formulas.
#[derive(Debug, Clone)]
struct PlainPace {
    law: Pacing,
    most: u32,
    /// e behind the sample before, and behind the one before that.
    share: i64,
    share_before: i64,
}

/// A stage that a sample goes through.
#[derive(Debug, Clone)]
enum Step {
    Pool(Pool),
    /// A number among `layers`.
    Dense(usize),
    /// A number among `windows`.
    Window(usize),
}

impl PlainModel {
    /// The network with its start weights.
    pub fn new(plan: &Plan) -> PlainModel {
        let mut random = XorShift32::new(plan.training.seed);
        let (mut layers, mut windows, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        for stage in &plan.layers {
            if let Some(pool) = stage.engine.pool() {
                steps.push(Step::Pool(pool.clone()));
            }
            if let Some(dense) = stage.engine.dense() {
                steps.push(Step::Dense(layers.len()));
                layers.push(PlainLayer::new(dense, plan, &mut random));
            }
            if let Some(window) = stage.engine.window() {
                steps.push(Step::Window(windows.len()));
                windows.push(PlainWindow::new(window, &mut random));
            }
        }
        let input_head = plan.input_head.as_ref().map(|head| PlainInputHead::new(head, plan));
        let policies = (0..plan.learners()).map(|learner| Policy::new(&plan.policy, learner)).collect();
        let pace = |pacing: &PacingPlan, most: u32| PlainPace { law: pacing.law, most, share: 65_535, share_before: 65_535 };
        let paces = plan.pacing.iter().flat_map(|pacing| pacing.most.iter().map(move |&most| pace(pacing, most))).collect();
        PlainModel { layers, windows, steps, samples: 0, policies, paces, slower: 0, input_head }
    }

    /// Layers that stay as they are from the next sample on.
    pub fn hold(&mut self, held: &[bool]) {
        self.policies.iter_mut().zip(held).for_each(|(policy, held)| policy.hold(*held));
    }

    /// From the next sample on K + `slower` instead of K, and another M and RV.
    pub fn set_registers(&mut self, registers: &Registers) {
        self.slower = registers.slower;
        for layer in &mut self.layers {
            layer.set_slower(registers.slower);
            (layer.margin, layer.revival) = (registers.margin, registers.revival);
        }
        self.windows.iter_mut().for_each(|window| window.set_registers(registers));
        self.input_head.iter_mut().for_each(|head| head.set_registers(registers));
    }

    /// Predicts the class of a sample, then lets every layer learn from `label`; from one that is no class nothing is learned.
    pub fn learn(&mut self, input: &[i16], label: usize) -> (usize, Counts) {
        let raw = input;
        let (mut input, mut totals, mut counts) = (input.to_vec(), Vec::new(), Counts::default());
        let (mut policies, mut paces, t, register) = (self.policies.iter_mut(), self.paces.iter_mut(), self.samples, self.slower);
        let mut vote = |votes: &[i32]| {
            totals.resize(votes.len(), 0);
            totals.iter_mut().zip(votes).for_each(|(total, vote)| *total += vote);
        };
        for step in &self.steps {
            match step {
                Step::Pool(pool) => {
                    let mut output = vec![0; pool.output.values()];
                    pool.forward(&input, &mut output);
                    input = output;
                }
                Step::Dense(number) => {
                    let (layer, policy, pace) = (&mut self.layers[*number], policies.next(), paces.next());
                    layer.forward(&input);
                    vote(&layer.z);
                    if let Some(policy) = policy.filter(|_| label < layer.z.len()) {
                        let decision = layer.decide(label);
                        if let Some(pace) = pace {
                            layer.set_slower(pace.sample(t, decision.update, policy.stands()).max(register));
                        }
                        let held = policy.judge(decision, &layer.z);
                        counts.add(&held.map_or_else(|| layer.update(&input, decision, self.samples), Held::counts));
                    }
                    input.clone_from(&layer.h);
                }
                Step::Window(number) => {
                    let (window, policy, pace) = (&mut self.windows[*number], policies.next(), paces.next());
                    window.forward(&input);
                    let votes = window.votes();
                    vote(&votes);
                    if let Some(policy) = policy.filter(|_| label < votes.len()) {
                        let decision = window.decide(label);
                        if let Some(pace) = pace {
                            let slower = pace.sample(t, decision.update, policy.stands()).max(register);
                            window.set_registers(&Registers { slower, margin: 0, revival: 0 });
                        }
                        let held = policy.judge(decision, &votes);
                        counts.add(&held.map_or_else(|| window.update(&input, decision), Held::counts));
                    }
                    input.clone_from(&window.h);
                }
            }
        }
        if let Some(head) = &mut self.input_head {
            head.forward(raw);
            vote(&head.votes);
            if let Some(policy) = policies.next().filter(|_| label < head.votes.len()) {
                let decision = head.decide(label);
                if let Some(pace) = paces.next() {
                    head.set_slower(pace.sample(t, decision.update, policy.stands()).max(register));
                }
                let held = policy.judge(decision, &head.votes);
                counts.add(&held.map_or_else(|| head.update(raw, decision), Held::counts));
            }
        }
        self.samples += (label < totals.len()) as u64;
        (argmax(&totals), counts)
    }
}

impl PlainPace {
    /// s of the learning sample behind `t` others, about which the learner decided this.
    fn sample(&mut self, t: u64, wrong: bool, stands: bool) -> u32 {
        let slower = match self.law {
            Pacing::Fixed => 0,
            Pacing::SelfPaced => halvings(self.share_before, self.most),
            Pacing::Anneal => doublings(t.saturating_sub(1), self.most),
        };
        (self.share_before, self.share) = (self.share, if stands { self.share } else { leak(self.share, wrong) });
        slower
    }
}

impl PlainLayer {
    fn new(layer: &Dense, plan: &Plan, random: &mut XorShift32) -> PlainLayer {
        PlainLayer {
            weights: (0..layer.macs()).map(|_| random.uniform(layer.start_exponent)).collect(),
            biases: vec![0; layer.units()],
            h: vec![0; layer.units()],
            z: vec![0; plan.classes],
            plan: layer.clone(),
            codes: layer.head().code.codes(plan.training.code_set),
            margin: plan.training.margin,
            revival: plan.training.revival,
            lfsr: Lfsr::new(layer.learner.number),
        }
    }

    /// `acc = (b << F) + W a; h = clip((acc + 2^(R-1)) >> R, 0, 255); z_c = sum of s_c[i] h_i`.
    pub fn forward(&mut self, input: &[i16]) {
        let rows = self.weights.chunks_exact(self.plan.fan_in());
        for ((h, row), &bias) in self.h.iter_mut().zip(rows).zip(&self.biases) {
            *h = quantise(((bias as i64) << self.plan.input.format.fraction) + dot(row, input), self.plan.shift_h);
        }
        for (z, code) in self.z.iter_mut().zip(&self.codes) {
            *z = code.iter().zip(&self.h).map(|(&sign, &h)| sign as i32 * h as i32).sum();
        }
    }

    /// K + `slower` instead of K.
    fn set_slower(&mut self, slower: u32) {
        let Pace { shift_u, signal } = self.plan.slower_paces[slower as usize];
        (self.plan.shift_u, self.plan.signal) = (shift_u, signal);
    }

    /// r = argmax over c != y of z_c, the lowest class of equals; no update when z_y - z_r >= M.
    pub fn decide(&self, label: usize) -> Decision {
        let mut others = self.z.clone();
        others[label] = i32::MIN;
        let rival = argmax(&others);
        Decision { update: self.z[label] - others[rival] < self.margin, label, rival }
    }

    /// Corrects every row with d != 0; t is the number of learning samples before this one.
    ///
    /// `SignalPlan` has the formulas. A row keeps its d where h > 0, or where d < 0 and ((t + i) & RV) = 0.
    pub fn update(&mut self, input: &[i16], decision: Decision, t: u64) -> Counts {
        if !decision.update {
            return Counts { skips: 1, ..Counts::default() };
        }
        let mut counts = Counts { updates: 1, ..Counts::default() };
        let mut signal = vec![0; self.plan.units()];
        match self.plan.signal.error {
            ErrorMode::Ternary => ternary(decision, &self.codes, &mut signal),
            ErrorMode::Staircase => project(&staircase(&self.z, decision.label, self.plan.signal.stair), &self.codes, &mut signal),
        }
        for (row, d) in signal.into_iter().enumerate() {
            let dead = self.h[row] == 0;
            let may_rise = d < 0 && (t as u32).wrapping_add(row as u32) & self.revival == 0;
            if d == 0 || (dead && !may_rise) {
                continue;
            }
            counts.revivals += dead as u64;
            counts.rows += 1;
            counts.weights += self.plan.fan_in() as u64 + 1;
            counts.saturations += self.correct_row(row, d, input);
        }
        counts
    }

    /// Corrects a row's weights and its bias, a weight whose input is 1.0; returns how many came to an end of their range.
    fn correct_row(&mut self, row: usize, d: i32, input: &[i16]) -> u64 {
        let bits = self.plan.widths.weight;
        let ends = [saturate(i32::MIN, bits), saturate(i32::MAX, bits)];
        let random = match self.plan.signal.rounding {
            Rounding::Nearest => 0,
            Rounding::Stochastic => self.lfsr.next(self.plan.signal.random_bits),
        };
        let mut saturations = 0;
        let mut correct = |weight: &mut i16, a: i32| {
            let new = saturate(*weight as i32 - taken(&self.plan, d, a, random), bits);
            saturations += (new != *weight && ends.contains(&new)) as u64;
            *weight = new;
        };
        let weights = &mut self.weights[row * self.plan.fan_in()..][..self.plan.fan_in()];
        weights.iter_mut().zip(input).for_each(|(weight, &a)| correct(weight, a as i32));
        correct(&mut self.biases[row], self.plan.input.format.one());
        saturations
    }
}

/// What a row with error signal `d` and random bits `r` takes from the weight of input `a`.
fn taken(plan: &Dense, d: i32, a: i32, r: i32) -> i32 {
    let path = &plan.signal;
    let (plus, minus) = plan.increments(a);
    match (path.error, path.rounding) {
        (_, Rounding::Nearest) if d > 0 => plus,
        (_, Rounding::Nearest) => -minus,
        (ErrorMode::Ternary, Rounding::Stochastic) => d * ((a + r) >> path.shift),
        (ErrorMode::Staircase, Rounding::Stochastic) => (d * a + r) >> path.shift,
    }
}
