//! C1 for daily use: what `plain` says, 16 channels and several pixels at a time.
//!
//! Weights lie by blocks of 16 channels and two inputs of the same tap. The map that comes in is copied twice, with its padding: by
//! pairs of channels for the products, and as bytes for the corrections, whose D is -1, 0 or +1 and a byte, too.

use super::Window;
use super::geometry::{Geometry, Tiles};
use super::kernels::{self, CHANNELS, Corrections, QUAD, Signs, Taking, Walk};
use crate::layers::LearnedCode;
use crate::plan::Registers;
use crate::rule::matrix::{Block, Lanes};
use crate::rule::{Correction, Counts, Decision, Live, Watch, XorShift32, quantise, saturate};

/// State and constants of a convolution.
#[derive(Debug, Clone)]
pub struct WindowLayer {
    pub(super) plan: Window,
    pub(super) places: Geometry,
    /// W: for each 16 channels tap after tap, in each pair of inputs after pair of inputs.
    pub(super) blocks: Vec<Block>,
    /// b, filled up with zeros.
    pub(super) biases: Vec<i16>,
    /// V: for each class 16 channels after 16 channels, in each cell after cell.
    pub(super) code: Vec<[i16; CHANNELS]>,
    /// h: for each 16 channels pixel after pixel.
    h: Vec<[i16; CHANNELS]>,
    /// P, as V of a class lies.
    pub(super) cells: Vec<Lanes>,
    pub(super) z: Vec<i32>,
    votes: Vec<i32>,
    output: Live,
    shift: u32,
    work: Work,
}

/// What is filled anew for each sample.
#[derive(Debug, Clone, Default)]
struct Work {
    /// What comes in, with its padding, two channels at a time.
    pairs: Vec<[i16; 2]>,
    /// The same channel by channel, raised to be unsigned.
    bytes: Vec<u8>,
    /// For each place a bit for each pair of channels that is not zero there.
    masks: Vec<u64>,
    /// Steps that are live, tile after tile, and where those of each tile end.
    live: Vec<u32>,
    ends: Vec<usize>,
    sums: Vec<Lanes>,
    wide: Vec<[i64; CHANNELS]>,
    signal: Vec<Lanes>,
    signs: Vec<Signs>,
    at: Vec<u32>,
}

impl WindowLayer {
    /// The layer with start weights drawn from `random`, channel by channel; biases are 0, V is what it starts from.
    pub fn new(plan: &Window, random: &mut XorShift32) -> WindowLayer {
        let (places, groups) = (Geometry::new(plan), plan.channels().div_ceil(CHANNELS));
        let (pixels, cells, classes) = (places.cell_of.len(), plan.cells * plan.cells, plan.learner.head.code.classes);
        let work = Work {
            pairs: vec![[0; 2]; places.pairs * places.plane],
            masks: vec![0; places.pairs.div_ceil(64) * places.plane],
            bytes: vec![plan.raise() as u8; 2 * places.pairs * places.plane + Geometry::SLACK],
            signal: vec![[0; CHANNELS]; groups * cells],
            ..Work::default()
        };
        let mut built = WindowLayer {
            blocks: vec![Block([0; 2 * CHANNELS]); groups * places.steps.len()],
            biases: vec![0; groups * CHANNELS],
            code: vec![[0; CHANNELS]; classes * groups * cells],
            h: vec![[0; CHANNELS]; groups * pixels],
            cells: vec![[0; CHANNELS]; groups * cells],
            z: vec![0; classes],
            votes: vec![0; classes],
            output: Live::new(plan.output.values(), plan.output.format.one() as i16),
            shift: plan.paces[0],
            work,
            places,
            plan: plan.clone(),
        };
        let (weights, biases, _) = plan.sizes();
        let start: Vec<i16> = (0..weights).map(|_| random.uniform(plan.start_exponent)).collect();
        built.set(&start, &vec![0; biases]);
        built.set_code(&plan.learner.head.start());
        built
    }

