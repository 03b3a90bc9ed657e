//! One dense layer of the rule.

use super::Counts;
use super::arithmetic::{dot, quantise, saturate};
use super::lfsr::Lfsr;
use super::signal::{project, staircase, ternary};
use super::start::XorShift32;
use crate::codes::codes;
use crate::network::{ErrorMode, Rounding};
use crate::plan::{LayerPlan, Pace, Plan};

/// What a layer decided from its logits and the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The margin was not reached: correct.
    pub update: bool,
    /// y, the class that should win.
    pub label: usize,
    /// r, the strongest other class.
    pub rival: usize,
}

/// One row's correction, as `learn_and_watch` shows it.
#[derive(Debug)]
pub struct Correction<'a> {
    /// Neuron.
    pub row: usize,
    /// d: +1 pushes the neuron down, -1 up.
    pub direction: i8,
    /// The row's weights before.
    pub old: &'a [i16],
    /// The row's weights after.
    pub new: &'a [i16],
    /// The bias before.
    pub old_bias: i16,
    /// The bias after.
    pub new_bias: i16,
}

/// State and constants of a dense layer.
#[derive(Debug, Clone)]
pub struct Layer {
    /// W, row-major: `units` rows of `fan_in`.
    pub weights: Vec<i16>,
    /// b, one a row.
    pub biases: Vec<i16>,
    plan: LayerPlan,
    codes: Vec<Vec<i8>>,
    margin: i32,
    revival: u32,
    h: Vec<i16>,
    z: Vec<i32>,
    lfsr: Lfsr,
    signal: Vec<i32>,
    down: Vec<i32>,
    up: Vec<i32>,
    steps: Vec<i32>,
    before: Vec<i16>,
}

impl Layer {
    /// The layer with start weights drawn from `random`, row by row; biases are 0.
    pub(super) fn new(layer: &LayerPlan, plan: &Plan, random: &mut XorShift32) -> Layer {
        let basis = layer.code.basis;
        Layer {
            weights: (0..layer.macs()).map(|_| random.uniform(layer.start_exponent)).collect(),
            biases: vec![0; layer.units],
            codes: codes(basis, layer.units, plan.classes),
            margin: plan.training.margin,
            revival: plan.training.revival,
            h: vec![0; layer.units],
            z: vec![0; plan.classes],
            lfsr: Lfsr::new(layer.index),
            signal: vec![0; layer.units],
            steps: vec![0; layer.fan_in],
            down: vec![0; layer.fan_in],
            up: vec![0; layer.fan_in],
            before: vec![0; layer.fan_in],
            plan: layer.clone(),
        }
    }

    /// Learns at the rate that the plan has at `stage` of a run, 0 being the hardware's.
    pub(super) fn set_stage(&mut self, stage: usize) {
        let Pace { shift_u, signal } = self.plan.paces[stage];
        (self.plan.shift_u, self.plan.signal) = (shift_u, signal);
    }

    /// h of the last sample.
    pub fn output(&self) -> &[i16] {
        &self.h
    }

    /// z of the last sample.
    pub fn logits(&self) -> &[i32] {
        &self.z
    }

    /// acc = (b << F) + W a; h = clip((acc + 2^(R-1)) >> R, 0, 255); z_c = sum of s_c[i] h_i.
    pub(super) fn forward(&mut self, input: &[i16]) {
        let rows = self.weights.chunks_exact(self.plan.fan_in);
        for ((h, row), &bias) in self.h.iter_mut().zip(rows).zip(&self.biases) {
            *h = quantise(((bias as i64) << self.plan.input.fraction) + dot(row, input), self.plan.shift_h);
        }
        for (z, code) in self.z.iter_mut().zip(&self.codes) {
            *z = code.iter().zip(&self.h).map(|(&sign, &h)| sign as i32 * h as i32).sum();
        }
    }

