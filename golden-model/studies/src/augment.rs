//! Training samples that are moved a little each time that they are learned.
//!
//! A network that has seen every image one pixel to the left and to the right does not take the place for the shape.
//! It is a matter of the samples, so every rule can learn from it and the hardware needs nothing for it.

use entrain_model::network::Augment;
use entrain_model::rule::XorShift32;

/// Moves samples, one after the other as they are learned:
///
/// - For each axis whose shift S is above 0, first to last, r = the next 32 bits of `XorShift32` with the seed
///   `seed ^ 0x2545_F491`, and o = (((r >> 16) (2S + 1)) >> 16) - S, uniform in -S..=S.
/// - Value p of the moved sample is value q of the sample, with q = clip(p + o, 0, extent - 1) on each axis: what moves
///   in at an edge repeats that edge.
#[derive(Debug, Clone)]
pub struct Shifter {
    augment: Option<Augment>,
    random: XorShift32,
    moved: Vec<i16>,
}

impl Shifter {
    /// The moves of a run; without `augment` samples stay as they are.
    pub fn new(augment: Option<&Augment>, seed: u32) -> Shifter {
        let values = augment.map_or(0, |augment| augment.shape.iter().product());
        Shifter { augment: augment.cloned(), random: XorShift32::new(seed ^ 0x2545_f491), moved: vec![0; values] }
    }

    /// The next sample to learn, moved.
    pub fn next<'a>(&'a mut self, input: &'a [i16]) -> &'a [i16] {
        let Some(augment) = &self.augment else { return input };
        let random = &mut self.random;
        let mut draw = |most: usize| match most {
            0 => 0,
            most => (((random.next_u32() >> 16) as usize * (2 * most + 1)) >> 16) as isize - most as isize,
        };
        let offsets: Vec<isize> = augment.shift.iter().map(|&most| draw(most)).collect();
        gather(input, &augment.shape, &offsets, &mut self.moved);
        &self.moved
    }
}

/// Fills `moved` with the values of `input`, of `shape`, that are `offsets` farther along the axes.
fn gather(input: &[i16], shape: &[usize], offsets: &[isize], moved: &mut [i16]) {
    let (Some((&extent, inner)), Some((&offset, rest))) = (shape.split_first(), offsets.split_first()) else {
        return moved.copy_from_slice(input);
    };
    let from = |place: usize| (place as isize + offset).clamp(0, extent as isize - 1) as usize;
    if inner.is_empty() {
        return moved.iter_mut().enumerate().for_each(|(place, value)| *value = input[from(place)]);
    }
    let size = inner.iter().product();
    for (place, part) in moved.chunks_exact_mut(size).enumerate() {
        gather(&input[from(place) * size..][..size], inner, rest, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moved(offsets: [isize; 2]) -> Vec<i16> {
        let input = [1, 2, 3, 4, 5, 6];
        let mut moved = [0; 6];
        gather(&input, &[2, 3], &offsets, &mut moved);
        moved.to_vec()
    }

    #[test]
    fn what_moves_in_repeats_the_edge() {
        assert_eq!(moved([0, 0]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(moved([0, 1]), [2, 3, 3, 5, 6, 6]);
        assert_eq!(moved([1, 0]), [4, 5, 6, 4, 5, 6]);
        assert_eq!(moved([-1, -2]), [1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn without_augmentation_a_sample_stays() {
        assert_eq!(Shifter::new(None, 1).next(&[3, 1, 2]), [3, 1, 2]);
    }

    proptest! {
        /// Each axis moves by every offset that it may, about equally often, and the others stay.
        #[test]
        fn offsets_are_uniform(seed: u32, most in 1usize..4) {
            let augment = Augment { shape: vec![3, 16], shift: vec![0, most] };
            let input: Vec<i16> = (0..48).collect();
            let mut shifter = Shifter::new(Some(&augment), seed);
            let mut seen = vec![0; 2 * most + 1];
            for _ in 0..700 {
                let moved = shifter.next(&input);
                let offset = moved[24] - 24;
                prop_assert_eq!([moved[8], moved[40]], [8 + offset, 40 + offset]);
                seen[(offset + most as i16) as usize] += 1;
            }
            let fair = 700 / seen.len();
            prop_assert!(seen.iter().all(|&count: &usize| count > fair / 2 && count < 2 * fair), "{:?}", seen);
        }
    }
}
