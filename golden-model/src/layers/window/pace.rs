//! K: what of the sum over the pixels a weight gets, at each rate of a run.

use crate::diagnostic::{Diagnostic, Result};
use crate::layers::Edge;
use crate::network::{Network, Part};

/// The rate that C1's own shift is for: kc of the rule stands for 2^-(9 + kc) of a pixel's step.
const RATE: i64 = 9;

/// K at each rate of a run: F - fraction + 9 - 1 + kc with kc = zs - 1, and what a rate is slower than the first one.
///
/// # Errors
/// A rate so slow that every increment rounds to zero, or faster than one step of the weights' grid.
pub(super) fn paces(network: &Network, index: usize, input: &Edge, cell_shift: u32, largest: u32) -> Result<Vec<u32>> {
    let own = input.format.fraction as i64 - network.weights.fraction as i64 + RATE - 1 + cell_shift as i64 - 1;
    let pace = |(rate, part): (u32, Part)| {
        let shift = own + rate as i64 - network.training.rate as i64;
        if (0..=largest as i64).contains(&shift) {
            return Ok(shift as u32);
        }
        let why = match shift < 0 {
            true => "faster than one step of the weights' grid",
            false => "so slow that every increment rounds to zero",
        };
        let message = format!("rate = {rate} is {why} in layer {} (K = {shift}, usable are 0 to {largest})", index + 1);
        if shift == own {
            let label = format!("weights of {} fraction bits cannot learn from this map", network.weights.fraction);
            let error = network.point_at(Diagnostic::new(message), Part::Type(index), label);
            return Err(error.help("fewer cells make K larger, and so do fewer fraction bits of the weights; more make it smaller"));
        }
        let (lowest, highest) = (network.training.rate as i64 - own, network.training.rate as i64 + largest as i64 - own);
        let label = format!("{} to {highest} can be had behind rate = {}", lowest.max(1), network.training.rate);
        Err(network.point_at(Diagnostic::new(message), part, label))
    };
    network.training.rates().map(pace).collect()
}