    /// r = argmax over c != y of z_c, the lowest class of equals; no update when z_y - z_r >= M.
    pub(super) fn decide(&self, label: usize) -> Decision {
        let others = self.z.iter().enumerate().filter(|(class, _)| *class != label);
        let (rival, strongest) = others.fold((0, i32::MIN), |best, (class, &z)| if z > best.1 { (class, z) } else { best });
        Decision { update: self.z[label] - strongest < self.margin, label, rival }
    }

    /// Corrects every row with d != 0; t is the number of learning samples before this one.
    ///
    /// `SignalPlan` has the formulas. A row keeps its d where h > 0, or where d < 0 and ((t + i) & RV) = 0.
    pub(super) fn update(&mut self, input: &[i16], decision: Decision, t: u64, watch: &mut dyn FnMut(Correction)) -> Counts {
        let mut counts = Counts::default();
        if !decision.update {
            counts.skips = 1;
            return counts;
        }
        counts.updates = 1;
        self.prepare(input, decision);
        let bits = self.plan.widths.weight;
        let ends = (saturate(i32::MIN, bits), saturate(i32::MAX, bits));
        for row in 0..self.plan.units {
            let d = self.signal[row];
            let dead = self.h[row] == 0;
            let may_rise = d < 0 && (t as u32).wrapping_add(row as u32) & self.revival == 0;
            if d == 0 || (dead && !may_rise) {
                continue;
            }
            counts.revivals += dead as u64;
            counts.rows += 1;
            counts.weights += self.plan.fan_in as u64 + 1;
            let bias_step = self.steps_of_row(d, input);
            let weights = &mut self.weights[row * self.plan.fan_in..][..self.plan.fan_in];
            self.before.copy_from_slice(weights);
            let steps = self.steps.iter();
            weights.iter_mut().zip(steps).for_each(|(w, &u)| *w = (*w as i32 - u).clamp(ends.0 as i32, ends.1 as i32) as i16);
            let old_bias = self.biases[row];
            self.biases[row] = saturate(old_bias as i32 - bias_step, bits);
            let moved = weights.iter().zip(&self.before).chain([(&self.biases[row], &old_bias)]);
            counts.saturations += moved.filter(|(new, old)| new != old && (**new == ends.0 || **new == ends.1)).count() as u64;
            let direction = d.signum() as i8;
            watch(Correction { row, direction, old: &self.before, new: weights, old_bias, new_bias: self.biases[row] });
        }
        counts
    }

    /// What all rows of a correction share: d of each, and the increments where chance has no part in them.
    fn prepare(&mut self, input: &[i16], decision: Decision) {
        match self.plan.signal.error {
            ErrorMode::Ternary => ternary(decision, &self.codes, &mut self.signal),
            ErrorMode::Staircase => {
                let errors = staircase(&self.z, decision.label, self.plan.signal.stair);
                project(&errors, &self.codes, &mut self.signal);
            }
        }
        if self.plan.signal.rounding == Rounding::Nearest {
            for ((down, up), &a) in self.down.iter_mut().zip(&mut self.up).zip(input) {
                let (plus, minus) = self.plan.increments(a as i32);
                (*down, *up) = (plus, -minus);
            }
        }
    }

    /// Fills `steps` with what is taken from each weight of a row with signal `d`; returns what is taken from its bias.
    fn steps_of_row(&mut self, d: i32, input: &[i16]) -> i32 {
        let path = &self.plan.signal;
        let one = 1 << self.plan.input.fraction;
        if path.rounding == Rounding::Nearest {
            let (bias_down, bias_up) = self.plan.bias_increments();
            let (steps, bias) = if d > 0 { (&self.down, bias_down) } else { (&self.up, -bias_up) };
            self.steps.copy_from_slice(steps);
            return bias;
        }
        let r = self.lfsr.low(path.random_bits);
        self.lfsr.step();
        let step = |a: i32| match path.error {
            ErrorMode::Ternary => d * ((a + r) >> path.shift),
            ErrorMode::Staircase => (d * a + r) >> path.shift,
        };
        self.steps.iter_mut().zip(input).for_each(|(slot, &a)| *slot = step(a as i32));
        step(one)
    }
}
