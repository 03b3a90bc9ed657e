//! An input head: a linear classifier on the network's inputs, one more learner beside the layers. It learns faster than any of them,
//! and knows less.
//!
//! W has a row a class, C x n, b one bias a class; both are 0 to begin with. R = fraction + F - 5, as in a layer.
//!
//! ```text
//! forward   acc_c = (b_c << F) + sum_j W_cj a_j;   z_c = (acc_c + 2^(R-1)) >> R, not clipped: no ReLU
//! vote      z_c << 3, which is what counts in the sum over the learners
//! decide    r = argmax over c != y of z_c, the lowest class of equals; no update when (z_y << 3) - (z_r << 3) >= M
//! update    W_rj = sat(W_rj - U+_j), W_yj = sat(W_yj + U-_j), the biases with a = 2^F: d of the rule for codes that are 1 for their
//!           own class and 0 for the others; no revival
//! ```
//!
//! `Plain` is that, weight by weight; `InputHead` walks weights as a dense layer does.

use super::Counts;
use super::arithmetic::{dot, saturate};
use super::layer::{Decision, Watch};
use super::live::{Live, Steps};
use super::matrix::{Block, Lanes, Masks, Matrix};
use crate::plan::{self, Pace, Plan, Registers};

/// The head for daily use.
#[derive(Debug, Clone)]
pub struct InputHead {
    plan: plan::InputHead,
    weights: Matrix,
    pace: Pace,
    margin: i32,
    z: Vec<i32>,
    votes: Vec<i32>,
    sums: Vec<Lanes>,
    wide: Vec<i64>,
    steps: Steps,
}

impl InputHead {
    /// Weights and biases 0.
    pub(super) fn new(head: &plan::InputHead, plan: &Plan) -> InputHead {
        let weights = Matrix::new(head.classes, Live::columns(head.input.values()));
        let rows = weights.padded_rows();
        InputHead {
            pace: head.paces[0],
            margin: plan.training.margin,
            z: vec![0; head.classes],
            votes: vec![0; head.classes],
            sums: vec![[0; Matrix::ROWS]; rows / Matrix::ROWS],
            wide: vec![0; rows],
            steps: Steps::default(),
            plan: head.clone(),
            weights,
        }
    }

    fn fan_in(&self) -> usize {
        self.plan.input.values()
    }

    /// The weight of an input, or, where there is none, the bias of a class.
    pub fn weight(&self, row: usize, input: Option<usize>) -> i16 {
        self.weights.get(row, input.unwrap_or(2 * Live::bias_pair(self.fan_in())))
    }

    /// W, class by class.
    pub fn weights(&self) -> Vec<i16> {
        (0..self.plan.classes).flat_map(|row| (0..self.fan_in()).map(move |input| self.weight(row, Some(input)))).collect()
    }

    /// b, one a class.
    pub fn biases(&self) -> Vec<i16> {
        (0..self.plan.classes).map(|row| self.weight(row, None)).collect()
    }

    /// Number of weights and of biases.
    pub fn sizes(&self) -> (usize, usize) {
        (self.plan.macs(), self.plan.classes)
    }

    /// Takes on weights, class by class, and biases.
    ///
    /// # Panics
    /// Slices of another size than the head's.
    pub fn set(&mut self, weights: &[i16], biases: &[i16]) {
        assert_eq!((weights.len(), biases.len()), self.sizes(), "as many weights as the head has");
        let (inputs, bias) = (self.fan_in(), 2 * Live::bias_pair(self.fan_in()));
        for (row, (weights, &own)) in weights.chunks_exact(inputs).zip(biases).enumerate() {
            weights.iter().enumerate().for_each(|(column, &weight)| self.weights.set(row, column, weight));
            self.weights.set(row, bias, own);
        }
    }

    /// Learns at the rate that the plan has at `stage` of a run.
    pub(super) fn set_stage(&mut self, stage: usize) {
        self.pace = self.plan.paces[stage];
    }

    /// Learns at so many shifts less than 2^-rate.
    pub(super) fn set_slower(&mut self, slower: u32) {
        self.pace = self.plan.slower_paces[slower as usize];
    }

    /// Learns at the rate and the margin of the registers.
    pub(super) fn set_registers(&mut self, registers: &Registers) {
        self.set_slower(registers.slower);
        self.margin = registers.margin;
    }

    /// U+ and U- of input `a`.
    pub fn increments(&self, a: i32) -> (i32, i32) {
        self.pace.increments(a)
    }

    /// z of the last sample.
    pub fn logits(&self) -> &[i32] {
        &self.z
    }

    /// z << 3.
    pub fn votes(&self) -> &[i32] {
        &self.votes
    }

    /// Fills z; of `input` is known what is not zero.
    pub(super) fn forward(&mut self, input: &Live) {
        let half = 1i64 << (self.plan.shift_z - 1);
        let logit = |sum: i64| ((sum + half) >> self.plan.shift_z) as i32;
        if self.plan.accumulator.signed_bits() < i32::BITS {
            self.weights.multiply(input.pairs(), input.at(), &mut self.sums);
            self.z.iter_mut().zip(self.sums.as_flattened()).for_each(|(z, &sum)| *z = logit(sum as i64));
        } else {
            self.weights.multiply_wide(input.pairs(), input.at(), &mut self.sums, &mut self.wide);
            self.z.iter_mut().zip(&self.wide).for_each(|(z, &sum)| *z = logit(sum));
        }
        self.votes.iter_mut().zip(&self.z).for_each(|(vote, z)| *vote = z << plan::InputHead::SHIFT);
    }

