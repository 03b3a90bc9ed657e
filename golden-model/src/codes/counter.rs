//! The codes as counters.

use super::square;
use crate::network::Basis;
use crate::plan::index_bits;
use serde::Serialize;

/// The same codes as counters: what `code_gen.v` needs instead of a ROM.
///
/// sqq, class c, f = c/2 + 1: the phase starts at f * `start` - (c odd ? `quarter` : 0), steps by f * `step`
/// modulo `modulus`, and the code is +1 in the first and the last quarter. All common factors are divided out.
/// triangle: the same counter, read by eighths of the period. square: the phase starts at 0 and class c steps by
/// `square::steps`, `step` is 0 here. `Plan::hardware_ready` says which of them the generator can build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodePlan {
    /// The family.
    pub basis: Basis,
    /// Rows of the layer.
    pub units: usize,
    /// Classes of a set.
    pub classes: usize,
    /// Sets; class c of set s is counted as class c + s C.
    pub sets: usize,
    /// One period of the phase.
    pub modulus: usize,
    /// A quarter of the period.
    pub quarter: usize,
    /// Phase step a row, for f = 1.
    pub step: usize,
    /// Phase of row 0, for f = 1.
    pub start: usize,
    /// Bits of the phase (sqq, triangle, square) or of the row counter (walsh).
    pub bits: u32,
}

impl CodePlan {
    /// Plans the counters of a layer with one set of codes.
    pub fn new(basis: Basis, units: usize, classes: usize) -> CodePlan {
        CodePlan::with_sets(basis, units, classes, 1)
    }

    /// Plans the counters of a layer with several sets of `classes` codes each.
    pub fn with_sets(basis: Basis, units: usize, classes: usize, sets: usize) -> CodePlan {
        let all = classes * sets;
        if basis == Basis::Square {
            let bits = square::phase_bits(units, all);
            let modulus = 1usize << bits;
            return CodePlan { basis, units, classes, sets, modulus, quarter: modulus / 4, step: 0, start: 0, bits };
        }
        let common = if units.is_multiple_of(2) { 2 } else { 1 };
        let modulus = 4 * units / common;
        let bits = match basis {
            Basis::Walsh => index_bits(units).max(index_bits(all + 1)),
            _ => index_bits(modulus),
        };
        CodePlan { basis, units, classes, sets, modulus, quarter: units / common, step: 4 / common, start: 2 / common, bits }
    }

    /// What the counter of `class` makes, row after row, for as many rows as anybody asks: true is +1. sqq and walsh only.
    pub fn signs(self, class: usize) -> impl Iterator<Item = bool> {
        let f = class / 2 + 1;
        let first = f * self.start + self.modulus - if class % 2 == 1 { self.quarter } else { 0 };
        (0..).map(move |row| match self.basis {
            Basis::Walsh => (row & (class + 1)).count_ones().is_multiple_of(2),
            _ => {
                let phase = (first + row * f * self.step) % self.modulus;
                phase < self.quarter || phase >= 3 * self.quarter
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::codes;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counters_make_the_codes(units in 3usize..200, seed in 0usize..1000, walsh: bool) {
            let (classes, basis) = (2 + seed % (units - 2), if walsh { Basis::Walsh } else { Basis::Sqq });
            let plan = CodePlan::new(basis, units, classes);
            for (class, code) in codes(basis, units, classes).into_iter().enumerate() {
                let signs: Vec<i8> = plan.signs(class).take(units).map(|positive| if positive { 1 } else { -1 }).collect();
                prop_assert_eq!(signs, code);
            }
        }
    }
}
