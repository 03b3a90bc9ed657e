//! C1 as it is defined, one pixel and one weight after the other: the single definition of what a convolution does.
//!
//! `rule` is the same for daily use; golden-model/tests/convolution.rs holds it to this file, number by number.

use super::Window;
use crate::layers::LearnedCode;
use crate::plan::Registers;
use crate::rule::{Counts, Decision, XorShift32, argmax, quantise, saturate};

/// A convolution.
#[derive(Debug, Clone)]
pub struct PlainWindow {
    /// W, channel by channel: for each channel that comes in the square, row after row.
    pub weights: Vec<i16>,
    /// b, one a channel.
    pub biases: Vec<i16>,
    /// V, class by class.
    pub code: Vec<i16>,
    /// h of the last sample: channels, rows, columns.
    pub h: Vec<i16>,
    /// P of the last sample: channel by channel, cell by cell.
    pub cells: Vec<i32>,
    /// z of the last sample.
    pub z: Vec<i32>,
    plan: Window,
    cell: Vec<usize>,
    shift: u32,
}

impl PlainWindow {
    /// The layer with start weights drawn from `random`, channel by channel; biases are 0, V is what it starts from.
    pub fn new(plan: &Window, random: &mut XorShift32) -> PlainWindow {
        let (weights, biases, _) = plan.sizes();
        PlainWindow {
            weights: (0..weights).map(|_| random.uniform(plan.start_exponent)).collect(),
            biases: vec![0; biases],
            code: plan.learner.head.start(),
            h: vec![0; plan.output.values()],
            cells: vec![0; plan.values()],
            z: vec![0; plan.learner.head.code.classes],
            cell: plan.cell_of_pixels(),
            shift: plan.paces[0],
            plan: plan.clone(),
        }
    }

    /// From the next sample on at the rate of `stage` of a run.
    pub fn set_stage(&mut self, stage: usize) {
        self.shift = self.plan.paces[stage];
    }

    /// From the next sample on K + `slower`; margin and revival are those of dense layers.
    pub fn set_registers(&mut self, registers: &Registers) {
        self.shift = self.plan.slower_paces[registers.slower as usize];
    }

    /// What a pixel of `input` sees through tap `tap` of a channel: x(pixel + tap), 0 beyond the map.
    fn seen(&self, input: &[i16], pixel: usize, tap: usize) -> i64 {
        let ((_, rows, columns), kernel) = (self.plan.map(), self.plan.kernel);
        let (channel, y, x) = (tap / (kernel * kernel), tap / kernel % kernel, tap % kernel);
        // Rows and columns counted from the corner of the padding.
        let (y, x) = (pixel / columns + y, pixel % columns + x);
        let inside = (kernel / 2..kernel / 2 + rows).contains(&y) && (kernel / 2..kernel / 2 + columns).contains(&x);
        if inside { input[(channel * rows + y - kernel / 2) * columns + x - kernel / 2] as i64 } else { 0 }
    }

    /// `h = clip((acc + 2^(R-1)) >> R, 0, 255)` with `acc = (b << F) + sum of w x`; P of a cell is the sum of its h;
    /// `z_c = (sum of V_c P) >> 9`.
    pub fn forward(&mut self, input: &[i16]) {
        let (pixels, taps) = (self.cell.len(), self.plan.taps());
        self.cells.fill(0);
        for channel in 0..self.plan.channels() {
            for pixel in 0..pixels {
                let products = (0..taps).map(|tap| self.weights[channel * taps + tap] as i64 * self.seen(input, pixel, tap));
                let accumulator = ((self.biases[channel] as i64) << self.plan.input.format.fraction) + products.sum::<i64>();
                let h = quantise(accumulator, self.plan.shift_h);
                self.h[channel * pixels + pixel] = h;
                self.cells[channel * self.plan.cells * self.plan.cells + self.cell[pixel]] += h as i32;
            }
        }
        for (z, code) in self.z.iter_mut().zip(self.code.chunks_exact(self.plan.values())) {
            let sum: i64 = code.iter().zip(&self.cells).map(|(&v, &p)| v as i64 * p as i64).sum();
            *z = (sum >> LearnedCode::FRACTION) as i32;
        }
    }

