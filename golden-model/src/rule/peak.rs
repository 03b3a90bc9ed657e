//! What a machine can do at most, to measure the rule against.

use super::kernels;
use super::matrix::Block;
use std::hint::black_box;
use std::time::{Duration, Instant};

pub use super::kernels::machine;

/// The machine's integer peak: multiply-adds of 16-bit numbers into 32-bit sums, a second, on one core.
///
/// Measured with the instruction that multiplies the weights, chosen in the same way, in a loop that waits for nothing: the
/// sums stay in registers and 4 KB of inputs in the nearest cache. The best of `tries` tries of a millisecond each, with as
/// many sums at once as is fastest here.
pub fn integer_peak(tries: usize) -> f64 {
    (0..tries).flat_map(|_| [rate::<4>(), rate::<6>(), rate::<12>()]).fold(0.0, f64::max)
}

fn rate<const N: usize>() -> f64 {
    let (weights, inputs) = (black_box([Block([3; 32]); N]), black_box([Block([5; 32]); 64]));
    let mut sums = [[0; 16]; N];
    let (started, mut loops) = (Instant::now(), 0);
    while started.elapsed() < Duration::from_millis(1) {
        (0..16).for_each(|_| kernels::peak(black_box(&mut sums), &weights, &inputs));
        loops += 16;
    }
    (loops * N * inputs.len() * 32) as f64 / started.elapsed().as_secs_f64()
}