    /// Learns at the rate that the plan has at `stage` of a run.
    pub(crate) fn set_stage(&mut self, stage: usize) {
        self.shift = self.plan.paces[stage];
    }

    /// Learns at the rate of the registers; margin and revival are those of dense layers.
    pub(crate) fn set_registers(&mut self, registers: &Registers) {
        self.shift = self.plan.slower_paces[registers.slower as usize];
    }

    /// h of the last sample, as the next layer reads it.
    pub(crate) fn live(&self) -> &Live {
        &self.output
    }

    /// Finds what is not zero of that.
    pub(crate) fn find(&mut self) {
        self.output.find();
    }

    /// z of the last sample.
    pub fn logits(&self) -> &[i32] {
        &self.z
    }

    /// z >> zs of the last sample.
    pub fn votes(&self) -> &[i32] {
        &self.votes
    }

    /// Computes h, P and z.
    pub(crate) fn forward(&mut self, input: &Live) {
        self.take_in(input.inputs());
        let (pixels, cells, steps) = (self.places.cell_of.len(), self.plan.cells * self.plan.cells, self.places.steps.len());
        find(&self.places, &mut self.work);
        let groups = self.blocks.chunks_exact(steps).zip(self.h.chunks_exact_mut(pixels)).zip(self.cells.chunks_exact_mut(cells));
        for (((blocks, h), cells), biases) in groups.zip(self.biases.as_chunks::<CHANNELS>().0) {
            let half = 1 << (self.plan.shift_h - 1);
            let first = biases.map(|bias| ((bias as i32) << self.plan.input.format.fraction) + half);
            if self.plan.widths.accumulator < i32::BITS {
                multiply(&self.places, blocks, &mut self.work);
                kernels::quantise(&self.work.sums, &first, self.plan.shift_h, &self.places.cell_of, h, cells);
            } else {
                let first = biases.map(|bias| (bias as i64) << self.plan.input.format.fraction);
                self.work.wide.clear();
                self.work.wide.resize(pixels, first);
                multiply_wide(&self.places, blocks, &mut self.work);
                quantise_wide(&self.work.wide, self.plan.shift_h, &self.places.cell_of, h, cells);
            }
        }
        self.hand_on();
        let most = self.plan.ranges.cell.high * LearnedCode::TOP as i64;
        let part = (i32::MAX as i64 / most) as usize;
        for ((z, vote), code) in self.z.iter_mut().zip(&mut self.votes).zip(self.code.chunks_exact(self.cells.len())) {
            *z = (kernels::project(code, &self.cells, part) >> LearnedCode::FRACTION) as i32;
            *vote = *z >> self.plan.cell_shift;
        }
    }

    /// Copies what comes in, channel after channel, row after row, to where the kernels read it.
    fn take_in(&mut self, input: &[i16]) {
        let ((_, rows, columns), raise, margin) = (self.plan.map(), self.plan.raise(), self.plan.kernel / 2);
        for (at, row) in input.chunks_exact(columns).enumerate() {
            let (channel, y) = (at / rows, at % rows);
            let first = (margin + y) * self.places.stride + margin;
            let pairs = &mut self.work.pairs[channel / 2 * self.places.plane + first..][..columns];
            let bytes = &mut self.work.bytes[channel * self.places.plane + first..][..columns];
            pairs.iter_mut().zip(row).for_each(|(pair, &x)| pair[channel % 2] = x);
            bytes.iter_mut().zip(row).for_each(|(byte, &x)| *byte = (x + raise) as u8);
        }
    }

    /// h channel by channel, for the next layer.
    fn hand_on(&mut self) {
        let (pixels, h) = (self.places.cell_of.len(), &self.h);
        self.output.write(|output| {
            let groups = output.chunks_mut(CHANNELS * pixels).zip(h.chunks_exact(pixels));
            groups.for_each(|(maps, h)| kernels::transpose(h, maps));
        });
    }

