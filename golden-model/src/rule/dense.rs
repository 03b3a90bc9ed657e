//! One dense layer of the rule: what `plain` says, many weights at a time.

use super::Counts;
use super::arithmetic::{quantise, saturate};
use super::head::Head;
use super::kernels;
use super::layer::{Correction, Decision, Watch};
use super::lfsr::Lfsr;
use super::live::{Live, Steps};
use super::matrix::{Block, Chance, Draws, Lanes, Masks, Matrix};
use super::start::XorShift32;
use crate::layers::dense::Dense;
use crate::network::{ErrorMode, Rounding};
use crate::plan::{Pace, Plan, Registers};

/// State and constants of a dense layer.
#[derive(Debug, Clone)]
pub struct DenseLayer {
    /// W and, in the first column of the last pair, b: a bias is a weight whose input is 1.0.
    weights: Matrix,
    head: Head,
    plan: Dense,
    lfsr: Lfsr,
    /// h.
    output: Live,
    work: Work,
}

/// What is filled anew for each sample.
#[derive(Debug, Clone, Default)]
struct Work {
    sums: Vec<Lanes>,
    wide: Vec<i64>,
    steps: Steps,
    masks: Vec<Masks>,
    draws: Vec<Draws>,
}

impl DenseLayer {
    /// The layer with start weights drawn from `random`, row by row; biases are 0.
    pub(super) fn new(layer: &Dense, plan: &Plan, random: &mut XorShift32) -> DenseLayer {
        let weights = Matrix::new(layer.units(), Live::columns(layer.fan_in()));
        let rows = weights.padded_rows();
        let mut built = DenseLayer {
            head: Head::new(layer.head(), plan, layer.units(), rows),
            lfsr: Lfsr::new(layer.learner.number),
            output: Live::new(layer.units(), layer.output.format.one() as i16),
            work: Work { sums: vec![[0; Matrix::ROWS]; rows / Matrix::ROWS], wide: vec![0; rows], ..Work::default() },
            plan: layer.clone(),
            weights,
        };
        let start: Vec<i16> = (0..layer.macs()).map(|_| random.uniform(layer.start_exponent)).collect();
        built.set(&start, &vec![0; layer.units()]);
        built
    }

    /// W, row by row: `units` rows of `fan_in`.
    pub fn weights(&self) -> Vec<i16> {
        (0..self.plan.units()).flat_map(|row| (0..self.plan.fan_in()).map(move |column| self.weights.get(row, column))).collect()
    }

    /// b, one a row.
    pub fn biases(&self) -> Vec<i16> {
        (0..self.plan.units()).map(|row| self.bias(row)).collect()
    }

    /// Number of weights and of biases.
    pub fn sizes(&self) -> (usize, usize) {
        (self.plan.macs(), self.plan.units())
    }

    /// Takes on weights, row by row, and biases; they must be in the range of the weights' format.
    ///
    /// # Panics
    /// Slices of another size than the layer's.
    pub fn set(&mut self, weights: &[i16], biases: &[i16]) {
        assert_eq!((weights.len(), biases.len()), self.sizes(), "as many weights as the layer has");
        for (row, (weights, &bias)) in weights.chunks_exact(self.plan.fan_in()).zip(biases).enumerate() {
            weights.iter().enumerate().for_each(|(column, &weight)| self.weights.set(row, column, weight));
            self.weights.set(row, 2 * Live::bias_pair(self.plan.fan_in()), bias);
        }
    }

    /// Takes on the codes of another set; weights stay.
    pub(super) fn set_codes(&mut self, set: usize) {
        self.head.set_codes(set);
    }

    /// Learns at the rate that the plan has at `stage` of a run, 0 being the hardware's.
    pub(super) fn set_stage(&mut self, stage: usize) {
        let Pace { shift_u, signal } = self.plan.paces[stage];
        (self.plan.shift_u, self.plan.signal) = (shift_u, signal);
    }

    /// Learns at so many shifts less than 2^-rate.
    pub(super) fn set_slower(&mut self, slower: u32) {
        let Pace { shift_u, signal } = self.plan.slower_paces[slower as usize];
        (self.plan.shift_u, self.plan.signal) = (shift_u, signal);
    }

    /// Learns at the rate, margin and revival of the registers.
    pub(super) fn set_registers(&mut self, registers: &Registers) {
        self.set_slower(registers.slower);
        self.head.set_registers(registers);
    }

    /// The increments of input `a` at the rate that the layer has now: U+ and U-.
    pub fn increments(&self, a: i32) -> (i32, i32) {
        self.plan.increments(a)
    }

    /// h of the last sample, as the next layer reads it.
    pub(super) fn live(&self) -> &Live {
        &self.output
    }

    /// z of the last sample.
    pub fn logits(&self) -> &[i32] {
        self.head.logits()
    }

