//! Weights in the order in which the kernels walk them.

use super::kernels;
use super::live::{Live, Step};

/// 16 rows of two neighbouring columns: number 2 r + c is row r, column c. One cache line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub struct Block(pub [i16; 32]);

/// One number for each of the 16 rows of a block.
pub type Lanes = [i32; Matrix::ROWS];

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

    /// sums = W a, in 32 bits: for those who know that no sum needs more.
    ///
    /// `inputs` has a pair for each pair of columns, and `live` says which are not zero; `sums` a number for each padded row.
    pub fn multiply(&self, inputs: &[[i16; 2]], live: &[u32], sums: &mut [Lanes]) {
        debug_assert_eq!((inputs.len(), sums.len()), (self.pairs, self.padded_rows() / Matrix::ROWS));
        match self.tile {
            1 => kernels::multiply::<1, 4>(&self.blocks, inputs, live, sums),
            2 => kernels::multiply::<2, 2>(&self.blocks, inputs, live, sums),
            _ => kernels::multiply::<4, 1>(&self.blocks, inputs, live, sums),
        }
    }

    /// sums = W a, in 64 bits; `part` is a workplace as large as `multiply` needs.
    ///
    /// An input has 8 bits and their sign, so a product is below 2^24 and 32 bits hold the sum of 64 pairs of them.
    pub fn multiply_wide(&self, inputs: &[[i16; 2]], live: &[u32], part: &mut [Lanes], sums: &mut [i64]) {
        sums.fill(0);
        for live in live.chunks(64) {
            self.multiply(inputs, live, part);
            sums.iter_mut().zip(part.as_flattened()).for_each(|(sum, &part)| *sum += part as i64);
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

    /// As `correct`, with increments that are rounded by chance; how = (mode, K or S).
    pub fn correct_by_chance(&mut self, draws: &[Draws], input: &Live, how: (Chance, u32), ends: (i16, i16)) -> u64 {
        let correct = |draws: &Draws| {
            let first = self.block(draws.rows, 0);
            kernels::correct_by_chance(&mut self.blocks[first..], self.tile, draws, input, how, ends)
        };
        draws.iter().map(correct).sum()
    }

    fn block(&self, rows: usize, pair: usize) -> usize {
        (rows / self.tile * self.pairs + pair) * self.tile + rows % self.tile
    }
}