    /// r = argmax over c != y of z_c, the lowest class of equals; no update when z_y - z_r >= `conv_margin` << zs.
    pub(crate) fn decide(&self, label: usize) -> Decision {
        let others = self.z.iter().enumerate().filter(|(class, _)| *class != label);
        let (rival, strongest) = others.fold((0, i32::MIN), |best, (class, &z)| if z > best.1 { (class, z) } else { best });
        Decision { update: (self.z[label] as i64 - strongest as i64) < self.plan.margin, label, rival }
    }

    /// Moves V, W and b. `PlainWindow::update` has the formulas.
    pub(crate) fn update(&mut self, _: &Live, decision: Decision, watch: Watch) -> Counts {
        if !decision.update {
            return Counts { skips: 1, ..Counts::default() };
        }
        let before = watch.is_some().then(|| (self.weights(), self.biases()));
        self.move_code(decision);
        let mut counts = Counts { updates: 1, ..Counts::default() };
        let mut pixels: Vec<Lanes> = vec![[0; CHANNELS]; self.biases.len() / CHANNELS];
        for (group, pixels) in pixels.iter_mut().enumerate() {
            counts.saturations += self.correct(group, pixels);
        }
        let (pixels, weights) = (pixels.as_flattened(), self.plan.taps() as u64 + 1);
        let channels: Vec<usize> = (0..self.plan.channels()).filter(|&channel| pixels[channel] > 0).collect();
        counts.rows = channels.len() as u64;
        counts.weights = counts.rows * weights;
        counts.sums = pixels.iter().map(|&pixels| pixels as u64).sum::<u64>() * weights;
        if let (Some((weights, biases)), Some(watch)) = (before, watch) {
            let (now, taps) = (self.weights(), self.plan.taps());
            for row in channels {
                let (old, new) = (&weights[row * taps..][..taps], &now[row * taps..][..taps]);
                watch(Correction { row, direction: 0, old, new, old_bias: biases[row], new_bias: self.biases[row] });
            }
        }
        counts
    }

    /// d of every value, then V of label and rival.
    fn move_code(&mut self, Decision { label, rival, .. }: Decision) {
        let values = self.cells.len();
        let (before, behind) = self.code.split_at_mut(label.max(rival) * values);
        let (low, high) = (&mut before[label.min(rival) * values..][..values], &mut behind[..values]);
        let (label, rival) = if label < rival { (low, high) } else { (high, low) };
        kernels::move_code(label, rival, &self.cells, (self.plan.cell_shift, LearnedCode::TOP), &mut self.work.signal);
    }

    /// Takes A from weights and biases of 16 channels; says how many pixels of each had a D, and how many weights came to an end of
    /// their range.
    fn correct(&mut self, group: usize, count: &mut Lanes) -> u64 {
        let ((_, rows, columns), cells) = (self.plan.map(), self.plan.cells * self.plan.cells);
        let h = &self.h[group * rows * columns..][..rows * columns];
        let (signal, mut total) = (&self.work.signal[group * cells..][..cells], [0; CHANNELS]);
        self.work.signs.clear();
        self.work.at.clear();
        for y in 0..rows {
            let (row, cell_of) = (&h[y * columns..][..columns], &self.places.cell_of[y * columns..][..columns]);
            for (quad, (h, cell_of)) in row.chunks(QUAD).zip(cell_of.chunks(QUAD)).enumerate() {
                let signs = kernels::signs(h, cell_of, signal, &mut total, count);
                if signs.0 != [0; 64] {
                    self.work.signs.push(signs);
                    self.work.at.push((y * self.places.stride + quad * QUAD) as u32);
                }
            }
        }
        let bits = self.plan.widths.weight;
        let taking = Taking { shift: self.shift, low: saturate(i32::MIN, bits), high: saturate(i32::MAX, bits) };
        let raised = total.map(|sum| sum * self.plan.raise() as i32);
        let how = Corrections { signs: &self.work.signs, at: &self.work.at, inputs: &self.work.bytes, raised: &raised };
        let steps = self.places.steps.len();
        let mut saturations = match self.work.at.is_empty() {
            true => 0,
            false => kernels::correct(&mut self.blocks[group * steps..][..steps], &self.places.starts, &how, taking),
        };
        for (bias, sum) in self.biases[group * CHANNELS..].iter_mut().zip(total) {
            let half = (1i32 << self.shift) >> 1;
            let new = *bias as i32 - (((sum << self.plan.input.format.fraction) + half) >> self.shift);
            let new = new.clamp(taking.low as i32, taking.high as i32) as i16;
            saturations += (new != *bias && (new == taking.low || new == taking.high)) as u64;
            *bias = new;
        }
        saturations
    }
}

