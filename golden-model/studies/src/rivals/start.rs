//! Random matrices: start weights and fixed feedback.

use entrain_model::rule::XorShift32;
use nalgebra::DMatrix;

/// Uniform in [-sqrt(6 / fan), sqrt(6 / fan)): variance 2 / fan, which keeps the size of activations through ReLU layers
/// (K. He et al. 2015). The integer rule starts at the power of two next to it.
pub fn uniform(rows: usize, columns: usize, fan: usize, random: &mut XorShift32) -> DMatrix<f64> {
    let limit = (6.0 / fan as f64).sqrt();
    DMatrix::from_fn(rows, columns, |_, _| limit * (2.0 * unit(random) - 1.0))
}

/// Standard normal times `scale`, by the polar form's plain version (Box and Muller 1958).
pub fn normal(rows: usize, columns: usize, scale: f64, random: &mut XorShift32) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| {
        let radius = (-2.0 * (1.0 - unit(random)).ln()).sqrt();
        scale * radius * (std::f64::consts::TAU * unit(random)).cos()
    })
}

/// Uniform in 0..count.
pub fn below(count: usize, random: &mut XorShift32) -> usize {
    ((random.next_u32() as u64 * count as u64) >> 32) as usize
}

/// Uniform in [0, 1).
fn unit(random: &mut XorShift32) -> f64 {
    random.next_u32() as f64 / (1u64 << 32) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_have_the_variance_they_promise() {
        let random = &mut XorShift32::new(3);
        let variance = |matrix: &DMatrix<f64>| matrix.norm_squared() / matrix.len() as f64;
        assert!((variance(&uniform(100, 100, 8, random)) - 0.25).abs() < 0.02);
        assert!((variance(&normal(100, 100, 0.5, random)) - 0.25).abs() < 0.02);
    }
}
