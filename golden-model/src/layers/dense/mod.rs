//! Dense layers: every unit sees every input. What both walks have in common.

mod column;
mod keys;
mod report;
mod row;

pub use column::{Column, FEWEST_WORDS, READ_STAGES, most_lanes};
pub(crate) use keys::Keys;
pub use row::Row;

use super::{Edge, Engine, Facts, Head, Learner, Multiplier};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{ErrorMode, Network, Part, Rounding, Walk};
use crate::plan::image::{Word, unpack};
use crate::plan::{Interval, Memory, Pace, RegisterPlan, Role, SignalPlan, increment_shift, most_slower};
use serde::Serialize;
use serde_json::{Value, json};

/// Widths in bits, each as small as the interval certificate allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Widths {
    /// Weight and bias, two's complement.
    pub weight: u32,
    /// Increment U-, as it is stored.
    pub increment: u32,
    /// One product w * a.
    pub product: u32,
    /// Sum of one word's products.
    pub lane_sum: u32,
    /// Accumulator of a row.
    pub accumulator: u32,
}

/// A dense layer, whatever its walk.
#[derive(Debug, Clone)]
pub struct Dense {
    /// What it learns with.
    pub learner: Learner,
    /// What reaches it.
    pub input: Edge,
    /// What leaves it.
    pub output: Edge,
    /// P: weights in a memory word, multiplied in one cycle: inputs of a neuron in a row walk, neurons in a column walk.
    pub lanes: usize,
    /// Memory words of a row, ceil(fan_in / lanes), or of a column, ceil(units / lanes).
    pub words: usize,
    /// Share of the inputs for which a column walk is expected to spend cycles; 1 where nothing is known, and in a row walk.
    pub active: f64,
    /// Widths.
    pub widths: Widths,
    /// R: right shift from the accumulator to h.
    pub shift_h: u32,
    /// K: right shift from an input to its increment.
    pub shift_u: u32,
    /// What a correction is made of.
    pub signal: SignalPlan,
    /// K and the correction at each rate of a training run, `training.rate` first.
    pub paces: Vec<Pace>,
    /// The same at the rates that a register can ask for: `training.rate` and slower ones, as long as the layer learns with them.
    pub slower_paces: Vec<Pace>,
    /// s: start weights are uniform in [-2^s, 2^s).
    pub start_exponent: u32,
    /// What a weight is multiplied with: an input, and 1.0 where the bias is one more column.
    pub factor: Interval,
    /// Interval of the accumulator.
    pub accumulator: Interval,
}

/// Plans the dense layer that is entry `index` of the file with `lanes` lanes, walked as `walk` says, as learner `number` with so many units.
///
/// # Errors
/// A rate or weight format that cannot learn; more lanes than a walk can have.
pub(super) fn plan(
    network: &Network,
    index: usize,
    (number, units): (usize, usize),
    input: &Edge,
    lanes: usize,
    walk: Walk,
) -> Result<Engine> {
    let dense = Dense::new(network, index, (number, units), input, lanes, walk)?;
    Ok(match walk {
        Walk::Row => Engine::Row(Row::new(dense)),
        Walk::Column => Engine::Column(Column::new(dense, network, index)?),
    })
}

