//! The plan of one dense layer: widths, shifts, memories and its own cycle count.

use super::SignalPlan;
use super::column::ColumnPlan;
use super::interval::Interval;
use super::memory::{HostMap, HostMemory, Memory};
use super::pace::{self, Pace};
use super::placement::Placement;
use super::registers::RegisterPlan;
use super::row::{self, RowPlan};
use crate::codes::CodePlan;
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part, Walk};
use serde::Serialize;

/// Fraction bits of every hidden activation h (unsigned, 8 bits).
pub const HIDDEN_FRACTION: u32 = 5;
/// Bits of an activation, input or hidden.
pub const ACTIVATION_BITS: u32 = 8;

/// The 8-bit numbers that reach a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InputFormat {
    /// Two's complement (sensors) or unsigned.
    pub signed: bool,
    /// F: bits right of the binary point.
    pub fraction: u32,
    /// Smallest and largest value.
    pub range: Interval,
}

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
    /// One class's logit z.
    pub logit: u32,
}

/// Everything about one dense layer that anything below needs.
#[derive(Debug, Clone, Serialize)]
pub struct LayerPlan {
    /// Position, 0 first.
    pub index: usize,
    /// Inputs of a neuron.
    pub fan_in: usize,
    /// Neurons: rows of the weight matrix.
    pub units: usize,
    /// It can learn; an inference-only twin cannot.
    pub learns: bool,
    /// The order in which the weights pass by.
    pub walk: Walk,
    /// P: weights in a memory word, multiplied in one cycle: inputs of a neuron in a row walk, neurons in a column walk.
    pub lanes: usize,
    /// Memory words of a row, ceil(fan_in / lanes), or of a column, ceil(units / lanes).
    pub words: usize,
    /// Share of the inputs for which a column walk is expected to spend cycles; 1 where nothing is known, and in a row walk.
    pub active: f64,
    /// What reaches the layer.
    pub input: InputFormat,
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
    /// The class codes as counters.
    pub code: CodePlan,
    /// Interval of the accumulator.
    pub accumulator: Interval,
    /// Interval of the logits.
    pub logit: Interval,
    /// Weight memory, lane 0 in the low bits. Row walk: a row's words one after the other. Column walk: a column's
    /// words one after the other, the biases as the first column.
    pub weight_memory: Memory,
    /// Bias memory of a row walk: one word a row.
    pub bias_memory: Option<Memory>,
    /// Row walk: activations, two slots, the sample being walked and the one being filled. Column walk: the list of
    /// the inputs that need a cycle, likewise.
    pub activation_memory: Memory,
    /// Increments. Row walk: three slots, as above and the sample that is still being learned. Column walk: those of
    /// the sample that came last.
    pub increment_memory: Memory,
    /// One bit a neuron: h was above 0.
    pub active_memory: Memory,
    /// What only a row walk has.
    pub row: Option<RowPlan>,
    /// What only a column walk has.
    pub column: Option<ColumnPlan>,
    /// What the device makes of it.
    pub placement: Placement,
    /// Clock cycles that one sample keeps the layer busy, if `active` of its inputs need them and it is learned.
    pub cycles: usize,
}

impl LayerPlan {
    /// Plans layer `index` of `network` with `lanes` lanes, walked as `walk` says.
    pub(super) fn new(network: &Network, index: usize, lanes: usize, walk: Walk) -> Result<LayerPlan> {
        let units = network.layers[index].units;
        let fan_in = if index == 0 { network.features() } else { network.layers[index - 1].units };
        let input = input_format(network, index);
        let (bits, fraction) = (network.weights.bits, network.weights.fraction);
        let shift_h = (fraction + input.fraction).checked_sub(HIDDEN_FRACTION).filter(|&shift| shift >= 1);
        let Some(shift_h) = shift_h else {
            return Err(Diagnostic::new(format!("weights with {fraction} fraction bits are too coarse for layer {}", index + 1))
                .help("use fraction = 1 or more for hidden layers"));
        };
        let (lanes, words) = match walk {
            Walk::Row => (lanes.min(fan_in), fan_in.div_ceil(lanes.min(fan_in))),
            Walk::Column => (lanes.min(units), units.div_ceil(lanes.min(units))),
        };
        let active = if walk == Walk::Column { network.layers[index].active.unwrap_or(1.0) } else { 1.0 };

        let weight = Interval::signed(bits);
        let product = product(weight, input, walk);
        let accumulator = (weight * input.range).times(fan_in) + weight.shift_left(input.fraction);
        let code = CodePlan::with_sets(network.basis, units, network.classes, network.code_sets);
        let codes = code.all_codes();
        let logit = logit_interval(&codes);
        let pace = |shift_u| Pace { shift_u, signal: SignalPlan::new(network, &codes, input, shift_u) };
        let shift = |rate: (u32, Part)| pace::increment_shift(network, index, input, rate);
        let paces = network.training.rates().map(|rate| shift(rate).map(pace)).collect::<Result<Vec<Pace>>>()?;
        let Pace { shift_u, signal } = paces[0];
        let largest = SignalPlan::largest_shift(network, input) as u32;
        let slower_paces = (shift_u..=largest.min(shift_u + RegisterPlan::MOST_SLOWER)).map(pace).collect();
        let increment = stored_increment(input, shift_u);
        let widths = Widths {
            weight: bits,
            increment: if input.signed { increment.signed_bits() } else { (increment.signed_bits() - 1).max(1) },
            product: product.signed_bits(),
            lane_sum: product.times(lanes).signed_bits(),
            accumulator: accumulator.signed_bits(),
            logit: logit.signed_bits(),
        };
        let mut layer = LayerPlan {
            index,
            fan_in,
            units,
            learns: true,
            walk,
            lanes,
            words,
            active,
            input,
            widths,
            shift_h,
            shift_u,
            signal,
            paces,
            slower_paces,
            start_exponent: start_exponent(fan_in, network.weights.fraction, bits),
            code,
            accumulator,
            logit,
            weight_memory: Memory::default(),
            bias_memory: None,
            activation_memory: Memory::default(),
            increment_memory: Memory::default(),
            active_memory: Memory::default(),
            row: None,
            column: None,
            placement: Placement::default(),
            cycles: 0,
        };
        match walk {
            Walk::Row => row::complete(&mut layer, network.classes),
            Walk::Column => ColumnPlan::complete(&mut layer, network)?,
        }
        Ok(layer)
    }

