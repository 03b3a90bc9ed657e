//! Where the numbers of a map lie for the kernels: with the padding around them, and a tile of pixels at a time.

use super::Window;
use super::kernels::{INPUTS, QUAD};

/// Pixels of a tile: as many as keep the machine busy, and few enough for its registers.
#[derive(Debug, Clone)]
pub enum Tiles {
    /// Four.
    Four(Vec<[u32; 4]>),
    /// Five.
    Five(Vec<[u32; 5]>),
    /// Six.
    Six(Vec<[u32; 6]>),
}

/// The places.
#[derive(Debug, Clone)]
pub struct Geometry {
    /// Numbers from a row to the next, padding included.
    pub stride: usize,
    /// Numbers of a channel, padding included.
    pub plane: usize,
    /// Channels that come in, in pairs.
    pub pairs: usize,
    /// How far on each tap is.
    pub taps: Vec<u32>,
    /// How far on the pair of inputs of each block of weights is.
    pub steps: Vec<u32>,
    /// The first pair of inputs that each pixel sees.
    pub tiles: Tiles,
    /// The first byte that each input of three blocks of weights sees.
    pub starts: Vec<[u32; INPUTS]>,
    /// The cell of each pixel.
    pub cell_of: Vec<u16>,
}

impl Geometry {
    /// Bytes behind the last plane that a block of D may look at, though it makes nothing of them.
    pub const SLACK: usize = 2 * QUAD;

    /// The places of a convolution.
    pub fn new(plan: &Window) -> Geometry {
        let ((channels, rows, columns), kernel) = (plan.map(), plan.kernel);
        let stride = columns + kernel - 1;
        let (plane, pairs) = (stride * (rows + kernel - 1), channels.div_ceil(2));
        let tap = |tap: usize| tap / kernel * stride + tap % kernel;
        // Blocks of weights are in this order: tap after tap, in each pair of channels after pair of channels.
        let order = || (0..kernel * kernel).flat_map(move |at| (0..pairs).map(move |pair| (at, pair)));
        let mut starts: Vec<u32> =
            order().flat_map(|(at, pair)| [2 * pair, 2 * pair + 1].map(|channel| (channel * plane + tap(at)) as u32)).collect();
        starts.resize(starts.len().next_multiple_of(INPUTS), 0);
        let pixels: Vec<u32> = (0..rows).flat_map(|y| (0..columns).map(move |x| (y * stride + x) as u32)).collect();
        Geometry {
            stride,
            plane,
            pairs,
            taps: (0..kernel * kernel).map(|at| tap(at) as u32).collect(),
            steps: order().map(|(at, pair)| (pair * plane + tap(at)) as u32).collect(),
            tiles: tiles(&pixels),
            starts: starts.as_chunks().0.to_vec(),
            cell_of: plan.cell_of_pixels().into_iter().map(|cell| cell as u16).collect(),
        }
    }
}

/// Tiles that waste the fewest pixels, the largest of equals; the last one repeats its last pixel.
fn tiles(pixels: &[u32]) -> Tiles {
    fn cut<const T: usize>(pixels: &[u32]) -> Vec<[u32; T]> {
        let mut filled = pixels.to_vec();
        filled.resize(pixels.len().next_multiple_of(T), pixels.last().copied().unwrap_or(0));
        filled.as_chunks().0.to_vec()
    }
    match [6, 5, 4].into_iter().min_by_key(|tile| pixels.len().next_multiple_of(*tile)) {
        Some(6) => Tiles::Six(cut(pixels)),
        Some(5) => Tiles::Five(cut(pixels)),
        _ => Tiles::Four(cut(pixels)),
    }
}
