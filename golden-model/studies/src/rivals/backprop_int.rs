//! Backpropagation at the widths of the integer rule, batch 1: what narrow integers cost apart from the rule.
//!
//! Weights and biases have the network's bits and fraction f (12 and 9) and saturate; activations are as in the golden
//! model (`entrain_model::rule`). The output layer is linear, logits o have 5 fraction bits and are not clipped. `>>` is the
//! arithmetic shift, round(x, k) = (x + 2^(k-1)) >> k for k > 0 and x for k = 0.
//!
//! ```text
//! forward   h = clip(round((b << F) + sum_j W_j a_j, R), 0, 255),  R = f + F - 5;  o = the same, not clipped
//! softmax   in base 2 with a straight line between powers:  D = o_max - o_c;  t_c = ((64 - D mod 32) << 10) >> (D >> 5)
//! error     e_c = floor(256 t_c / sum t) for c != y;  e_y = -(sum of the others);  x = 8 fraction bits
//! back      s_i = sum_k W_ki e_k where 0 < h_i < 255, else 0;  k = least shift with |s_i| >> k <= 127 for all i
//!           e_i = clip(round(s_i, k), -127, 127);  x' = x + f - k fraction bits
//! update    W_ij = sat(W_ij - ((e_i a_j + r) >> K)),  K = x + F - f + L, rate 2^-L;  bias: the same with a = 2^F
//!           r uniform in [0, 2^K): stochastic rounding, a new draw of a xorshift generator each weight
//! ```
//!
//! The errors of a layer share one power of two (as in M. Wang et al., "NITI: training integer neural networks using
//! integer-only arithmetic", IEEE TPDS 2022), so that they keep 7 bits however small they become. All errors are computed
//! before any weight moves. Rows with e_i = 0 and inputs with a_j = 0 are skipped: nothing would change. With rounding to
//! nearest in place of r, products below half a weight step vanish and learning stalls.

use super::cost::{Cost, NUMBER_BITS, Sizes, parameters, weights};
use super::learner::{Learner, order_of};
use crate::augment::Shifter;
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::layers::HIDDEN_FRACTION;
use entrain_model::network::{Network, Stage};
use entrain_model::rule::{XorShift32, dot, quantise, saturate};

/// x of the output's error.
pub(super) const ERROR_FRACTION: u32 = 8;
/// Largest quantised error of a hidden layer.
pub(super) const LARGEST_ERROR: i32 = 127;

/// State of one layer.
#[derive(Debug, Clone)]
struct Layer {
    /// Row-major, one row an output.
    weights: Vec<i16>,
    biases: Vec<i16>,
    inputs: usize,
    /// F.
    fraction: u32,
    /// R.
    shift: u32,
    h: Vec<i16>,
    /// e, with `error_fraction` bits right of the point.
    error: Vec<i32>,
    error_fraction: u32,
}

/// A network of integers.
pub struct BackpropInt {
    sizes: Sizes,
    layers: Vec<Layer>,
    logits: Vec<i32>,
    bits: u32,
    /// f.
    fraction: u32,
    /// L.
    rate: u32,
    random: XorShift32,
    order: XorShift32,
    shifter: Shifter,
    /// What the schedule adds to L, and from which epoch on.
    schedule: Vec<(usize, i64)>,
    samples: u64,
    counts: Counted,
}

/// Events of training.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    /// Samples with an error.
    errors: u64,
    /// Weights and biases in rows with an error.
    corrected: u64,
}

