//! What reaches the first layer: 8-bit numbers.

use serde::{Deserialize, Serialize};

/// How the numbers of the data become the 8-bit inputs of the first layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Unsigned, 0..=255, 8 fraction bits: images.
    U8,
    /// Signed and centred on zero, -128..=127, 7 fraction bits: sensors.
    S8,
}

impl Format {
    /// Fraction bits F of the format.
    pub fn fraction(self) -> u32 {
        match self {
            Format::U8 => 8,
            Format::S8 => 7,
        }
    }

    /// Smallest and largest value of the format.
    pub fn range(self) -> (i32, i32) {
        match self {
            Format::U8 => (0, 255),
            Format::S8 => (-128, 127),
        }
    }

    /// A number in the hardware's format: scaled, rounded half up, clipped.
    pub fn quantise(self, value: f64, scale: f64) -> i16 {
        let (low, high) = self.range();
        (value * scale + 0.5).floor().clamp(low as f64, high as f64) as i16
    }
}

/// What reaches the first layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Extent of each axis; the layers see them flattened.
    pub shape: Vec<usize>,
    /// The 8-bit format.
    pub format: Format,
    /// Factor from the data file's numbers, less the offset, to the 8-bit ones.
    pub scale: f64,
    /// The data file's number that becomes 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub offset: f64,
}

impl Input {
    /// A number of the data file as the hardware sees it: (value - offset) * scale, rounded half up, clipped.
    pub fn quantise(&self, value: f64) -> i16 {
        self.format.quantise(value - self.offset, self.scale)
    }
}

/// Checkpoints of networks without an offset do not mention it.
fn is_zero(offset: &f64) -> bool {
    *offset == 0.0
}