    /// The layer's memories.
    pub fn memories(&self) -> Vec<Memory> {
        let common = [Some(self.weight_memory), self.bias_memory, Some(self.activation_memory)].into_iter().flatten();
        let learning = [self.increment_memory, self.active_memory].into_iter().filter(|_| self.learns);
        common.chain(learning).chain(self.column.iter().flat_map(|column| column.memories(self.learns))).collect()
    }

    /// Those that a host sees, in the order of their numbers.
    pub fn host_memories(&self) -> Vec<HostMemory> {
        let learned = self.memories().into_iter().filter(|memory| memory.role.is_learned());
        let numbered = learned.zip(HostMap::A_LAYER * self.index..);
        numbered.map(|(memory, select)| self.on_host(memory, select)).collect()
    }

    fn on_host(&self, memory: Memory, select: usize) -> HostMemory {
        HostMemory { select, layer: self.index, memory, lanes: (memory.width / self.widths.weight) as usize }
    }

    /// U+ and U- of input `a`.
    pub fn increments(&self, a: i32) -> (i32, i32) {
        Pace { shift_u: self.shift_u, signal: self.signal }.increments(a)
    }

    /// The bias learns as a weight whose input is 1.0, that is 2^F.
    pub fn bias_increments(&self) -> (i32, i32) {
        self.increments(1 << self.input.fraction)
    }

    /// What one multiplier makes.
    pub fn product(&self) -> Interval {
        product(Interval::signed(self.widths.weight), self.input, self.walk)
    }

    /// Bits of what a multiplier gets besides the weight, in its own sign.
    pub fn factor_bits(&self) -> u32 {
        let one = if self.walk == Walk::Column { 1 << self.input.fraction } else { 0 };
        let range = Interval::new(self.input.range.low, self.input.range.high.max(one));
        range.signed_bits() - !self.input.signed as u32
    }

    /// Multiply-accumulates of one forward pass.
    pub fn macs(&self) -> usize {
        self.fan_in * self.units
    }
}

/// Weight x input; in a column walk the bias is a weight whose input is 1.0.
fn product(weight: Interval, input: InputFormat, walk: Walk) -> Interval {
    let one = if walk == Walk::Column { 1 << input.fraction } else { 0 };
    weight * Interval::new(input.range.low, input.range.high.max(one))
}

fn input_format(network: &Network, index: usize) -> InputFormat {
    if index > 0 {
        return InputFormat { signed: false, fraction: HIDDEN_FRACTION, range: Interval::new(0, 255) };
    }
    let format = network.input.format;
    let (low, high) = format.range();
    InputFormat { signed: low < 0, fraction: format.fraction(), range: Interval::new(low as i64, high as i64) }
}

/// U- to U+ of the inputs' range, to nearest: what the generator's increment memory holds.
fn stored_increment(input: InputFormat, shift: u32) -> Interval {
    let half = 1i64 << (shift - 1);
    Interval::new((input.range.low + half - 1) >> shift, (input.range.high + half) >> shift)
}

/// s = fraction - round(log2 sqrt(fan_in / 6)), kept inside of the weight's range.
fn start_exponent(fan_in: usize, fraction: u32, bits: u32) -> u32 {
    let spread = (-(6.0 / fan_in as f64).sqrt().log2() + 0.5).floor() as i64;
    (fraction as i64 - spread).clamp(0, bits as i64 - 1) as u32
}

/// z_c = sum of s_c[i] h_i with 0 <= h_i <= 255: as low as its negative entries, as high as its positive ones allow.
fn logit_interval(codes: &[Vec<i8>]) -> Interval {
    let part = |code: &[i8], sign: i8| code.iter().filter(|value| value.signum() == sign).map(|&value| 255 * value as i64).sum::<i64>();
    codes.iter().fold(Interval::new(0, 0), |all, code| Interval::new(all.low.min(part(code, -1)), all.high.max(part(code, 1))))
}