impl BackpropInt {
    /// Start weights as those of the golden model, rate 2^-`rate`. Error: weights too coarse for hidden layers.
    pub fn new(network: &Network, rate: u32, seed: u32) -> Result<BackpropInt> {
        let (bits, fraction) = (network.weights.bits, network.weights.fraction);
        let sizes = Sizes::new(network);
        let mut random = XorShift32::new(seed);
        let mut layers = Vec::new();
        for (index, (inputs, outputs)) in sizes.layers().into_iter().enumerate() {
            let input_fraction = if index == 0 { network.input.format.fraction() } else { HIDDEN_FRACTION };
            let shift = (fraction + input_fraction).checked_sub(HIDDEN_FRACTION).filter(|&shift| shift > 0).ok_or_else(|| {
                Diagnostic::new(format!("weights with {fraction} fraction bits are too coarse")).help("use fraction = 1 or more")
            })?;
            let exponent = start_exponent(inputs, fraction, bits);
            layers.push(Layer {
                weights: (0..inputs * outputs).map(|_| random.uniform(exponent)).collect(),
                biases: vec![0; outputs],
                inputs,
                fraction: input_fraction,
                shift,
                h: vec![0; outputs],
                error: vec![0; outputs],
                error_fraction: ERROR_FRACTION,
            });
        }
        let training = &network.training;
        let slower = |stage: &Stage| (stage.epoch, stage.rate as i64 - training.rate as i64);
        Ok(BackpropInt {
            logits: vec![0; sizes.classes],
            sizes,
            layers,
            bits,
            fraction,
            rate,
            random,
            order: order_of(seed),
            shifter: Shifter::new(training.augment.as_ref(), seed),
            schedule: training.schedule.iter().map(slower).collect(),
            samples: 0,
            counts: Counted::default(),
        })
    }

    /// The class of one sample; keeps all activations.
    fn forward(&mut self, input: &[i16]) -> usize {
        let last = self.layers.len() - 1;
        for index in 0..=last {
            let (before, rest) = self.layers.split_at_mut(index);
            let input = before.last().map_or(input, |layer| &layer.h);
            let layer = &mut rest[0];
            let rows = layer.weights.chunks_exact(layer.inputs).zip(&layer.biases);
            let sums = rows.map(|(row, &bias)| ((bias as i64) << layer.fraction) + dot(row, input));
            if index == last {
                let half = 1i64 << (layer.shift - 1);
                self.logits.iter_mut().zip(sums).for_each(|(logit, sum)| *logit = ((sum + half) >> layer.shift) as i32);
            } else {
                layer.h.iter_mut().zip(sums).for_each(|(h, sum)| *h = quantise(sum, layer.shift));
            }
        }
        let highest = |best: usize, (class, logit): (usize, &i32)| if *logit > self.logits[best] { class } else { best };
        self.logits.iter().enumerate().fold(0, highest)
    }

    /// One sample: forward, all errors, all corrections.
    fn learn(&mut self, input: &[i16], label: usize, rate: u32) {
        self.forward(input);
        self.samples += 1;
        let last = self.layers.len() - 1;
        self.layers[last].error = output_error(&self.logits, label);
        if self.layers[last].error.iter().all(|&error| error == 0) {
            return;
        }
        self.counts.errors += 1;
        for index in (0..last).rev() {
            let (front, behind) = self.layers.split_at_mut(index + 1);
            front[index].receive(&behind[0], self.fraction);
        }
        for index in 0..=last {
            let (before, rest) = self.layers.split_at_mut(index);
            let input = before.last().map_or(input, |layer| &layer.h);
            self.counts.corrected += rest[0].correct(input, rate, self.fraction, self.bits, &mut self.random);
        }
    }
}

/// e of the output layer from the logits.
pub(super) fn output_error(logits: &[i32], label: usize) -> Vec<i32> {
    let highest = logits.iter().copied().max().unwrap_or(0);
    let power = |&logit: &i32| {
        let below = (highest - logit) as u32;
        ((64 - (below % 32)) << 10).checked_shr(below / 32).unwrap_or(0)
    };
    let powers: Vec<u32> = logits.iter().map(power).collect();
    let sum: u32 = powers.iter().sum();
    let mut error: Vec<i32> = powers.iter().map(|power| ((power << ERROR_FRACTION) / sum.max(1)) as i32).collect();
    error[label] = 0;
    error[label] = -error.iter().sum::<i32>();
    error
}

/// s = f - round(log2 sqrt(inputs / 6)) as in the plan.
pub(super) fn start_exponent(inputs: usize, fraction: u32, bits: u32) -> u32 {
    let spread = ((inputs as f64 / 6.0).sqrt().log2() + 0.5).floor() as i64;
    (fraction as i64 - spread).clamp(0, bits as i64 - 1) as u32
}