impl Dense {
    fn new(network: &Network, index: usize, (number, units): (usize, usize), input: &Edge, lanes: usize, walk: Walk) -> Result<Dense> {
        let (fan_in, format) = (input.values(), input.format);
        let (bits, fraction) = (network.weights.bits, network.weights.fraction);
        let output = Edge::hidden(vec![units]);
        let shift_h = (fraction + format.fraction).checked_sub(output.format.fraction).filter(|&shift| shift >= 1);
        let Some(shift_h) = shift_h else {
            return Err(Diagnostic::new(format!("weights with {fraction} fraction bits are too coarse for layer {}", index + 1))
                .help("use fraction = 1 or more for hidden layers"));
        };
        // In a column walk the bias is a weight whose input is 1.0.
        let (over, active, one) = match walk {
            Walk::Row => (fan_in, 1.0, 0),
            Walk::Column => (units, network.layers[index].active.unwrap_or(1.0), format.one() as i64),
        };
        let lanes = lanes.min(over);
        let weight = Interval::signed(bits);
        let factor = Interval::new(format.range.low, format.range.high.max(one));
        let product = weight * factor;
        let accumulator = (weight * format.range).times(fan_in) + weight.shift_left(format.fraction);
        let head = Head::new(network, units);
        let codes = head.code.all_codes();
        let pace = |shift_u| Pace { shift_u, signal: SignalPlan::new(network, &codes, format, shift_u) };
        let shift = |rate: (u32, Part)| increment_shift(network, index, format, rate);
        let paces = network.training.rates().map(|rate| shift(rate).map(pace)).collect::<Result<Vec<Pace>>>()?;
        let Pace { shift_u, signal } = paces[0];
        let largest = SignalPlan::largest_shift(network, format) as u32;
        if let Some(slowest) = network.training.slowest {
            shift((slowest, Part::Slowest))?;
        }
        let most = if network.training.pace.is_fixed() { RegisterPlan::MOST_SLOWER } else { most_slower(network) };
        let slower_paces = (shift_u..=largest.min(shift_u + most)).map(pace).collect();
        Ok(Dense {
            learner: Learner { number, learns: true, head },
            widths: Widths {
                weight: bits,
                increment: increment_bits(input, shift_u),
                product: product.signed_bits(),
                lane_sum: product.times(lanes).signed_bits(),
                accumulator: accumulator.signed_bits(),
            },
            start_exponent: start_exponent(fan_in, fraction, bits),
            words: over.div_ceil(lanes),
            input: input.clone(),
            output,
            lanes,
            active,
            shift_h,
            shift_u,
            signal,
            paces,
            slower_paces,
            factor,
            accumulator,
        })
    }

    /// Inputs of a neuron.
    pub fn fan_in(&self) -> usize {
        self.input.values()
    }

    /// Neurons: rows of the weight matrix.
    pub fn units(&self) -> usize {
        self.output.values()
    }

    /// Its codes and logits.
    pub fn head(&self) -> &Head {
        &self.learner.head
    }

    /// U+ and U- of input `a`.
    pub fn increments(&self, a: i32) -> (i32, i32) {
        Pace { shift_u: self.shift_u, signal: self.signal }.increments(a)
    }

    /// The bias learns as a weight whose input is 1.0, that is 2^F.
    pub fn bias_increments(&self) -> (i32, i32) {
        self.increments(self.input.format.one())
    }

    /// Multiply-accumulates of one forward pass.
    pub fn macs(&self) -> usize {
        self.fan_in() * self.units()
    }

    /// The memory of weights, `lines` rows or columns of `words` words.
    fn weights(&self, lines: usize) -> Memory {
        Memory { role: Role::Weights, width: self.lanes as u32 * self.widths.weight, depth: lines * self.words }
    }

    /// What a lane multiplies.
    pub fn multiplier(&self) -> Multiplier {
        let factor = self.factor.signed_bits() - !self.input.format.signed as u32;
        Multiplier { weight: self.widths.weight, factor }
    }

    fn facts(&self, walk: Walk) -> Facts {
        Facts {
            kind: "dense",
            walk: Some(walk),
            lanes: self.lanes,
            words: self.words,
            active: self.active,
            skips_zeros: walk.skips_zeros(),
            weight_bits: self.widths.weight,
            shift_h: self.shift_h,
            shift_u: self.shift_u,
            macs: self.macs(),
            parameters: self.macs() + self.units(),
            slower: self.slower_paces.len() as u32 - 1,
        }
    }

    /// All widths, as fingerprints and reports name them.
    pub fn widths(&self) -> Value {
        let Widths { weight, increment, product, lane_sum, accumulator } = self.widths;
        json!({
            "weight": weight, "increment": increment, "product": product, "lane_sum": lane_sum, "accumulator": accumulator,
            "logit": self.head().bits,
        })
    }