    /// acc = (b << F) + W a; h = clip((acc + 2^(R-1)) >> R, 0, 255); z_c = sum of s_c[i] h_i.
    pub(super) fn forward(&mut self, input: &Live) {
        let Work { sums, wide, .. } = &mut self.work;
        let shift = self.plan.shift_h;
        if self.plan.widths.accumulator < i32::BITS {
            self.weights.multiply(input.pairs(), input.at(), sums);
            self.output.fill(|h| kernels::quantise(sums.as_flattened(), shift, h));
        } else {
            self.weights.multiply_wide(input.pairs(), input.at(), sums, wide);
            self.output.fill(|h| h.iter_mut().zip(wide).for_each(|(h, sum)| *h = quantise(*sum, shift)));
        }
        self.head.forward(&self.output);
    }

    /// Whether to update, and the rival.
    pub(super) fn decide(&self, label: usize) -> Decision {
        self.head.decide(label)
    }

    /// Corrects every row with d != 0; t is the number of learning samples before this one.
    ///
    /// `SignalPlan` has the formulas.
    pub(super) fn update(&mut self, input: &Live, decision: Decision, t: u64, watch: Watch) -> Counts {
        if !decision.update {
            return Counts { skips: 1, ..Counts::default() };
        }
        let (rows, revivals) = self.head.judge(decision, &self.plan.signal, &self.output, t as u32);
        let before = watch.is_some().then(|| self.corrected_rows());
        let saturations = self.correct(input);
        if let (Some(before), Some(watch)) = (before, watch) {
            self.show(&before, watch);
        }
        Counts { updates: 1, rows, weights: rows * (self.plan.fan_in() as u64 + 1), revivals, saturations, ..Counts::default() }
    }

    /// Takes the increments from the weights; returns how many came to an end of their range.
    fn correct(&mut self, input: &Live) -> u64 {
        let bits = self.plan.widths.weight;
        let ends = (saturate(i32::MIN, bits), saturate(i32::MAX, bits));
        let blocks = self.head.signal().as_chunks::<{ Matrix::ROWS }>().0.iter().enumerate();
        let blocks = blocks.filter(|(_, signal)| **signal != [0; Matrix::ROWS]);
        let Work { steps, masks, draws, .. } = &mut self.work;
        if self.plan.signal.rounding == Rounding::Nearest {
            steps.fill(input, self.plan.shift_u);
            masks.clear();
            masks.extend(blocks.map(|(rows, signal)| Masks { rows, down: mask(signal, |d| d > 0), up: mask(signal, |d| d < 0) }));
            return self.weights.correct(masks, steps.steps(), ends);
        }
        let mut random = |d: i32| if d == 0 { 0 } else { self.lfsr.next(self.plan.signal.random_bits) };
        draws.clear();
        draws.extend(blocks.map(|(rows, signal)| Draws { rows, signal: *signal, random: signal.map(&mut random) }));
        let chance = if self.plan.signal.error == ErrorMode::Ternary { Chance::Ternary } else { Chance::Staircase };
        self.weights.correct_by_chance(draws, input, (chance, self.plan.signal.shift), ends)
    }

    /// Number, weights and bias of each row that is about to be corrected.
    fn corrected_rows(&self) -> Vec<(usize, Vec<i16>, i16)> {
        let rows = (0..self.plan.units()).filter(|&row| self.head.signal()[row] != 0);
        rows.map(|row| (row, self.row(row), self.bias(row))).collect()
    }

    /// Shows each corrected row as it was and as it is.
    fn show(&self, before: &[(usize, Vec<i16>, i16)], watch: &mut dyn FnMut(Correction)) {
        for (row, old, old_bias) in before {
            let (row, direction) = (*row, self.head.signal()[*row].signum() as i8);
            let new = self.row(row);
            watch(Correction { row, direction, old, new: &new, old_bias: *old_bias, new_bias: self.bias(row) });
        }
    }

    fn row(&self, row: usize) -> Vec<i16> {
        (0..self.plan.fan_in()).map(|column| self.weights.get(row, column)).collect()
    }

    /// The weight of an input, or, where there is none, the bias of a row.
    pub fn weight(&self, row: usize, input: Option<usize>) -> i16 {
        input.map_or_else(|| self.bias(row), |input| self.weights.get(row, input))
    }

    fn bias(&self, row: usize) -> i16 {
        self.weights.get(row, 2 * Live::bias_pair(self.plan.fan_in()))
    }
}

/// All ones for both columns of each row whose d is `chosen`.
fn mask(signal: &[i32; Matrix::ROWS], chosen: impl Fn(i32) -> bool) -> Block {
    let mut block = Block([0; 2 * Matrix::ROWS]);
    for (row, &d) in signal.iter().enumerate() {
        let ones = -(chosen(d) as i16);
        (block.0[2 * row], block.0[2 * row + 1]) = (ones, ones);
    }
    block
}
