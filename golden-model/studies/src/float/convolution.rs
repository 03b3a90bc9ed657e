//! A 3x3 convolution with padding 1 as a product of matrices.
//!
//! `patches` lays every pixel's neighbourhood out as a row, so that a convolution is patches * W^T with W of shape
//! output x (input channels * 9). In "pixel rows" row n * P + p holds the channels of pixel p of sample n.

use super::Shape;
use nalgebra::DMatrix;

/// Taps of the kernel.
pub const TAPS: usize = 9;

/// Neighbourhoods: N x (K H W) becomes (N H W) x (K 9), column k * 9 + 3 * row + column, zero beyond the border.
pub fn patches(maps: &DMatrix<f64>, shape: Shape) -> DMatrix<f64> {
    let Shape { channels, height, width } = shape;
    DMatrix::from_fn(maps.nrows() * shape.pixels(), channels * TAPS, |row, column| {
        let (sample, pixel) = (row / shape.pixels(), row % shape.pixels());
        let (channel, tap) = (column / TAPS, column % TAPS);
        // Shifted by one so that both stay unsigned: 0 is the border above or to the left.
        let (y, x) = (pixel / width + tap / 3, pixel % width + tap % 3);
        let inside = (1..=height).contains(&y) && (1..=width).contains(&x);
        if inside { maps[(sample, (channel * height + y - 1) * width + x - 1)] } else { 0.0 }
    })
}

/// N x (K P) to pixel rows, (N P) x K.
pub fn to_pixel_rows(maps: &DMatrix<f64>, pixels: usize) -> DMatrix<f64> {
    DMatrix::from_fn(maps.nrows() * pixels, maps.ncols() / pixels, |row, channel| maps[(row / pixels, channel * pixels + row % pixels)])
}

/// Pixel rows, (N P) x K, to N x (K P).
pub fn to_maps(rows: &DMatrix<f64>, pixels: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows.nrows() / pixels, rows.ncols() * pixels, |sample, column| {
        rows[(sample * pixels + column % pixels, column / pixels)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_centre_tap_is_the_map_itself_and_borders_are_zero() {
        let shape = Shape { channels: 2, height: 3, width: 4 };
        let maps = DMatrix::from_fn(2, shape.features(), |sample, column| (100 * sample + column + 1) as f64);
        let patches = patches(&maps, shape);
        let centre = DMatrix::from_fn(patches.nrows(), 2, |row, channel| patches[(row, channel * TAPS + 4)]);
        assert_eq!(to_maps(&centre, shape.pixels()), maps);
        // Pixel 0 is the corner: only the four taps to the right and below are inside.
        let corner: Vec<f64> = (0..TAPS).map(|tap| patches[(0, tap)]).collect();
        assert_eq!(corner, [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 5.0, 6.0]);
    }

    #[test]
    fn pixel_rows_and_back() {
        let maps = DMatrix::from_fn(3, 8, |row, column| (8 * row + column) as f64);
        assert_eq!(to_maps(&to_pixel_rows(&maps, 4), 4), maps);
        assert_eq!(to_pixel_rows(&maps, 1), maps);
    }
}
