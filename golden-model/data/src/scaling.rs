//! The scale of each column: from the numbers of a file to the 8-bit inputs of a network, in whole numbers.

use super::column::Column;
use entrain_model::network::{Format, Network, Normalise};
use serde::{Deserialize, Serialize};

/// Bits of a gain.
const GAIN_BITS: i32 = 16;

/// How every input of a network is scaled, fitted on the training rows. Inputs are in the order of the network; all inputs of one entry
/// of the shape's first axis (a column, or a channel of a series) have one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    /// What it is called in the network file: `standard` or `range`.
    pub kind: String,
    /// Smallest and largest number that the hardware takes.
    pub low: i16,
    /// The largest.
    pub high: i16,
    /// Inputs that each scale is for.
    pub inputs_a_scale: usize,
    /// One scale for each entry of the first axis.
    pub scales: Vec<Scale>,
}

/// One scale: q = clip(floor((x - offset) * gain / 2^shift + 1/2) + centre).
///
/// Where `whole` is true, every raw number was a whole one of at most 16 bits; offset is one, too, shift is 0 to 31, and
/// q = clip(((x - offset) * gain + (1 << shift >> 1)) >> shift) + centre) in whole numbers, to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The raw number that becomes `centre`.
    pub offset: f64,
    /// 16 bits without a sign; 0 for a column that is constant.
    pub gain: u16,
    /// The gain is in units of 2^-shift.
    pub shift: i16,
    /// What is added at the end.
    pub centre: i16,
    /// Whether the raw numbers are whole ones of at most 16 bits.
    pub whole: bool,
    /// Smallest raw number of the training rows.
    pub smallest: f64,
    /// Largest raw number of the training rows.
    pub largest: f64,
}

impl Scaling {
    /// Fits the scales to the training rows, of which `columns` has one entry an input.
    pub(super) fn fit(normalise: Normalise, network: &Network, columns: &[Column]) -> Scaling {
        let (low, high) = network.input.format.range();
        let inputs_a_scale = columns.len() / network.input.shape.first().copied().unwrap_or(1).max(1);
        let scale = |columns: &[Column]| Scale::fit(normalise, network.input.format, &Column::together(columns));
        let kind = match normalise {
            Normalise::Standard => "standard",
            Normalise::Range => "range",
        };
        let scales = columns.chunks(inputs_a_scale.max(1)).map(scale).collect();
        Scaling { kind: kind.into(), low: low as i16, high: high as i16, inputs_a_scale, scales }
    }

    /// The scale of an input.
    pub fn of(&self, input: usize) -> &Scale {
        &self.scales[input / self.inputs_a_scale.max(1)]
    }

    /// A raw number as the hardware sees it, before it is clipped.
    pub fn unclipped(&self, input: usize, value: f64) -> f64 {
        self.of(input).real(value)
    }

    /// A raw number of an input as the hardware sees it.
    pub fn quantise(&self, input: usize, value: f64) -> i16 {
        self.of(input).real(value).clamp(self.low as f64, self.high as f64) as i16
    }

    /// The same in whole numbers, as hardware does it; for columns that are `whole`.
    pub fn quantise_whole(&self, input: usize, value: i32) -> i16 {
        self.of(input).integer(value).clamp(self.low as i64, self.high as i64) as i16
    }
}

impl Scale {
    fn fit(normalise: Normalise, format: Format, column: &Column) -> Scale {
        let (low, high) = format.range();
        let whole = column.is_whole();
        let (smallest, largest) = (column.smallest(), column.largest());
        // What becomes the centre, and how much of the 8-bit range a unit is.
        let (middle, centre, slope) = match normalise {
            Normalise::Standard => (column.mean(), (low + high + 1) / 2, (high - low + 1) as f64 / 8.0 / column.deviation()),
            Normalise::Range => (smallest, low, (high - low) as f64 / (largest - smallest)),
        };
        if !(slope.is_finite() && slope > 0.0 && largest > smallest) {
            let centre = ((low + high + 1) / 2) as i16;
            return Scale { offset: if whole { middle.round() } else { middle }, gain: 0, shift: 0, centre, whole, smallest, largest };
        }
        // gain * 2^-shift is the slope, with all the bits that a gain has.
        let mut shift = GAIN_BITS - 1 - slope.log2().floor() as i32;
        let mut gain = (slope * 2f64.powi(shift)).round();
        if gain > u16::MAX as f64 {
            (gain, shift) = ((slope * 2f64.powi(shift - 1)).round(), shift - 1);
        }
        let offset = if whole { middle.round() } else { middle };
        // What rounding the offset takes, to the nearest of the 256.
        let centre = centre + ((offset - middle) * slope).round() as i32;
        Scale { offset, gain: gain as u16, shift: shift as i16, centre: centre as i16, whole, smallest, largest }
    }

    fn real(&self, value: f64) -> f64 {
        ((value - self.offset) * self.gain as f64 * 2f64.powi(-self.shift as i32) + 0.5).floor() + self.centre as f64
    }

    fn integer(&self, value: i32) -> i64 {
        let product = (value as i64 - self.offset as i64) * self.gain as i64;
        let half = 1i64 << self.shift.clamp(0, 31) >> 1;
        ((product + half) >> self.shift.clamp(0, 31)) + self.centre as i64
    }

    /// The gain as a number.
    pub fn slope(&self) -> f64 {
        self.gain as f64 * 2f64.powi(-self.shift as i32)
    }
}

#[cfg(test)]
#[path = "scaling_tests.rs"]
mod tests;
