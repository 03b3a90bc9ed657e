//! One dense layer of the rule.

use super::Counts;
use super::arithmetic::{dot, quantise, saturate};
use super::start::XorShift32;
use crate::codes::codes;
use crate::plan::{LayerPlan, Plan};

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
    down: Vec<i16>,
    up: Vec<i16>,
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
            down: vec![0; layer.fan_in],
            up: vec![0; layer.fan_in],
            before: vec![0; layer.fan_in],
            plan: layer.clone(),
        }
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
    pub(super) fn update(&mut self, input: &[i16], decision: Decision, t: u64, watch: &mut dyn FnMut(Correction)) -> Counts {
        let mut counts = Counts::default();
        if !decision.update {
            counts.skips = 1;
            return counts;
        }
        counts.updates = 1;
        for ((down, up), &a) in self.down.iter_mut().zip(&mut self.up).zip(input) {
            let (plus, minus) = self.plan.increments(a as i32);
            (*down, *up) = (plus as i16, minus as i16);
        }
        let bits = self.plan.widths.weight;
        let ends = (saturate(i32::MIN, bits), saturate(i32::MAX, bits));
        let (bias_down, bias_up) = self.plan.bias_increments();
        for row in 0..self.plan.units {
            let d = (self.codes[decision.rival][row] - self.codes[decision.label][row]).signum();
            let dead = self.h[row] == 0;
            let may_rise = d < 0 && (t as u32).wrapping_add(row as u32) & self.revival == 0;
            if d == 0 || (dead && !may_rise) {
                continue;
            }
            counts.revivals += dead as u64;
            counts.rows += 1;
            counts.weights += self.plan.fan_in as u64 + 1;
            let weights = &mut self.weights[row * self.plan.fan_in..][..self.plan.fan_in];
            self.before.copy_from_slice(weights);
            if d > 0 {
                weights
                    .iter_mut()
                    .zip(&self.down)
                    .for_each(|(w, &u)| *w = (*w as i32 - u as i32).clamp(ends.0 as i32, ends.1 as i32) as i16);
            } else {
                weights.iter_mut().zip(&self.up).for_each(|(w, &u)| *w = (*w as i32 + u as i32).clamp(ends.0 as i32, ends.1 as i32) as i16);
            }
            let old_bias = self.biases[row];
            let step = if d > 0 { -bias_down } else { bias_up };
            self.biases[row] = saturate(old_bias as i32 + step, bits);
            let moved = weights.iter().zip(&self.before).chain([(&self.biases[row], &old_bias)]);
            counts.saturations += moved.filter(|(new, old)| new != old && (**new == ends.0 || **new == ends.1)).count() as u64;
            watch(Correction { row, direction: d, old: &self.before, new: weights, old_bias, new_bias: self.biases[row] });
        }
        counts
    }
}
