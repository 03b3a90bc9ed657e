//! Layers whose channels see a square of a map, place after place, with the same weights: conv2d. Stride 1, zeros around the map.
//!
//! The rule ("C1") is defined in `plain`, and computed in `rule`; `engine` is what others may ask of the plan.
//! docs/convolution.md says what the arithmetic is for.

mod engine;
mod geometry;
mod kernels;
mod keys;
mod pace;
mod plain;
mod rule;
mod schedule;
mod spread;
mod state;

pub(crate) use keys::Keys;
pub use plain::PlainWindow;
pub use rule::WindowLayer;
pub use spread::Spread;

use super::dense::start_exponent;
use super::{Edge, Engine, Head, LearnedCode, Learner};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part};
use crate::plan::{InputHead, Interval, RegisterPlan};

/// Cells that are usual, if the map is large enough.
const USUAL_CELLS: usize = 4;
/// Pixels along a side of a cell that are few enough.
const FEWEST_SIDE: usize = 2;
/// Numbers that a map may have: a logit then fits into 32 bits, whatever the data.
const MOST_VALUES: usize = 1 << 20;
/// Widths in bits, each as small as the interval certificate allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widths {
    /// Weight and bias, two's complement.
    pub weight: u32,
    /// One product w * x.
    pub product: u32,
    /// Accumulator of a pixel.
    pub accumulator: u32,
    /// P, unsigned in hardware; with a sign here.
    pub cell: u32,
    /// The sum of V P, before its shift.
    pub code_sum: u32,
    /// A of a weight.
    pub correction: u32,
    /// A of a bias.
    pub bias_correction: u32,
}

/// The intervals that the widths are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranges {
    /// The accumulator.
    pub accumulator: Interval,
    /// P.
    pub cell: Interval,
    /// The sum of V P.
    pub code_sum: Interval,
    /// A of a weight.
    pub correction: Interval,
    /// A of a bias.
    pub bias_correction: Interval,
}

/// A convolution.
#[derive(Debug, Clone)]
pub struct Window {
    /// What it learns with; its head has V.
    pub learner: Learner,
    /// What reaches it: channels, rows, columns.
    pub input: Edge,
    /// What leaves it: as many rows and columns.
    pub output: Edge,
    /// Rows and columns of the square, odd.
    pub kernel: usize,
    /// s: rows and columns of cells.
    pub cells: usize,
    /// zs: 2^zs pixels are about a cell.
    pub cell_shift: u32,
    /// What the label must lead its rival by: `conv_margin` << zs.
    pub margin: i64,
    /// R: right shift from the accumulator to h.
    pub shift_h: u32,
    /// K at each rate of a training run, `training.rate` first: right shift from A to what is taken from a weight.
    pub paces: Vec<u32>,
    /// The same at the rates that a register can ask for.
    pub slower_paces: Vec<u32>,
    /// s of the start weights: uniform in [-2^s, 2^s).
    pub start_exponent: u32,
    /// Widths.
    pub widths: Widths,
    /// Intervals.
    pub ranges: Ranges,
    /// How it is spread over lanes.
    pub spread: Spread,
    /// The code lies in memories with a single port.
    pub single_port: bool,
    /// Bits of the summed logits of the layers before; 0, if there are none.
    pub totals: u32,
}

/// What leaves a convolution that `edge` reaches: nothing, if that is no map.
pub(super) fn behind(channels: usize, edge: Edge) -> Edge {
    match edge.shape[..] {
        [_, rows, columns] => Edge { by_pixels: true, ..Edge::hidden(vec![channels, rows, columns]) },
        _ => Edge::hidden(vec![0]),
    }
}

/// Rows and columns of cells where the file leaves them open: 4, or fewer, so that a cell has two pixels or more along each side.
pub(crate) fn usual_cells(input: &Edge) -> usize {
    match input.shape[..] {
        [_, rows, columns] => (rows.min(columns) / FEWEST_SIDE).clamp(1, USUAL_CELLS),
        _ => 1,
    }
}

/// Plans the convolution that is entry `index` of the file, as learner `number`, with `lanes` lanes or as many as it has channels.
///
/// # Errors
/// What reaches it is no map, or has fewer rows or columns than cells; a rate or weight format that cannot learn; sets of codes.
pub(super) fn plan(
    network: &Network,
    index: usize,
    number: usize,
    input: Edge,
    asked: (usize, usize, usize),
    lanes: usize,
) -> Result<Engine> {
    check(network, index, &input, asked)?;
    Ok(Engine::Window(Window::new(network, index, number, input, asked, lanes)?))
}

