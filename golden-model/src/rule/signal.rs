//! From the logits to the error signal of every row.

use super::layer::Decision;

/// The staircase error, e_c for every class: exact, with one shift a class.
///
/// e_c = 128 >> ((zmax - z_c) >> Q) for c != y, with zmax the largest of all logits and Q = `stair`; a shift of 8 or
/// more gives 0. e_y = -(sum of the others), so the errors sum to exactly zero. e_c has 8 bits, e_y is in
/// -128(C - 1)..0.
pub fn staircase(logits: &[i32], label: usize, stair: u32) -> Vec<i32> {
    let top = logits.iter().copied().max().unwrap_or(0);
    let mut errors: Vec<i32> = logits.iter().map(|&z| 128 >> ((top as i64 - z as i64) >> stair).min(8)).collect();
    errors[label] = 0;
    errors[label] = -errors.iter().sum::<i32>();
    errors
}

/// `d_i = sum over c of e_c s_c[i]`, one a row.
pub fn project(errors: &[i32], codes: &[Vec<i8>], signal: &mut [i32]) {
    signal.fill(0);
    for (&error, code) in errors.iter().zip(codes).filter(|(error, _)| **error != 0) {
        signal.iter_mut().zip(code).for_each(|(d, &value)| *d += error * value as i32);
    }
}

/// `d_i = sign(s_r[i] - s_y[i])`, one a row: two code bits and one XOR where the code is +1/-1.
pub fn ternary(decision: Decision, codes: &[Vec<i8>], signal: &mut [i32]) {
    let pairs = codes[decision.rival].iter().zip(&codes[decision.label]);
    signal.iter_mut().zip(pairs).for_each(|(d, (&rival, &label))| *d = (rival - label).signum() as i32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn staircase_errors_sum_to_zero(logits in prop::collection::vec(-70_000i32..70_000, 2..40), at: usize, stair in 0u32..=16) {
            let label = at % logits.len();
            let errors = staircase(&logits, label, stair);
            prop_assert_eq!(errors.iter().sum::<i32>(), 0);
            for (class, &error) in errors.iter().enumerate() {
                let range = if class == label { -128 * (logits.len() as i32 - 1)..=0 } else { 0..=128 };
                prop_assert!(range.contains(&error));
            }
        }

        /// What is common to all codes at a row cancels: the reason why column 0 of the square basis may be anything.
        #[test]
        fn a_shared_column_gets_no_signal(logits in prop::collection::vec(-500i32..500, 2..12), at: usize, stair in 0u32..=8) {
            let mut signal = [1];
            let codes = vec![vec![1i8]; logits.len()];
            project(&staircase(&logits, at % logits.len(), stair), &codes, &mut signal);
            prop_assert_eq!(signal, [0]);
        }
    }

    #[test]
    fn stairs_halve() {
        assert_eq!(staircase(&[100, 131, 68, 35, -200], 0, 5), [-(128 + 64 + 16), 128, 64, 16, 0]);
    }
}
