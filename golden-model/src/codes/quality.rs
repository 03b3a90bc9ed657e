//! How good a set of codes is.

use serde::Serialize;

/// What the rule wants small: a constant part in a code is fatal, and two codes that are alike cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quality {
    /// max over c of |sum over i of s_c\[i\]|, in units of one code entry; 0 is balanced, n is a constant.
    pub largest_imbalance: u32,
    /// max over c < k of |s_c . s_k| / (|s_c| |s_k|); 0 is orthogonal, 1 is the same code or its opposite.
    pub largest_cross_correlation: f64,
}

/// Judges `codes`, classes x units.
pub fn quality(codes: &[Vec<i8>]) -> Quality {
    let dot = |a: &[i8], b: &[i8]| a.iter().zip(b).map(|(&a, &b)| a as i64 * b as i64).sum::<i64>();
    let imbalance = |code: &Vec<i8>| code.iter().map(|&value| value as i64).sum::<i64>().unsigned_abs() as u32;
    let energy: Vec<f64> = codes.iter().map(|code| dot(code, code) as f64).collect();
    let correlation = |c: usize, k: usize| dot(&codes[c], &codes[k]).abs() as f64 / (energy[c] * energy[k]).sqrt().max(1.0);
    let pairs = (0..codes.len()).flat_map(|k| (0..k).map(move |c| (c, k)));
    Quality {
        largest_imbalance: codes.iter().map(imbalance).max().unwrap_or(0),
        largest_cross_correlation: pairs.map(|(c, k)| correlation(c, k)).fold(0.0, f64::max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::codes;
    use crate::network::Basis;

    #[test]
    fn walsh_functions_are_balanced_and_orthogonal() {
        assert_eq!(quality(&codes(Basis::Walsh, 64, 10)), Quality { largest_imbalance: 0, largest_cross_correlation: 0.0 });
    }

    #[test]
    fn a_constant_and_a_twin_are_seen() {
        let found = quality(&[vec![1, 1, 1, 1], vec![1, -1, 1, -1], vec![-1, 1, -1, 1]]);
        assert_eq!(found, Quality { largest_imbalance: 4, largest_cross_correlation: 1.0 });
    }
}
