//! The validation split: part of the training rows is held out.

use entrain_model::Samples;
use entrain_model::rule::XorShift32;

/// Parts into which the rows, or the groups, are dealt; one of them validates.
const PARTS: usize = 5;
/// Seed of the order in which rows or groups are dealt into parts: the same for every search.
const DEAL: u32 = 0x7a11_da7a;

/// Rows to learn from and rows to judge by.
#[derive(Debug, Clone)]
pub struct Holdout {
    /// Learn from these, in the order of the file.
    pub train: Samples,
    /// Judge by these.
    pub validation: Samples,
}

/// The training rows `samples`, split anew for each of `count` seeds: each holds out another part until all had their turn.
///
/// Rows are dealt into five parts at random. Where `groups` has the group of each row (numbered from 0 on), whole groups are
/// dealt, so that none is on both sides. One group cannot be split; then its rows are dealt.
pub fn holdouts(samples: &Samples, groups: &[usize], count: usize) -> Vec<Holdout> {
    let rows: Vec<usize> = (0..samples.len()).collect();
    let kinds = groups.iter().max().map_or(0, |last| last + 1);
    let units = if kinds > 1 { groups } else { rows.as_slice() };
    let part_of = deal(if kinds > 1 { kinds } else { rows.len() });
    let parts = part_of.iter().max().map_or(1, |last| last + 1);
    let split = |part: usize| {
        let mut holdout = Holdout { train: Samples::new(samples.features()), validation: Samples::new(samples.features()) };
        for ((input, label), &unit) in samples.iter().zip(units) {
            let side = if part_of[unit] == part { &mut holdout.validation } else { &mut holdout.train };
            side.push(input, label);
        }
        holdout
    };
    (0..count).map(|number| split(number % parts)).collect()
}

/// The part of each of `count` units.
fn deal(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    XorShift32::new(DEAL).shuffle(&mut order);
    let parts = count.clamp(1, PARTS);
    let mut part_of = vec![0; count];
    order.iter().enumerate().for_each(|(place, &unit)| part_of[unit] = place * parts / count);
    part_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows that are known by their number.
    fn samples(count: usize) -> Samples {
        let mut samples = Samples::new(1);
        (0..count).for_each(|row| samples.push(&[row as i16], 0));
        samples
    }

    fn rows(samples: &Samples) -> Vec<usize> {
        samples.iter().map(|(input, _)| input[0] as usize).collect()
    }

    proptest! {
        #[test]
        fn every_row_is_on_one_side_and_validates_once_in_all_parts(count in 10usize..200) {
            let all = holdouts(&samples(count), &[], PARTS);
            let mut validated = Vec::new();
            for holdout in &all {
                let (train, validation) = (rows(&holdout.train), rows(&holdout.validation));
                prop_assert!(train.is_sorted() && train.iter().all(|row| !validation.contains(row)));
                prop_assert_eq!(train.len() + validation.len(), count);
                prop_assert!(validation.len() >= count / 10 && validation.len() <= count / 3, "{} of {}", validation.len(), count);
                validated.extend(validation);
            }
            validated.sort_unstable();
            prop_assert_eq!(validated, (0..count).collect::<Vec<_>>());
        }

        #[test]
        fn groups_stay_whole(groups in prop::collection::vec(0usize..9, 60..100), count in 1usize..6) {
            for holdout in holdouts(&samples(groups.len()), &groups, count) {
                let of = |samples: &Samples| rows(samples).into_iter().map(|row| groups[row]).collect::<Vec<_>>();
                let (train, validation) = (of(&holdout.train), of(&holdout.validation));
                prop_assert!(!train.is_empty() && !validation.is_empty());
                prop_assert!(validation.iter().all(|group| !train.contains(group)));
            }
        }
    }

    #[test]
    fn parts_differ_by_one_at_most() {
        let sizes = |count: usize| {
            let mut sizes = vec![0; PARTS];
            deal(count).into_iter().for_each(|part| sizes[part] += 1);
            sizes
        };
        assert_eq!([sizes(3), sizes(8), sizes(10)], [vec![1, 1, 1, 0, 0], vec![2, 2, 1, 2, 1], vec![2; 5]]);
    }
}