/// Finds which steps are live.
fn find(places: &Geometry, work: &mut Work) {
    let Work { pairs, masks, live, ends, .. } = work;
    kernels::masks(pairs, places.plane, masks);
    let steps = (&places.taps[..], places.pairs, places.plane);
    match &places.tiles {
        Tiles::Four(tiles) => kernels::live::<4>(steps, masks, tiles, live, ends),
        Tiles::Five(tiles) => kernels::live::<5>(steps, masks, tiles, live, ends),
        Tiles::Six(tiles) => kernels::live::<6>(steps, masks, tiles, live, ends),
    }
}

/// Sums of 16 channels over the steps that were found, for each pixel; behind them some that nobody asked for.
fn multiply(places: &Geometry, blocks: &[Block], work: &mut Work) {
    match &places.tiles {
        Tiles::Four(tiles) => tiled(tiles, blocks, &places.steps, work),
        Tiles::Five(tiles) => tiled(tiles, blocks, &places.steps, work),
        Tiles::Six(tiles) => tiled(tiles, blocks, &places.steps, work),
    }
}

fn tiled<const T: usize>(tiles: &[[u32; T]], blocks: &[Block], steps: &[u32], work: &mut Work) {
    work.sums.resize(tiles.len() * T, [0; CHANNELS]);
    let walk = Walk { steps, live: &work.live, ends: &work.ends };
    kernels::multiply::<T>(blocks, &walk, &work.pairs, tiles, work.sums.as_chunks_mut::<T>().0);
}

/// The same added to `wide`, for sums that 32 bits may not hold: a product is below 2^24, so that they hold 64 pairs.
fn multiply_wide(places: &Geometry, blocks: &[Block], work: &mut Work) {
    let (live, ends) = (std::mem::take(&mut work.live), std::mem::take(&mut work.ends));
    for first in (0..blocks.len() as u32).step_by(64) {
        let mut from = 0;
        for &end in &ends {
            work.live.extend(live[from..end].iter().filter(|at| (first..first + 64).contains(*at)));
            work.ends.push(work.live.len());
            from = end;
        }
        multiply(places, blocks, work);
        for (wide, sums) in work.wide.iter_mut().zip(&work.sums) {
            wide.iter_mut().zip(sums).for_each(|(wide, &sum)| *wide += sum as i64);
        }
        work.live.clear();
        work.ends.clear();
    }
    (work.live, work.ends) = (live, ends);
}

/// `kernels::quantise` for sums of 64 bits.
fn quantise_wide(sums: &[[i64; CHANNELS]], shift: u32, cell_of: &[u16], h: &mut [[i16; CHANNELS]], cells: &mut [Lanes]) {
    cells.fill([0; CHANNELS]);
    for ((sums, h), &cell) in sums.iter().zip(h).zip(cell_of) {
        *h = sums.map(|sum| quantise(sum, shift));
        cells[cell as usize].iter_mut().zip(h).for_each(|(cell, h)| *cell += *h as i32);
    }
}