    /// What the layer adds to the network's logits: z >> zs.
    pub fn votes(&self) -> Vec<i32> {
        self.z.iter().map(|z| z >> self.plan.cell_shift).collect()
    }

    /// r = argmax over c != y of z_c, the lowest class of equals; no update when z_y - z_r >= `conv_margin` << zs.
    pub fn decide(&self, label: usize) -> Decision {
        let mut others = self.z.clone();
        others[label] = i32::MIN;
        let rival = argmax(&others);
        Decision { update: ((self.z[label] as i64) - others[rival] as i64) < self.plan.margin, label, rival }
    }

    /// Moves V, W and b for a sample whose input was `input`.
    ///
    /// - `d[t] = sign(V[r,t] - V[y,t])`, before V moves
    /// - `u = (P + 2^zs) >> (1 + zs)`; `V[y] = min(V[y] + u, 2047)`; `V[r] = max(V[r] - u, -2047)`
    /// - `D[pixel] = d[cell]` where h > 0, else 0; `A[tap] = sum over pixels of D x(pixel + tap)`; `A_b = (sum of D) << F`
    /// - `W = sat(W - ((A + 2^(K-1)) >> K))`, and the bias alike
    pub fn update(&mut self, input: &[i16], decision: Decision) -> Counts {
        if !decision.update {
            return Counts { skips: 1, ..Counts::default() };
        }
        let (values, pixels, taps) = (self.plan.values(), self.cell.len(), self.plan.taps());
        let (label, rival) = (decision.label * values, decision.rival * values);
        let signal: Vec<i64> = (0..values).map(|t| (self.code[rival + t] as i64 - self.code[label + t] as i64).signum()).collect();
        for t in 0..values {
            let u = (self.cells[t] + (1 << self.plan.cell_shift)) >> (1 + self.plan.cell_shift);
            self.code[label + t] = (self.code[label + t] as i32 + u).min(LearnedCode::TOP as i32) as i16;
            self.code[rival + t] = (self.code[rival + t] as i32 - u).max(-LearnedCode::TOP as i32) as i16;
        }
        let mut counts = Counts { updates: 1, ..Counts::default() };
        for channel in 0..self.plan.channels() {
            let cells = self.plan.cells * self.plan.cells;
            let alive = |pixel: usize| (self.h[channel * pixels + pixel] > 0) as i64;
            let d: Vec<i64> = (0..pixels).map(|pixel| alive(pixel) * signal[channel * cells + self.cell[pixel]]).collect();
            if d.iter().all(|&d| d == 0) {
                continue;
            }
            counts.rows += 1;
            counts.weights += taps as u64 + 1;
            counts.sums += d.iter().filter(|d| **d != 0).count() as u64 * (taps as u64 + 1);
            let sums: Vec<i64> =
                (0..taps).map(|tap| d.iter().enumerate().map(|(pixel, d)| d * self.seen(input, pixel, tap)).sum()).collect();
            let (bits, shift) = (self.plan.widths.weight, self.shift);
            for (weight, sum) in self.weights[channel * taps..][..taps].iter_mut().zip(sums) {
                counts.saturations += take(weight, sum, shift, bits);
            }
            let sum = d.iter().sum::<i64>() << self.plan.input.format.fraction;
            counts.saturations += take(&mut self.biases[channel], sum, shift, bits);
        }
        counts
    }
}

/// Takes `(sum + 2^(K-1)) >> K` from a weight of `bits` bits; 1, if that brought it to an end of its range.
fn take(weight: &mut i16, sum: i64, shift: u32, bits: u32) -> u64 {
    let half = (1i64 << shift) >> 1;
    let new = saturate((*weight as i64 - ((sum + half) >> shift)).clamp(-1 << 20, 1 << 20) as i32, bits);
    let ended = new != *weight && (new == saturate(i32::MIN, bits) || new == saturate(i32::MAX, bits));
    *weight = new;
    ended as u64
}