    /// Whether to update, and the rival.
    pub(super) fn decide(&self, label: usize) -> Decision {
        decide(&self.votes, label, self.margin)
    }

    /// Corrects the two rows of the decision. Nobody watches: no hardware has it yet.
    pub(super) fn update(&mut self, input: &Live, decision: Decision, _: Watch) -> Counts {
        if !decision.update {
            return Counts { skips: 1, ..Counts::default() };
        }
        self.steps.fill(input, self.pace.shift_u);
        let bits = self.plan.bits;
        let ends = (saturate(i32::MIN, bits), saturate(i32::MAX, bits));
        let masks = |rows: usize| Masks { rows, down: row(rows, decision.rival), up: row(rows, decision.label) };
        let blocks = [decision.rival, decision.label].map(|row| row / Matrix::ROWS);
        let blocks = &blocks[..if blocks[0] == blocks[1] { 1 } else { 2 }];
        let masks: Vec<Masks> = blocks.iter().map(|&rows| masks(rows)).collect();
        let saturations = self.weights.correct(&masks, self.steps.steps(), ends);
        Counts { updates: 1, rows: 2, weights: 2 * (self.fan_in() as u64 + 1), saturations, ..Counts::default() }
    }
}

/// All ones for both columns of `row`, if it is in the block `rows`.
fn row(rows: usize, row: usize) -> Block {
    let mut block = Block([0; 2 * Matrix::ROWS]);
    if row / Matrix::ROWS == rows {
        let at = 2 * (row % Matrix::ROWS);
        (block.0[at], block.0[at + 1]) = (-1, -1);
    }
    block
}

/// r = argmax over c != y, the lowest class of equals; no update where y leads it by `margin`.
fn decide(votes: &[i32], label: usize, margin: i32) -> Decision {
    let others = votes.iter().enumerate().filter(|(class, _)| *class != label);
    let (rival, strongest) = others.fold((0, i32::MIN), |best, (class, &vote)| if vote > best.1 { (class, vote) } else { best });
    Decision { update: votes[label] - strongest < margin, label, rival }
}

/// The head as it is defined.
#[derive(Debug, Clone)]
pub struct PlainInputHead {
    /// W, class by class.
    pub weights: Vec<i16>,
    /// b.
    pub biases: Vec<i16>,
    /// z << 3 of the last sample.
    pub votes: Vec<i32>,
    plan: plan::InputHead,
    slower: usize,
    margin: i32,
}

impl PlainInputHead {
    /// Weights and biases 0.
    pub(super) fn new(head: &plan::InputHead, plan: &Plan) -> PlainInputHead {
        let (weights, biases) = (vec![0; head.macs()], vec![0; head.classes]);
        PlainInputHead { weights, biases, votes: vec![0; head.classes], plan: head.clone(), slower: 0, margin: plan.training.margin }
    }

    pub(super) fn set_slower(&mut self, slower: u32) {
        self.slower = slower as usize;
    }

    pub(super) fn set_registers(&mut self, registers: &Registers) {
        (self.slower, self.margin) = (registers.slower as usize, registers.margin);
    }

    pub(super) fn forward(&mut self, input: &[i16]) {
        let rows = self.weights.chunks_exact(input.len()).zip(&self.biases);
        for (vote, (row, &bias)) in self.votes.iter_mut().zip(rows) {
            let sum = ((bias as i64) << self.plan.input.format.fraction) + dot(row, input);
            *vote = (((sum + (1 << (self.plan.shift_z - 1))) >> self.plan.shift_z) as i32) << 3;
        }
    }

    pub(super) fn decide(&self, label: usize) -> Decision {
        decide(&self.votes, label, self.margin)
    }

    pub(super) fn update(&mut self, input: &[i16], decision: Decision) -> Counts {
        if !decision.update {
            return Counts { skips: 1, ..Counts::default() };
        }
        let (pace, bits, one) = (self.plan.slower_paces[self.slower], self.plan.bits, self.plan.input.format.one());
        let ends = [saturate(i32::MIN, bits), saturate(i32::MAX, bits)];
        let mut saturations = 0;
        for (row, up) in [(decision.rival, false), (decision.label, true)] {
            let mut correct = |weight: &mut i16, a: i32| {
                let (plus, minus) = pace.increments(a);
                let new = saturate(*weight as i32 + if up { minus } else { -plus }, bits);
                saturations += (new != *weight && ends.contains(&new)) as u64;
                *weight = new;
            };
            let weights = &mut self.weights[row * input.len()..][..input.len()];
            weights.iter_mut().zip(input).for_each(|(weight, &a)| correct(weight, a as i32));
            correct(&mut self.biases[row], one);
        }
        Counts { updates: 1, rows: 2, weights: 2 * (input.len() as u64 + 1), saturations, ..Counts::default() }
    }
}