    fn fingerprint(&self, walk: Walk) -> Value {
        json!({
            "units": self.units(), "fan_in": self.fan_in(), "walk": walk, "lanes": self.lanes, "input": self.input.format,
            "widths": self.widths(), "shift_h": self.shift_h, "shift_u": self.shift_u, "signal": self.signal, "code": self.head().code,
        })
    }

    /// Flip-flops of a lane, about.
    fn lane_registers(&self) -> u32 {
        let w = &self.widths;
        3 * w.weight + w.product + 16 + if self.learner.learns { 2 * (w.increment + 1) } else { 0 }
    }

    /// The values in memory words, each row, or column, of `values` values beginning with a word of its own.
    fn unpack_lines(&self, image: &[Word], values: usize) -> Vec<i16> {
        let (lanes, bits) = (self.lanes, self.widths.weight);
        let line = |line: &[Word]| (0..values).map(|at| unpack(&line[at / lanes], at % lanes, bits)).collect::<Vec<i16>>();
        image.chunks(self.words).flat_map(line).collect()
    }

    /// What both walks have: the weight, the way back to it, `products`, and what comes behind the accumulator.
    fn bounds(&self, products: &[super::Claim]) -> Vec<super::Claim> {
        let mut bounds = vec![("weight", Interval::signed(self.widths.weight), self.widths.weight, "the correction saturates")];
        bounds.extend(self.learning_path());
        bounds.extend(products);
        bounds.extend([
            ("accumulator", self.accumulator, self.widths.accumulator, "fan-in x product + (bias << F)"),
            ("activation", Interval::new(0, 255), 9, "clipped to 0..255"),
            ("logit", self.head().logit, self.head().bits, "255 x the code's positive entries, and its negative ones"),
        ]);
        bounds
    }

    /// What one multiplier makes.
    fn product(&self) -> Interval {
        Interval::signed(self.widths.weight) * self.factor
    }

    /// The numbers between the decision and the weights.
    fn learning_path(&self) -> Vec<super::Claim> {
        let (path, format) = (&self.signal, self.input.format);
        let row = |signal, range: Interval, because| (signal, range, range.signed_bits(), because);
        match (path.error, path.rounding) {
            (ErrorMode::Ternary, Rounding::Nearest) => {
                let (up, down) = (self.increments(format.range.high as i32).0, self.increments(format.range.low as i32).1);
                let stored = if format.signed { self.widths.increment } else { self.widths.increment + 1 };
                vec![("increment", Interval::new(down as i64, up as i64), stored, "(a + 2^(K-1)) >> K of the largest input")]
            }
            (ErrorMode::Ternary, Rounding::Stochastic) => vec![
                row("input + random", path.rounded, "a + r, r below 2^K; the bias learns from 2^F"),
                row("increment", path.increment, "(a + r) >> K"),
            ],
            (ErrorMode::Staircase, _) => vec![
                row("error", path.errors, "128 at most, and minus the sum of C - 1 of them"),
                row("error signal", path.signal, "errors sum to zero: 128 (C - 1) times the span of a code"),
                row("signal x input", path.rounded, "d a + r, r below 2^S; the bias learns from 2^F"),
                row("increment", path.increment, "(d a + r) >> S"),
            ],
        }
    }
}

/// Bits of U-, from the inputs' range, to nearest: what the generator's increment memory holds.
fn increment_bits(input: &Edge, shift: u32) -> u32 {
    let (half, range) = (1i64 << (shift - 1), input.format.range);
    let bits = Interval::new((range.low + half - 1) >> shift, (range.high + half) >> shift).signed_bits();
    if input.format.signed { bits } else { (bits - 1).max(1) }
}

/// s = fraction - round(log2 sqrt(fan_in / 6)), kept inside of the weight's range.
pub(super) fn start_exponent(fan_in: usize, fraction: u32, bits: u32) -> u32 {
    let spread = (-(6.0 / fan_in as f64).sqrt().log2() + 0.5).floor() as i64;
    (fraction as i64 - spread).clamp(0, bits as i64 - 1) as u32
}
