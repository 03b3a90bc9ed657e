//! The four operations of the rule.

/// sum of w_j a_j, exact: the accumulator is as wide as the plan's certificate demands.
///
/// Products are below 2^24, so blocks of 64 fit 32 bits and the blocks are added in 64.
pub fn dot(weights: &[i16], inputs: &[i16]) -> i64 {
    let block = |(w, a): (&[i16], &[i16])| w.iter().zip(a).map(|(&w, &a)| w as i32 * a as i32).sum::<i32>() as i64;
    weights.chunks(64).zip(inputs.chunks(64)).map(block).sum()
}

/// h = clip((acc + 2^(R-1)) >> R, 0, 255).
pub fn quantise(accumulator: i64, shift: u32) -> i16 {
    ((accumulator + (1 << (shift - 1))) >> shift).clamp(0, 255) as i16
}

/// Clips to `bits` of two's complement.
pub fn saturate(value: i32, bits: u32) -> i16 {
    let top = (1 << (bits - 1)) - 1;
    value.clamp(-top - 1, top) as i16
}

/// 32-bit FNV-1a over 16-bit values, each taken as one unit.
pub fn fnv1a(values: impl Iterator<Item = i16>) -> u32 {
    values.fold(2_166_136_261, |hash, value| (hash ^ value as u16 as u32).wrapping_mul(16_777_619))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixed::types::{I15F17, I23F9, I27F5};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantise_is_rounding_between_fixed_point_formats(bits in -(1i32 << 28)..(1 << 28)) {
            // A 12-bit weight has 9 fraction bits, a u8 input 8: the accumulator 17; h has 5 of them and R is 12.
            let half = I15F17::from_bits(1 << 11);
            let rounded: I27F5 = (I15F17::from_bits(bits) + half).to_num::<I27F5>();
            let clipped = rounded.clamp(I27F5::ZERO, I27F5::from_bits(255));
            prop_assert_eq!(quantise(bits as i64, 12) as i32, clipped.to_bits());
        }

        #[test]
        fn saturate_is_the_format_s_own_end(value in -40_000i32..40_000) {
            let ends = (I23F9::from_bits(-2048), I23F9::from_bits(2047));
            prop_assert_eq!(saturate(value, 12) as i32, I23F9::from_bits(value).clamp(ends.0, ends.1).to_bits());
        }

        #[test]
        fn dot_is_exact(pairs in prop::collection::vec((any::<i16>(), -128i16..256), 0..300)) {
            let (w, a): (Vec<i16>, Vec<i16>) = pairs.iter().copied().unzip();
            prop_assert_eq!(dot(&w, &a), pairs.iter().map(|&(w, a)| w as i64 * a as i64).sum::<i64>());
        }
    }
}
