//! Backpropagation at the widths of the integer rule through convolutions, batch 1: `backprop_int` with maps.
//!
//! Formulas, formats and rounding are those of `backprop_int`. What is other: a weight of a convolution is seen by every pixel, so
//! its product e a is a sum over them, rounded by one draw; a max-pool hands an error on to the largest value of its square.

use super::backprop_int::{ERROR_FRACTION, LARGEST_ERROR, output_error, start_exponent};
use super::cost::{Cost, NUMBER_BITS};
use super::learner::{Learner, order_of};
use super::maps::{Maps, Stage};
use crate::augment::Shifter;
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::layers::HIDDEN_FRACTION;
use entrain_model::network::{self, Network};
use entrain_model::rule::{XorShift32, quantise, saturate};

/// A stage and what a sample left there.
#[derive(Debug, Clone)]
struct State {
    stage: Stage,
    /// Row-major, one row an output or a channel; empty in a pool.
    weights: Vec<i16>,
    biases: Vec<i16>,
    /// F of what comes in.
    fraction: u32,
    /// R.
    shift: u32,
    h: Vec<i16>,
    /// e of what leaves the stage, with `error_fraction` bits right of the point.
    error: Vec<i32>,
    error_fraction: u32,
}

/// A network of integers with convolutions.
pub struct ConvInt {
    maps: Maps,
    stages: Vec<State>,
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
    /// Samples with an error.
    errors: u64,
}

impl ConvInt {
    /// Start weights as those of the golden model, rate 2^-`rate`. Error: weights too coarse for hidden layers.
    pub fn new(network: &Network, maps: Maps, rate: u32, seed: u32) -> Result<ConvInt> {
        let (bits, fraction) = (network.weights.bits, network.weights.fraction);
        let (mut random, mut shapes) = (XorShift32::new(seed), maps.shapes().into_iter());
        let mut stages = Vec::new();
        for (index, &stage) in maps.stages.iter().enumerate() {
            // Nothing but pools before it: the inputs' own format.
            let first = maps.stages[..index].iter().all(|stage| !stage.has_weights());
            let input_fraction = if first { network.input.format.fraction() } else { HIDDEN_FRACTION };
            let shift = (fraction + input_fraction).checked_sub(HIDDEN_FRACTION).filter(|&shift| shift > 0).ok_or_else(|| {
                Diagnostic::new(format!("weights with {fraction} fraction bits are too coarse")).help("use fraction = 1 or more")
            })?;
            let (inputs, rows) = stage.has_weights().then(|| shapes.next()).flatten().unwrap_or((0, 0));
            let exponent = start_exponent(inputs.max(1), fraction, bits);
            stages.push(State {
                weights: (0..inputs * rows).map(|_| random.uniform(exponent)).collect(),
                biases: vec![0; rows],
                fraction: input_fraction,
                shift,
                h: vec![0; stage.outputs()],
                error: vec![0; stage.outputs()],
                error_fraction: ERROR_FRACTION,
                stage,
            });
        }
        let training = &network.training;
        let slower = |stage: &network::Stage| (stage.epoch, stage.rate as i64 - training.rate as i64);
        Ok(ConvInt {
            logits: vec![0; network.classes],
            maps,
            stages,
            bits,
            fraction,
            rate,
            random,
            order: order_of(seed),
            shifter: Shifter::new(training.augment.as_ref(), seed),
            schedule: training.schedule.iter().map(slower).collect(),
            samples: 0,
            errors: 0,
        })
    }

    /// The class of one sample; keeps all activations.
    fn forward(&mut self, input: &[i16]) -> usize {
        let last = self.stages.len() - 1;
        for index in 0..=last {
            let (before, rest) = self.stages.split_at_mut(index);
            let input = before.last().map_or(input, |state| &state.h);
            match index == last {
                true => {
                    let shift = rest[0].shift;
                    let sums = rest[0].sums(input);
                    let half = 1i64 << (shift - 1);
                    self.logits.iter_mut().zip(sums).for_each(|(logit, sum)| *logit = ((sum + half) >> shift) as i32);
                }
                false => rest[0].forward(input),
            }
        }
        let highest = |best: usize, (class, logit): (usize, &i32)| if *logit > self.logits[best] { class } else { best };
        self.logits.iter().enumerate().fold(0, highest)
    }

    /// One sample: forward, all errors, all corrections.
    fn learn(&mut self, input: &[i16], label: usize, rate: u32) {
        self.forward(input);
        self.samples += 1;
        let last = self.stages.len() - 1;
        self.stages[last].error = output_error(&self.logits, label);
        if self.stages[last].error.iter().all(|&error| error == 0) {
            return;
        }
        self.errors += 1;
        for index in (0..last).rev() {
            let (front, behind) = self.stages.split_at_mut(index + 1);
            front[index].receive(&behind[0], self.fraction);
        }
        for index in 0..=last {
            let (before, rest) = self.stages.split_at_mut(index);
            let input = before.last().map_or(input, |state| &state.h);
            rest[0].correct(input, rate, self.fraction, self.bits, &mut self.random);
        }
    }
}

impl State {
    /// acc of what leaves a stage with weights.
    fn sums(&self, input: &[i16]) -> Vec<i64> {
        let bias = |row: usize| (self.biases[row] as i64) << self.fraction;
        match self.stage {
            Stage::Conv(conv) => {
                let (pixels, taps) = (conv.shape.pixels(), conv.taps());
                let mut sums: Vec<i64> = (0..conv.channels * pixels).map(|at| bias(at / pixels)).collect();
                conv.each(|pixel, tap, value| {
                    let x = input[value] as i64;
                    if x != 0 {
                        (0..conv.channels).for_each(|row| sums[row * pixels + pixel] += self.weights[row * taps + tap] as i64 * x);
                    }
                });
                sums
            }
            Stage::Dense { inputs, .. } => {
                let rows = self.weights.chunks_exact(inputs).enumerate();
                rows.map(|(row, weights)| bias(row) + entrain_model::rule::dot(weights, input)).collect()
            }
            Stage::Pool(_) => Vec::new(),
        }
    }

