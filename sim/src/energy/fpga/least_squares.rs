//! Least squares of a few coefficients.

use nalgebra::{DMatrix, DVector};

/// Below this share of the largest one a singular value counts as 0.
const SINGULAR: f64 = 1e-12;

/// The N coefficients that come nearest to (row, value) in the sum of squares; a column that is 0 everywhere gets 0.
pub fn least_squares<const N: usize>(rows: impl Iterator<Item = ([f64; N], f64)>) -> [f64; N] {
    let (rows, values): (Vec<[f64; N]>, Vec<f64>) = rows.unzip();
    if rows.is_empty() {
        return [0.0; N];
    }
    // Columns of one length, so that what counts as 0 does not depend on units.
    let length = |column: usize| rows.iter().map(|row| row[column] * row[column]).sum::<f64>().sqrt();
    let lengths: [f64; N] = std::array::from_fn(|column| Some(length(column)).filter(|length| *length > 0.0).unwrap_or(1.0));
    let matrix = DMatrix::from_fn(rows.len(), N, |row, column| rows[row][column] / lengths[column]);
    let svd = matrix.svd(true, true);
    let limit = SINGULAR * svd.singular_values.max();
    let solved = svd.solve(&DVector::from_vec(values), limit).expect("both sides were asked for");
    std::array::from_fn(|column| solved[column] / lengths[column])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_finds_what_made_the_rows() {
        let truth = [3.0, -2.0, 0.5];
        let rows = [[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [4.0, 1.0, 0.0], [1.0, 1.0, 1.0]];
        let found = least_squares(rows.into_iter().map(|row| (row, row.iter().zip(truth).map(|(a, b)| a * b).sum())));
        assert!(found.iter().zip(truth).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
    }
}
