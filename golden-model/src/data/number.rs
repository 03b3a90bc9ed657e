//! Binary numbers of array files, and what counts as a value or as a label.

use crate::network::Network;

/// What the bytes of a number mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Signed,
    Float,
}

/// The type of the numbers of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub kind: Kind,
    /// Bytes: 1, 2, 4 or 8; a float has 2 or more.
    pub size: usize,
    /// Most significant byte first.
    pub big_endian: bool,
}

impl Number {
    /// The number that `size` bytes stand for; integers beyond 2^53 are rounded.
    pub fn decode(self, bytes: &[u8]) -> f64 {
        let join = |bits: u64, byte: &u8| bits << 8 | *byte as u64;
        let bits = if self.big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) };
        match (self.kind, self.size) {
            (Kind::Unsigned, _) => bits as f64,
            (Kind::Signed, size) => {
                let unused = 64 - 8 * size as u32;
                ((bits << unused) as i64 >> unused) as f64
            }
            (Kind::Float, 2) => half(bits as u16),
            (Kind::Float, 4) => f32::from_bits(bits as u32) as f64,
            (Kind::Float, _) => f64::from_bits(bits),
        }
    }
}

/// A 16-bit float: sign, 5 bits of exponent, 10 of fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (bits >> 10 & 31, (bits & 1023) as f64 / 1024.0);
    let size = match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent as i32 - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// The class that a number names: an integer from 0 to classes - 1.
pub(super) fn label(number: f64, network: &Network) -> Option<usize> {
    let is_class = number.fract() == 0.0 && (0.0..network.classes as f64).contains(&number);
    is_class.then_some(number as usize)
}

/// Why a label is refused.
pub(super) fn not_a_class(label: &str, network: &Network) -> String {
    format!("label {label} is not a class; classes are 0 to {}", network.classes - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_decoded() {
        let number = |kind, size, big_endian| Number { kind, size, big_endian };
        assert_eq!(number(Kind::Unsigned, 1, false).decode(&[200]), 200.0);
        assert_eq!(number(Kind::Signed, 1, false).decode(&[200]), -56.0);
        assert_eq!(number(Kind::Signed, 2, true).decode(&(-300i16).to_be_bytes()), -300.0);
        assert_eq!(number(Kind::Signed, 8, false).decode(&(-7i64).to_le_bytes()), -7.0);
        assert_eq!(number(Kind::Unsigned, 8, false).decode(&u64::MAX.to_le_bytes()), u64::MAX as f64);
        assert_eq!(number(Kind::Float, 4, true).decode(&1.5f32.to_be_bytes()), 1.5);
        assert_eq!(number(Kind::Float, 8, false).decode(&(-0.1f64).to_le_bytes()), -0.1);
    }

    #[test]
    fn half_floats_are_decoded() {
        // numpy.float16 of 1, -2.5, the largest, the smallest and 0.
        let cases = [(0x3c00, 1.0), (0xc100, -2.5), (0x7bff, 65504.0), (0x0001, 5.960464477539063e-8), (0, 0.0)];
        for (bits, value) in cases {
            assert_eq!(half(bits), value);
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }
}
