//! Weights in the order in which the kernels walk them.

use super::kernels;
use super::live::{Pair, Step};

/// 16 rows of two neighbouring columns: number 2 r + c is row r, column c. One cache line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Block(pub [i16; 32]);

/// One number for each of the 16 rows of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Lanes(pub [i32; Matrix::ROWS]);

/// Which rows of a block are corrected, as masks of all ones or zeros.
#[derive(Debug, Clone, Copy)]
pub struct Masks {
    /// Number of the block of rows.
    pub rows: usize,
    /// Rows with d = +1.
    pub down: Block,
    /// Rows with d = -1.
    pub up: Block,
}

/// The error signal and the random number of each row of a block; both are 0 where a row is not corrected.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    /// Number of the block of rows.
    pub rows: usize,
    /// d.
    pub signal: Lanes,
    /// r.
    pub random: Lanes,
}

/// How an increment is rounded by chance: what is taken from a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// d ((a + r) >> K).
    Ternary,
    /// (d a + r) >> S.
    Staircase,
}

/// A matrix of 16-bit weights, stored by columns: what an input of zero would multiply is not even read.
///
/// Blocks lie in the order [tile of rows][pair of columns][block of rows in the tile]. A tile has up to four blocks, 64
/// rows: their sums stay in registers while the pairs of columns go by.
#[derive(Debug, Clone)]
pub struct Matrix {
    rows: usize,
    pairs: usize,
    /// Blocks of rows in a tile: 1, 2 or 4.
    tile: usize,
    blocks: Vec<Block>,
}

impl Matrix {
    /// Rows of a block.
    pub const ROWS: usize = 16;

    /// All zero.
    pub fn new(rows: usize, columns: usize) -> Matrix {
        let tile = rows.div_ceil(Matrix::ROWS).next_power_of_two().min(4);
        let pairs = columns.div_ceil(2).max(1);
        let tiles = rows.div_ceil(Matrix::ROWS * tile);
        Matrix { rows, pairs, tile, blocks: vec![Block([0; 32]); tiles * pairs * tile] }
    }

    /// Rows, filled up to whole tiles; the rows that are too many stay 0.
    pub fn padded_rows(&self) -> usize {
        self.blocks.len() / self.pairs * Matrix::ROWS
    }

    /// The weight at `row` and `column`.
    pub fn get(&self, row: usize, column: usize) -> i16 {
        self.blocks[self.block(row / Matrix::ROWS, column / 2)].0[row % Matrix::ROWS * 2 + column % 2]
    }

    /// Sets one weight.
    pub fn set(&mut self, row: usize, column: usize, weight: i16) {
        debug_assert!(row < self.rows);
        let block = self.block(row / Matrix::ROWS, column / 2);
        self.blocks[block].0[row % Matrix::ROWS * 2 + column % 2] = weight;
    }

    /// sums = W a, in 32 bits: for those who know that no sum needs more. `sums` has a number for each padded row.
    pub fn multiply(&self, live: &[Pair], sums: &mut [Lanes]) {
        sums.fill(Lanes([0; Matrix::ROWS]));
        match self.tile {
            1 => kernels::accumulate::<1, 4>(sums, &self.blocks, self.pairs, live),
            2 => kernels::accumulate::<2, 2>(sums, &self.blocks, self.pairs, live),
            _ => kernels::accumulate::<4, 1>(sums, &self.blocks, self.pairs, live),
        }
    }

    /// sums = W a, in 64 bits; `part` is a workplace as large as `multiply` needs.
    ///
    /// An input has 8 bits and their sign, so a product is below 2^24 and 32 bits hold the sum of 64 pairs of them.
    pub fn multiply_wide(&self, live: &[Pair], part: &mut [Lanes], sums: &mut [i64]) {
        sums.fill(0);
        for live in live.chunks(64) {
            self.multiply(live, part);
            sums.iter_mut().zip(part.iter().flat_map(|lanes| lanes.0)).for_each(|(sum, part)| *sum += part as i64);
        }
    }

    /// Takes each step from the rows that `masks` say, within `ends`; returns how many weights came to an end of it.
    pub fn correct(&mut self, masks: &[Masks], steps: &[Step], ends: (i16, i16)) -> u64 {
        let correct = |masks: &Masks| {
            let first = self.block(masks.rows, 0);
            kernels::correct(&mut self.blocks[first..], self.tile, masks, steps, ends)
        };
        masks.iter().map(correct).sum()
    }

    /// As `correct`, with increments that are rounded by chance.
    pub fn correct_by_chance(&mut self, draws: &[Draws], live: &[Pair], how: (Chance, u32), ends: (i16, i16)) -> u64 {
        let correct = |draws: &Draws| {
            let first = self.block(draws.rows, 0);
            kernels::correct_by_chance(&mut self.blocks[first..], self.tile, draws, live, how, ends)
        };
        draws.iter().map(correct).sum()
    }

    fn block(&self, rows: usize, pair: usize) -> usize {
        (rows / self.tile * self.pairs + pair) * self.tile + rows % self.tile
    }
}
