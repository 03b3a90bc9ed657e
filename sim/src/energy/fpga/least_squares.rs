//! Least squares of a few coefficients.

/// Solves the normal equations of (row, value); a column that is 0 everywhere gets 0.
pub fn least_squares<const N: usize>(rows: impl Iterator<Item = ([f64; N], f64)>) -> [f64; N] {
    let (mut matrix, mut right) = ([[0.0; N]; N], [0.0; N]);
    for (row, value) in rows {
        for i in 0..N {
            right[i] += row[i] * value;
            for j in 0..N {
                matrix[i][j] += row[i] * row[j];
            }
        }
    }
    // Gauss with the largest pivot.
    let mut solved = [0.0; N];
    let mut order: Vec<usize> = Vec::new();
    for column in 0..N {
        let free = (0..N).filter(|row| !order.contains(row));
        let Some(pivot) = free.max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs())) else { break };
        order.push(pivot);
        if matrix[pivot][column].abs() < 1e-18 {
            continue;
        }
        for row in (0..N).filter(|row| *row != pivot) {
            let factor = matrix[row][column] / matrix[pivot][column];
            let of_pivot = matrix[pivot];
            matrix[row].iter_mut().zip(of_pivot).for_each(|(value, pivot)| *value -= factor * pivot);
            right[row] -= factor * right[pivot];
        }
    }
    for (column, pivot) in order.iter().enumerate() {
        solved[column] = if matrix[*pivot][column].abs() < 1e-18 { 0.0 } else { right[*pivot] / matrix[*pivot][column] };
    }
    solved
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