/// Whether a convolution can be had there; asked = (channels, kernel, cells).
fn check(network: &Network, index: usize, input: &Edge, (channels, _, cells): (usize, usize, usize)) -> Result<()> {
    let wrong = |message: String, part, label: &str| Err(network.point_at(Diagnostic::new(message), part, label));
    let layer = index + 1;
    let [_, rows, columns] = input.shape[..] else {
        let shape = input.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let message = format!("layer {layer} sees squares of a map of channels, rows and columns; [{shape}] reaches it");
        return wrong(message, Part::Type(index), "input = { shape = [1, 8, 8], .. } is such a map; behind a dense layer there is none");
    };
    if cells > rows.min(columns) {
        let message = format!("layer {layer} is to have {cells} x {cells} cells; its map has {rows} rows and {columns} columns");
        return wrong(message, Part::Cells(index), &format!("{} at most, or leave it out", rows.min(columns)));
    }
    if channels * rows * columns > MOST_VALUES {
        let message = format!("layer {layer} would have {channels} maps of {rows} x {columns}, more than {MOST_VALUES} numbers");
        return wrong(message, Part::Channels(index), &format!("{} at most", MOST_VALUES / (rows * columns)));
    }
    if network.code_sets > 1 {
        let message = format!("layer {layer} learns its code, and so it cannot have {} sets of them", network.code_sets);
        return wrong(message, Part::CodeSets, "1, or dense layers only");
    }
    Ok(())
}

/// zs = round(log2(rows x columns / s^2)): the largest z with (rows x columns / s^2)^2 >= 2^(2 z - 1), in whole numbers.
fn cell_shift(rows: usize, columns: usize, cells: usize) -> u32 {
    let (pixels, cells) = ((rows * columns) as u128, (cells * cells) as u128);
    (0..32).take_while(|&z| 2 * pixels * pixels >= (cells * cells) << (2 * z)).last().unwrap_or(0)
}

impl Window {
    fn new(network: &Network, index: usize, number: usize, input: Edge, asked: (usize, usize, usize), lanes: usize) -> Result<Window> {
        let (channels, kernel, cells) = asked;
        let (format, weights, fan_in) = (input.format, network.weights, input.shape[0] * kernel * kernel);
        let output = behind(channels, input.clone());
        let (rows, columns) = (input.shape[1], input.shape[2]);
        let shift_h = (weights.fraction + format.fraction).checked_sub(output.format.fraction).filter(|&shift| shift >= 1);
        let Some(shift_h) = shift_h else {
            let message = format!("weights with {} fraction bits are too coarse for layer {}", weights.fraction, index + 1);
            return Err(Diagnostic::new(message).help("use fraction = 1 or more for hidden layers"));
        };
        let weight = Interval::signed(weights.bits);
        let high = output.format.range.high;
        let pixels = (0..cells * cells).map(|cell| pixels_of(rows, columns, cells, cell)).max().unwrap_or(1);
        let farthest = format.range.high.max(-format.range.low);
        let around = |most: i64| Interval::new(-most, most);
        let ranges = Ranges {
            accumulator: (weight * format.range).times(fan_in) + weight.shift_left(format.fraction),
            cell: Interval::new(0, high).times(pixels),
            code_sum: LearnedCode::range() * Interval::new(0, high).times(output.values()),
            correction: around(farthest * (rows * columns) as i64),
            bias_correction: around((rows * columns) as i64).shift_left(format.fraction),
        };
        let shift = cell_shift(rows, columns, cells);
        let head = head(network, &input, channels, cells);
        let largest = ranges.correction.high.ilog2() + 1;
        let paces = pace::paces(network, index, &input, shift, largest)?;
        let slower_paces = (paces[0]..=largest.min(paces[0] + RegisterPlan::MOST_SLOWER)).collect();
        Ok(Window {
            learner: Learner { number, learns: true, head },
            kernel,
            cells,
            cell_shift: shift,
            margin: (network.training.conv_margin as i64) << shift,
            shift_h,
            paces,
            slower_paces,
            start_exponent: start_exponent(fan_in, weights.fraction, weights.bits),
            widths: Widths {
                weight: weights.bits,
                product: (weight * format.range).signed_bits(),
                accumulator: ranges.accumulator.signed_bits(),
                cell: ranges.cell.signed_bits(),
                code_sum: ranges.code_sum.signed_bits(),
                correction: ranges.correction.signed_bits(),
                bias_correction: ranges.bias_correction.signed_bits(),
            },
            ranges,
            spread: Spread::new(channels, lanes),
            single_port: false,
            totals: if number > 0 { total(network)?.signed_bits() } else { 0 },
            input,
            output,
        })
    }

