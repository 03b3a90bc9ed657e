//! The class codes: one fixed periodic +1/-1 vector a class, as wide as the layer.

use crate::network::Basis;
use crate::plan::index_bits;
use serde::Serialize;

/// The codes of all classes: `classes` rows of `units` signs.
///
/// sqq: f = floor(c/2) + 1, p = (2f(2i+1) - (c odd ? n : 0)) mod 4n, +1 where p < n or p >= 3n.
/// walsh: the parity of i & (c + 1), +1 where even.
pub fn codes(basis: Basis, units: usize, classes: usize) -> Vec<Vec<i8>> {
    let n = units as i64;
    let sign = |class: usize, i: i64| match basis {
        Basis::Sqq => {
            let f = class as i64 / 2 + 1;
            let p = (2 * f * (2 * i + 1) - if class % 2 == 1 { n } else { 0 }).rem_euclid(4 * n);
            if p < n || p >= 3 * n { 1 } else { -1 }
        }
        Basis::Walsh => 1 - 2 * ((i as usize & (class + 1)).count_ones() % 2) as i8,
    };
    (0..classes).map(|class| (0..n).map(|i| sign(class, i)).collect()).collect()
}

/// The same codes as counters: what `code_gen.v` needs instead of a ROM.
///
/// sqq, class c, f = c/2 + 1: the phase starts at f * `start` - (c odd ? `quarter` : 0), steps by f * `step`
/// modulo `modulus`, and the code is +1 in the first and the last quarter. All common factors are divided out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodePlan {
    /// The family.
    pub basis: Basis,
    /// Rows of the layer.
    pub units: usize,
    /// One period of the phase.
    pub modulus: usize,
    /// A quarter of the period.
    pub quarter: usize,
    /// Phase step a row, for f = 1.
    pub step: usize,
    /// Phase of row 0, for f = 1.
    pub start: usize,
    /// Bits of the phase (sqq) or of the row counter (walsh).
    pub bits: u32,
}

impl CodePlan {
    /// Plans the counters of a layer.
    pub fn new(basis: Basis, units: usize, classes: usize) -> CodePlan {
        let common = if units.is_multiple_of(2) { 2 } else { 1 };
        let modulus = 4 * units / common;
        let bits = match basis {
            Basis::Sqq => index_bits(modulus),
            Basis::Walsh => index_bits(units).max(index_bits(classes + 1)),
        };
        CodePlan { basis, units, modulus, quarter: units / common, step: 4 / common, start: 2 / common, bits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The counter of `code_gen.v`, step by step.
    fn counted(plan: CodePlan, class: usize) -> Vec<i8> {
        let f = class / 2 + 1;
        let mut phase = (f * plan.start + plan.modulus - if class % 2 == 1 { plan.quarter } else { 0 }) % plan.modulus;
        (0..plan.units)
            .map(|_| {
                let sign = if phase < plan.quarter || phase >= 3 * plan.quarter { 1 } else { -1 };
                phase = (phase + f * plan.step) % plan.modulus;
                sign
            })
            .collect()
    }

    proptest! {
        #[test]
        fn sqq_counters_make_the_codes(units in 2usize..200, seed in 0usize..1000) {
            let classes = 2 + seed % (units - 1);
            let plan = CodePlan::new(Basis::Sqq, units, classes);
            for (class, code) in codes(Basis::Sqq, units, classes).into_iter().enumerate() {
                prop_assert_eq!(counted(plan, class), code);
            }
        }

        /// A constant part in a code is fatal to the rule; ten classes on 32 rows or more have next to none.
        #[test]
        fn codes_are_balanced(units in 32usize..300, walsh: bool) {
            let (basis, units) = if walsh { (Basis::Walsh, units.next_power_of_two()) } else { (Basis::Sqq, units) };
            for code in codes(basis, units, 10) {
                let sum: i32 = code.iter().map(|&sign| sign as i32).sum();
                prop_assert!(4 * sum.unsigned_abs() as usize <= units, "sum {} of {}", sum, units);
            }
        }
    }
}
