//! The class codes: one fixed periodic vector a class, as wide as the layer.

mod counter;
mod quality;
pub mod sets;
pub mod square;

pub use square::frequencies;

pub use counter::CodePlan;
pub use quality::{Quality, quality};

use crate::network::Basis;

/// Levels of the triangle code in the eighths of a period, from phase 0 on.
const TRIANGLE: [i8; 8] = [3, 1, -1, -3, -3, -1, 1, 3];

/// The codes of all classes: `classes` rows of `units` values, +1 or -1 (triangle: +-1 and +-3, two bits).
///
/// - sqq: f = floor(c/2) + 1, p = (2f(2i+1) - (c odd ? n : 0)) mod 4n, +1 where p < n or p >= 3n.
/// - walsh: the parity of i & (c + 1), +1 where even.
/// - square: the published wave sign(sin(f_c i)), see `square`. Its column 0 is zero in the paper and +1 here: the
///   errors sum to zero, so what all classes share moves no weight, no lead and no prediction, and +1 is the bit that
///   a phase accumulator gives.
/// - triangle: the phase of sqq; (+3, +1, -1, -3, -3, -1, +1, +3) in the eighths of a period, a triangle wave of two
///   bits whose sign is sqq. The generator's data path is made for one bit.
pub fn codes(basis: Basis, units: usize, classes: usize) -> Vec<Vec<i8>> {
    let n = units as i64;
    let phase = |class: usize, i: i64| {
        let f = class as i64 / 2 + 1;
        (2 * f * (2 * i + 1) - if class % 2 == 1 { n } else { 0 }).rem_euclid(4 * n)
    };
    let value = |class: usize, i: i64| match basis {
        Basis::Sqq if phase(class, i) < n || phase(class, i) >= 3 * n => 1,
        Basis::Sqq => -1,
        Basis::Triangle => TRIANGLE[(2 * phase(class, i) / n) as usize],
        _ => 1 - 2 * ((i as usize & (class + 1)).count_ones() % 2) as i8,
    };
    match basis {
        Basis::Square => square::codes(units, classes),
        _ => (0..classes).map(|class| (0..n).map(|i| value(class, i)).collect()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A constant part in a code is fatal to the rule; ten classes on 32 rows or more have next to none.
        #[test]
        fn codes_are_balanced(units in 32usize..300, walsh: bool) {
            let (basis, units) = if walsh { (Basis::Walsh, units.next_power_of_two()) } else { (Basis::Sqq, units) };
            for code in codes(basis, units, 10) {
                let sum: i32 = code.iter().map(|&sign| sign as i32).sum();
                prop_assert!(4 * sum.unsigned_abs() as usize <= units, "sum {} of {}", sum, units);
            }
        }

        #[test]
        fn the_triangle_has_the_signs_of_the_square(units in 8usize..200) {
            let signs: Vec<Vec<i8>> =
                codes(Basis::Triangle, units, 6).iter().map(|code| code.iter().map(|value| value.signum()).collect()).collect();
            prop_assert_eq!(signs, codes(Basis::Sqq, units, 6));
        }
    }
}
