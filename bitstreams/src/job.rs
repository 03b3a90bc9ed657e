//! What a build is asked for.

use entrain_boards::Board;
use entrain_model::{Model, Plan};
use std::path::Path;

/// A bitstream to make.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// The network.
    pub plan: &'a Plan,
    /// Its start weights.
    pub model: &'a Model,
    /// The board.
    pub board: &'a Board,
    /// Clock of the design, MHz.
    pub clock_mhz: f64,
    /// Seeds of the placer; the fastest result is kept.
    pub seeds: Vec<u32>,
    /// A clock that is not reached is no error: the outcome tells.
    pub allow_slow: bool,
    /// Everything goes here.
    pub folder: &'a Path,
}