    /// Channels, rows and columns that reach it.
    pub fn map(&self) -> (usize, usize, usize) {
        (self.input.shape[0], self.input.shape[1], self.input.shape[2])
    }

    /// Channels that leave it: rows of the weight matrix.
    pub fn channels(&self) -> usize {
        self.output.shape[0]
    }

    /// Weights of a channel: for each channel that reaches it the square, row after row.
    pub fn taps(&self) -> usize {
        self.input.shape[0] * self.kernel * self.kernel
    }

    /// n: values of the code of a class; channel after channel, its cells row after row.
    pub fn values(&self) -> usize {
        self.learner.head.code.units
    }

    /// Weights, biases and values of V.
    pub fn sizes(&self) -> (usize, usize, usize) {
        (self.channels() * self.taps(), self.channels(), self.learner.head.code.classes * self.values())
    }

    /// The cell of each pixel, row after row: floor(y s / rows) s + floor(x s / columns).
    pub fn cell_of_pixels(&self) -> Vec<usize> {
        let ((_, rows, columns), s) = (self.map(), self.cells);
        (0..rows).flat_map(|y| (0..columns).map(move |x| y * s / rows * s + x * s / columns)).collect()
    }

    /// What makes an input unsigned.
    fn raise(&self) -> i16 {
        -self.input.format.range.low as i16
    }

    /// Multiply-accumulates of one forward pass, without those of the code.
    pub fn macs(&self) -> usize {
        let (_, rows, columns) = self.map();
        rows * columns * self.channels() * self.taps()
    }
}

/// The head of a convolution of so many channels and cells along a side.
pub(super) fn head(network: &Network, input: &Edge, channels: usize, cells: usize) -> Head {
    let output = behind(channels, input.clone());
    let (rows, columns) = (output.shape[1], output.shape[2]);
    let sum = output.format.range.high * output.values() as i64;
    Head::learning(network, channels * cells * cells, sum, cell_shift(rows, columns, cells))
}

/// Interval of the logits summed over all learners.
fn total(network: &Network) -> Result<Interval> {
    let learners = network.layers.iter().filter(|layer| layer.has_weights()).count();
    Ok(super::total(network, InputHead::new(network, learners)?.as_ref()))
}

/// Pixels of a cell.
fn pixels_of(rows: usize, columns: usize, cells: usize, cell: usize) -> usize {
    let along = |extent: usize, at: usize| (0..extent).filter(|place| place * cells / extent == at).count();
    along(rows, cell / cells) * along(columns, cell % cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shift_is_the_nearest_power_of_two() {
        for (rows, columns, cells) in [(28, 28, 4), (14, 14, 4), (7, 7, 3), (8, 8, 4), (4, 4, 2), (5, 9, 5), (13, 6, 2), (1, 1, 1)] {
            let nearest = ((rows * columns) as f64 / (cells * cells) as f64).log2() + 0.5;
            assert_eq!(cell_shift(rows, columns, cells) as f64, nearest.floor(), "{rows} x {columns}, {cells}");
        }
    }

    #[test]
    fn cells_share_all_pixels() {
        for (rows, columns, cells) in [(28, 28, 4), (7, 5, 3), (9, 2, 2)] {
            let sum: usize = (0..cells * cells).map(|cell| pixels_of(rows, columns, cells, cell)).sum();
            assert_eq!(sum, rows * columns);
        }
    }

    #[test]
    fn usual_cells_have_two_pixels_along_a_side() {
        let usual = |shape: &[usize]| usual_cells(&Edge::hidden(shape.to_vec()));
        let found = [&[1, 28, 28][..], &[8, 14, 14], &[1, 7, 7], &[1, 4, 9], &[3, 1, 5], &[64]].map(usual);
        assert_eq!(found, [4, 4, 3, 2, 1, 1]);
    }
}
