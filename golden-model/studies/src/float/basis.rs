//! Periodic vectors: one row a class, one column a value of the pooled activation.
//!
//! Row c of R has f_c = 50 + 462 c / (R - 1) radians an index (50 alone when R = 1). The authors' option "cosine" is
//! sin(f_c t), "square" its sign; column t = 0 is zero in both (M. P. E. Apolinario et al., LLS-DNN, lls_layers.py).

use entrain_model::codes::frequencies;
use nalgebra::DMatrix;
use std::f64::consts::{PI, TAU};

/// Shape of the wave, named as the authors' option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waveform {
    /// "cosine": the sine itself.
    Cosine,
    /// "square": the sine's sign.
    Square,
}

impl Waveform {
    fn shape(self, value: f64) -> f64 {
        match self {
            Waveform::Cosine => value,
            Waveform::Square if value == 0.0 => 0.0,
            Waveform::Square => value.signum(),
        }
    }
}

/// B, `rows` x `columns`.
pub fn basis(waveform: Waveform, rows: usize, columns: usize) -> DMatrix<f64> {
    let frequencies = frequencies(rows);
    DMatrix::from_fn(rows, columns, |row, t| waveform.shape((frequencies[row] * t as f64).sin()))
}

/// The earlier form cos(pi f (t + 0.5) / n), one row a frequency (half periods in n columns).
pub fn earlier_basis(waveform: Waveform, frequencies: &[f64], columns: usize) -> DMatrix<f64> {
    let angle = |row: usize, t: usize| PI * frequencies[row] * (t as f64 + 0.5) / columns as f64;
    DMatrix::from_fn(frequencies.len(), columns, |row, t| waveform.shape(angle(row, t).cos()))
}

/// How far sin(f_c t) may be off: 512 t radians carry this absolute rounding error at most, whatever library computes it.
pub fn rounding(columns: usize) -> f64 {
    4.0 * f64::EPSILON * 512.0 * columns as f64
}

/// The smallest |sin(f_c t)| for t >= 1: how near a sign comes to changing. 1 when there is no such column.
pub fn smallest_sine(rows: usize, columns: usize) -> f64 {
    let sines = frequencies(rows).into_iter().flat_map(|f| (1..columns).map(move |t| (f * t as f64).sin().abs()));
    sines.fold(1.0, f64::min)
}

/// Bits of a phase accumulator that reproduces the square basis for certain, 44 at most.
///
/// The step is rounded to half of 2^-bits turns, so the angle at t is off by pi t / 2^bits at most, which must stay
/// below the smallest sine. Fewer bits often do: 20 instead of 23 for R = 10, n = 512.
pub fn phase_bits(rows: usize, columns: usize) -> u32 {
    let bits = (PI * columns as f64 / smallest_sine(rows, columns)).log2().ceil();
    (bits as u32).clamp(2, 44)
}

/// The square basis from an integer phase accumulator: its top bit is the sign, column 0 is zero.
///
/// `bits` is 2 to 44; beyond, the 53 bits of a float do not round f / 2 pi well enough.
pub fn phase_basis(rows: usize, columns: usize, bits: u32) -> DMatrix<f64> {
    let turn = 1u64 << bits.clamp(2, 44);
    let step = |f: &f64| ((f / TAU).fract() * turn as f64).round() as u64;
    let steps: Vec<u64> = frequencies(rows).iter().map(step).collect();
    DMatrix::from_fn(rows, columns, |row, t| {
        let phase = steps[row].wrapping_mul(t as u64) % turn;
        match (t, phase < turn / 2) {
            (0, _) => 0.0,
            (_, true) => 1.0,
            (_, false) => -1.0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_widths_reproduce_the_square_basis() {
        for (rows, columns, bits) in [(10, 512, 20), (10, 2048, 24), (100, 2048, 32)] {
            assert_eq!(phase_basis(rows, columns, bits), basis(Waveform::Square, rows, columns), "{rows} x {columns}");
        }
        assert_ne!(phase_basis(10, 512, 18), basis(Waveform::Square, 10, 512), "18 bits do not suffice");
    }

    #[test]
    fn one_row_has_the_lowest_frequency() {
        assert_eq!(frequencies(1), [50.0]);
        assert_eq!(frequencies(3), [50.0, 281.0, 512.0]);
    }

    #[test]
    fn the_earlier_form_is_a_cosine_transform() {
        let rows = earlier_basis(Waveform::Cosine, &[1.0, 2.0, 5.0], 16);
        let gram = &rows * rows.transpose();
        assert!((gram - DMatrix::identity(3, 3) * 8.0).amax() < 1e-12);
        assert_eq!(earlier_basis(Waveform::Square, &[1.0], 4), DMatrix::from_row_slice(1, 4, &[1.0, 1.0, -1.0, -1.0]));
    }

    proptest! {
        #[test]
        fn the_derived_width_is_exact(rows in 1usize..40, columns in 1usize..400) {
            prop_assert_eq!(phase_basis(rows, columns, phase_bits(rows, columns)), basis(Waveform::Square, rows, columns));
        }
    }
}
