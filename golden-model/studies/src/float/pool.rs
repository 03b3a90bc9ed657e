//! Adaptive average pooling to s x s cells, and its transpose.

use super::{Shape, require};
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;
use std::ops::Range;

/// The pool between a block's output and its local loss.
///
/// Cell i of s over H rows covers rows floor(i H / s) to ceil((i + 1) H / s) - 1, columns likewise. Cells overlap where
/// s does not divide H and repeat pixels where s > H.
#[derive(Debug, Clone)]
pub struct Pool {
    shape: Shape,
    cells: usize,
}

impl Pool {
    /// Pools maps of `shape` to `cells` x `cells`. Error: no cells, or an empty map.
    pub fn new(shape: Shape, cells: usize) -> Result<Pool> {
        require(cells > 0 && shape.features() > 0, || "a pool needs at least one cell and one pixel".into())?;
        Ok(Pool { shape, cells })
    }

    /// The identity on vectors of `width`.
    pub fn identity(width: usize) -> Result<Pool> {
        Pool::new(Shape::vector(width), 1)
    }

    /// n = K s s, the width of the pooled activation.
    pub fn outputs(&self) -> usize {
        self.shape.channels * self.cells * self.cells
    }

    /// Size of what is pooled.
    pub fn input(&self) -> Shape {
        self.shape
    }

    /// a: the mean of every cell; N x (K H W) becomes N x (K s s).
    pub fn forward(&self, maps: &DMatrix<f64>) -> DMatrix<f64> {
        let mut pooled = DMatrix::zeros(maps.nrows(), self.outputs());
        self.visit(|pixel, cell, share| {
            for sample in 0..maps.nrows() {
                pooled[(sample, cell)] += share * maps[(sample, pixel)];
            }
        });
        pooled
    }

    /// Gradient of the maps from the gradient of the cells: divided by the cell's size, added where cells overlap.
    pub fn transpose(&self, cells: &DMatrix<f64>) -> DMatrix<f64> {
        let mut maps = DMatrix::zeros(cells.nrows(), self.shape.features());
        self.visit(|pixel, cell, share| {
            for sample in 0..cells.nrows() {
                maps[(sample, pixel)] += share * cells[(sample, cell)];
            }
        });
        maps
    }

    /// Calls `each` with pixel, cell and one over the cell's size, for every pixel of every cell.
    fn visit(&self, mut each: impl FnMut(usize, usize, f64)) {
        let Shape { channels, height, width } = self.shape;
        let rows: Vec<_> = (0..self.cells).map(|cell| covered(cell, self.cells, height)).collect();
        let columns: Vec<_> = (0..self.cells).map(|cell| covered(cell, self.cells, width)).collect();
        let mut cell = 0;
        for channel in 0..channels {
            for rows in &rows {
                for columns in &columns {
                    let share = 1.0 / (rows.len() * columns.len()) as f64;
                    for row in rows.clone() {
                        columns.clone().for_each(|column| each((channel * height + row) * width + column, cell, share));
                    }
                    cell += 1;
                }
            }
        }
    }
}

/// Pixels under cell `cell` of `cells` over a side of `length`.
fn covered(cell: usize, cells: usize, length: usize) -> Range<usize> {
    cell * length / cells..((cell + 1) * length).div_ceil(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_overlap_where_the_side_is_not_a_multiple() {
        assert_eq!((covered(0, 2, 7), covered(1, 2, 7)), (0..4, 3..7));
        assert_eq!((covered(0, 3, 2), covered(1, 3, 2), covered(2, 3, 2)), (0..1, 0..2, 1..2));
    }

    #[test]
    fn vectors_pass_unchanged() {
        let vector = DMatrix::from_row_slice(1, 3, &[1.0, -2.0, 3.0]);
        let pool = Pool::identity(3).expect("valid");
        assert_eq!(pool.forward(&vector), vector);
        assert_eq!(pool.transpose(&vector), vector);
    }

    #[test]
    fn no_cells_are_an_error() {
        assert!(Pool::new(Shape::vector(4), 0).is_err());
    }

    proptest! {
        #[test]
        fn transpose_is_the_adjoint(channels in 1usize..4, height in 1usize..8, width in 1usize..8, cells in 1usize..5, seed in 0u64..1000) {
            let pool = Pool::new(Shape { channels, height, width }, cells).expect("valid");
            let wave = |k: usize| ((k as f64 + seed as f64) * 1.7).sin();
            let x = DMatrix::from_fn(2, pool.input().features(), |i, j| wave(7 * j + i));
            let y = DMatrix::from_fn(2, pool.outputs(), |i, j| wave(3 * j + i + 11));
            prop_assert!((pool.forward(&x).dot(&y) - x.dot(&pool.transpose(&y))).abs() < 1e-12 * (1.0 + x.len() as f64));
        }
    }
}
