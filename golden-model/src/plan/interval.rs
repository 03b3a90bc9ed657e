//! Interval arithmetic: the proof that a width is wide enough.

use serde::Serialize;
use std::ops::{Add, Mul};

/// All integers from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// Smallest value.
    pub low: i64,
    /// Largest value.
    pub high: i64,
}

impl Interval {
    /// The interval from `low` to `high`.
    pub fn new(low: i64, high: i64) -> Self {
        Interval { low, high }
    }

    /// What `bits` of two's complement can hold.
    pub fn signed(bits: u32) -> Self {
        Interval { low: -(1 << (bits - 1)), high: (1 << (bits - 1)) - 1 }
    }

    /// `count` independent values added up.
    pub fn times(self, count: usize) -> Self {
        Interval { low: self.low * count as i64, high: self.high * count as i64 }
    }

    /// Shifted left by `places`.
    pub fn shift_left(self, places: u32) -> Self {
        Interval { low: self.low << places, high: self.high << places }
    }

    /// Bits of two's complement that hold every value.
    pub fn signed_bits(self) -> u32 {
        let magnitude = |value: i64| if value < 0 { 65 - (!value).leading_zeros() } else { 65 - value.leading_zeros() };
        magnitude(self.low).max(magnitude(self.high))
    }
}

impl Add for Interval {
    type Output = Interval;
    fn add(self, other: Interval) -> Interval {
        Interval { low: self.low + other.low, high: self.high + other.high }
    }
}

impl Mul for Interval {
    type Output = Interval;
    fn mul(self, other: Interval) -> Interval {
        let products = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        Interval { low: products.into_iter().min().unwrap_or(0), high: products.into_iter().max().unwrap_or(0) }
    }
}

/// Bits that count from 0 to `count` - 1; at least 1, because a port has no 0-bit form.
pub fn index_bits(count: usize) -> u32 {
    count.saturating_sub(1).checked_ilog2().map_or(1, |top| top + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_intervals() {
        assert_eq!(Interval::new(0, 0).signed_bits(), 1);
        assert_eq!(Interval::new(-1, 0).signed_bits(), 1);
        assert_eq!(Interval::new(-128, 127).signed_bits(), 8);
        assert_eq!(Interval::new(-129, 0).signed_bits(), 9);
        assert_eq!(Interval::new(0, 255).signed_bits(), 9);
        assert_eq!(Interval::signed(12), Interval::new(-2048, 2047));
        assert_eq!((Interval::new(-2, 3) * Interval::new(-5, 7)), Interval::new(-15, 21));
    }

    #[test]
    fn bits_of_indices() {
        assert_eq!([1, 2, 3, 4, 5, 64, 65].map(index_bits), [1, 1, 2, 2, 3, 6, 7]);
    }
}