impl Layer {
    /// The error from the layer behind, through its weights and this layer's nonlinearity.
    fn receive(&mut self, behind: &Layer, fraction: u32) {
        let mut sums = vec![0i64; self.h.len()];
        for (row, &error) in behind.weights.chunks_exact(behind.inputs).zip(&behind.error).filter(|(_, error)| **error != 0) {
            sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += weight as i64 * error as i64);
        }
        sums.iter_mut().zip(&self.h).filter(|(_, h)| !(1..255).contains(*h)).for_each(|(sum, _)| *sum = 0);
        let largest = sums.iter().map(|sum| sum.abs()).max().unwrap_or(0);
        let shift = (0..).find(|shift| largest >> shift <= LARGEST_ERROR as i64).unwrap_or(0);
        let half = (1i64 << shift) >> 1;
        let limit = LARGEST_ERROR as i64;
        self.error.iter_mut().zip(sums).for_each(|(error, sum)| *error = ((sum + half) >> shift).clamp(-limit, limit) as i32);
        self.error_fraction = behind.error_fraction + fraction - shift;
    }

    /// Corrects every row with an error; returns how many weights and biases those rows have.
    fn correct(&mut self, input: &[i16], rate: u32, fraction: u32, bits: u32, random: &mut XorShift32) -> u64 {
        let shift = (self.error_fraction + self.fraction + rate).saturating_sub(fraction).min(40);
        let mask = (1u64 << shift) - 1;
        let mut step = |weight: &mut i16, product: i32| {
            let draw = random.next_u32() as u64;
            let draw = if shift > 32 { draw << (shift - 32) } else { draw & mask };
            let change = (product as i64 + draw as i64) >> shift;
            *weight = saturate((*weight as i64 - change) as i32, bits);
        };
        let mut corrected = 0;
        let rows = self.weights.chunks_exact_mut(self.inputs).zip(&mut self.biases);
        for ((row, bias), &error) in rows.zip(&self.error).filter(|(_, error)| **error != 0) {
            row.iter_mut().zip(input).filter(|(_, a)| **a != 0).for_each(|(weight, &a)| step(weight, error * a as i32));
            step(bias, error << self.fraction);
            corrected += self.inputs as u64 + 1;
        }
        corrected
    }
}

impl Learner for BackpropInt {
    /// A new order each epoch; samples and rate vary as in the network file.
    fn train(&mut self, samples: &Samples, epochs: usize, watch: &mut dyn FnMut(usize)) -> Result<()> {
        let mut order: Vec<usize> = (0..samples.len()).collect();
        for epoch in 1..=epochs {
            self.order.shuffle(&mut order);
            let slower = self.schedule.iter().rev().find(|(from, _)| *from <= epoch).map_or(0, |(_, slower)| *slower);
            let rate = (self.rate as i64 + slower).max(0) as u32;
            for &index in &order {
                let (input, label) = samples.get(index);
                let input = self.shifter.next(input).to_vec();
                self.learn(&input, label, rate);
            }
            watch(epoch);
        }
        Ok(())
    }

    fn hits(&mut self, samples: &Samples) -> Result<usize> {
        Ok(samples.iter().filter(|(input, label)| self.forward(input) == *label).count())
    }

    /// Corrections and errors are means of what training did.
    fn cost(&self) -> Cost {
        let layers = self.sizes.layers();
        let samples = self.samples.max(1) as f64;
        let corrected = self.counts.corrected as f64 / samples;
        let errors = self.counts.errors as f64 / samples * weights(&layers[1..]) as f64;
        let stored = parameters(&layers);
        let activations = self.sizes.features + self.sizes.units();
        let error_bytes = self.sizes.hidden.iter().copied().max().unwrap_or(0);
        Cost {
            macs_forward: weights(&layers) as f64,
            adds_forward: 0.0,
            macs_update: corrected + errors,
            adds_update: corrected,
            parameters: stored,
            memory_bytes: (stored * self.bits as usize).div_ceil(8) + activations + 4 * self.sizes.classes + error_bytes,
            kept_bits: NUMBER_BITS * self.sizes.kept_by_all(),
            learning_numbers: 0,
            transposed_reads: weights(&layers[1..]),
        }
    }
}

#[cfg(test)]
#[path = "backprop_int_tests.rs"]
mod tests;
