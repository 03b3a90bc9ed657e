//! The square wave of the authors' code: sign(sin(f_c t)), f_c = 50 + 462 c / (C - 1) radians a unit, t = 0..n-1.
//!
//! One phase accumulator a class makes it without a ROM: `bits` wide, 0 at t = 0, plus `steps[c]` a unit, modulo
//! 2^bits; the code is -1 where the top bit is set. Radians become turns once, when the step is planned.

use std::f64::consts::TAU;

/// Widest accumulator: beyond, the 53 bits of a float do not round f / 2 pi well enough.
const MOST_BITS: u32 = 44;

/// f_c for c = 0..rows, radians a unit.
pub fn frequencies(rows: usize) -> Vec<f64> {
    let last = rows.saturating_sub(1).max(1) as f64;
    (0..rows).map(|row| 50.0 + 462.0 * row as f64 / last).collect()
}

/// round(frac(f_c / 2 pi) * 2^bits) of every class: turns a unit, in units of 2^-bits.
pub fn steps(classes: usize, bits: u32) -> Vec<u64> {
    let turn = 1u64 << bits;
    // A step that rounds up to a whole turn is none.
    frequencies(classes).iter().map(|f| ((f / TAU).fract() * turn as f64).round() as u64 % turn).collect()
}

/// Whether the code is +1 at unit `t`: the accumulator's top bit is clear.
fn positive(step: u64, t: usize, bits: u32) -> bool {
    (step.wrapping_mul(t as u64) >> (bits - 1)) & 1 == 0
}

/// The fewest bits, from 2 on, whose signs equal those of sin(f_c t) for every class and t = 1..n-1.
///
/// 19 for C = 10 and n = 512 (18 do not), 24 for n = 2048, 27 for C = 100 and n = 2048; 20, 24 and 32 do too.
pub fn phase_bits(units: usize, classes: usize) -> u32 {
    let sines = |f: f64| (1..units).map(move |t| (f * t as f64).sin() > 0.0).collect::<Vec<bool>>();
    let signs: Vec<Vec<bool>> = frequencies(classes).into_iter().map(sines).collect();
    let exact = |bits: u32| {
        let mut rows = steps(classes, bits).into_iter().zip(&signs);
        rows.all(|(step, row)| row.iter().enumerate().all(|(before, &sign)| positive(step, before + 1, bits) == sign))
    };
    (2..MOST_BITS).find(|&bits| exact(bits)).unwrap_or(MOST_BITS)
}

/// The codes, `classes` rows of `units` signs; column 0 is +1.
pub fn codes(units: usize, classes: usize) -> Vec<Vec<i8>> {
    let bits = phase_bits(units, classes);
    let row = |step: u64| (0..units).map(|t| if positive(step, t, bits) { 1 } else { -1 }).collect();
    steps(classes, bits).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_within_the_known_ones() {
        assert_eq!([(512, 10), (2048, 10), (2048, 100)].map(|(units, classes)| phase_bits(units, classes)), [19, 24, 27]);
    }
}