    fn forward(&mut self, input: &[i16]) {
        match self.stage {
            Stage::Pool(pool) => self.h = pool.largest(|place| input[place]).into_iter().map(|place| input[place]).collect(),
            _ => self.h = self.sums(input).into_iter().map(|sum| quantise(sum, self.shift)).collect(),
        }
    }

    /// The error from the stage behind, through its weights and this stage's nonlinearity.
    fn receive(&mut self, behind: &State, fraction: u32) {
        let mut sums = vec![0i64; self.h.len()];
        match behind.stage {
            Stage::Pool(pool) => {
                // A pool hands errors on as they are.
                let places = pool.largest(|place| self.h[place]);
                self.error.fill(0);
                places.into_iter().zip(&behind.error).for_each(|(place, &error)| self.error[place] = error);
                self.error.iter_mut().zip(&self.h).filter(|(_, h)| !(1..255).contains(*h)).for_each(|(error, _)| *error = 0);
                self.error_fraction = behind.error_fraction;
                return;
            }
            Stage::Conv(conv) => {
                let (pixels, taps) = (conv.shape.pixels(), conv.taps());
                conv.each(|pixel, tap, value| {
                    let products =
                        (0..conv.channels).map(|row| behind.weights[row * taps + tap] as i64 * behind.error[row * pixels + pixel] as i64);
                    sums[value] += products.sum::<i64>();
                });
            }
            Stage::Dense { inputs, .. } => {
                for (row, &error) in behind.weights.chunks_exact(inputs).zip(&behind.error).filter(|(_, error)| **error != 0) {
                    sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += weight as i64 * error as i64);
                }
            }
        }
        if self.stage.has_weights() {
            sums.iter_mut().zip(&self.h).filter(|(_, h)| !(1..255).contains(*h)).for_each(|(sum, _)| *sum = 0);
        }
        let largest = sums.iter().map(|sum| sum.abs()).max().unwrap_or(0);
        let shift = (0..).find(|shift| largest >> shift <= LARGEST_ERROR as i64).unwrap_or(0);
        let (half, limit) = ((1i64 << shift) >> 1, LARGEST_ERROR as i64);
        self.error.iter_mut().zip(sums).for_each(|(error, sum)| *error = ((sum + half) >> shift).clamp(-limit, limit) as i32);
        self.error_fraction = behind.error_fraction + fraction - shift;
    }

    /// Corrects every weight whose product with the errors is not 0.
    fn correct(&mut self, input: &[i16], rate: u32, fraction: u32, bits: u32, random: &mut XorShift32) {
        let shift = (self.error_fraction + self.fraction + rate).saturating_sub(fraction).min(40);
        let mut step = |weight: &mut i16, product: i64| {
            if product != 0 {
                let draw = random.next_u32() as u64;
                let draw = if shift > 32 { draw << (shift - 32) } else { draw & ((1u64 << shift) - 1) };
                let change = (product + draw as i64) >> shift;
                *weight = saturate((*weight as i64 - change).clamp(-1 << 20, 1 << 20) as i32, bits);
            }
        };
        let one = 1i64 << self.fraction;
        match self.stage {
            Stage::Conv(conv) => {
                let (pixels, taps) = (conv.shape.pixels(), conv.taps());
                let mut products = vec![0i64; self.weights.len()];
                conv.each(|pixel, tap, value| {
                    let x = input[value] as i64;
                    if x != 0 {
                        (0..conv.channels).for_each(|row| products[row * taps + tap] += self.error[row * pixels + pixel] as i64 * x);
                    }
                });
                self.weights.iter_mut().zip(products).for_each(|(weight, product)| step(weight, product));
                let sums = self.error.chunks_exact(pixels).map(|errors| errors.iter().map(|&error| error as i64).sum::<i64>());
                self.biases.iter_mut().zip(sums).for_each(|(bias, sum)| step(bias, sum * one));
            }
            Stage::Dense { inputs, .. } => {
                let rows = self.weights.chunks_exact_mut(inputs).zip(&mut self.biases);
                for ((row, bias), &error) in rows.zip(&self.error).filter(|(_, error)| **error != 0) {
                    row.iter_mut().zip(input).for_each(|(weight, &a)| step(weight, error as i64 * a as i64));
                    step(bias, error as i64 * one);
                }
            }
            Stage::Pool(_) => {}
        }
    }
}

impl Learner for ConvInt {
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

    /// Products of a learning step are means over the samples: one without an error needs none.
    fn cost(&self) -> Cost {
        let (maps, share) = (&self.maps, self.errors as f64 / self.samples.max(1) as f64);
        let (stored, kept) = (maps.parameters(), maps.kept());
        Cost {
            macs_forward: maps.macs() as f64,
            adds_forward: 0.0,
            macs_update: share * (maps.macs() + maps.macs_behind_the_first()) as f64,
            adds_update: share * stored as f64,
            parameters: stored,
            memory_bytes: (stored * self.bits as usize).div_ceil(8) + kept + 4 * self.logits.len(),
            kept_bits: NUMBER_BITS * kept,
            learning_numbers: 0,
            transposed_reads: maps.weights_behind_the_first(),
        }
    }
}
