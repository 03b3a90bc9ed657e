//! Nearest neighbours: every sample is kept.

use super::Learner;
use crate::rivals::cost::Sizes;

/// All samples so far.
pub struct Neighbours {
    count: usize,
    classes: usize,
    features: usize,
    inputs: Vec<i16>,
    labels: Vec<usize>,
    /// Distance and label of the nearest, nearest first; a workplace.
    nearest: Vec<(i32, usize)>,
}

impl Neighbours {
    /// None yet; `count` of the nearest vote.
    pub fn new(sizes: &Sizes, count: usize) -> Neighbours {
        let (classes, features) = (sizes.classes, sizes.features);
        Neighbours { count, classes, features, inputs: Vec::new(), labels: Vec::new(), nearest: Vec::new() }
    }
}

impl Learner for Neighbours {
    /// The class with the most of the nearest; of equals that of the nearest sample.
    fn predict(&mut self, input: &[i16]) -> usize {
        self.nearest.clear();
        for (kept, &label) in self.inputs.chunks_exact(self.features).zip(&self.labels) {
            // 65,536 inputs that are 255 apart have 4.3e9: saturated they are far all the same.
            let squares = kept.iter().zip(input).map(|(a, b)| (*a as i32 - *b as i32).pow(2));
            let distance = squares.fold(0i32, i32::saturating_add);
            let place = self.nearest.partition_point(|(other, _)| *other <= distance);
            if place < self.count {
                self.nearest.truncate(self.count - 1);
                self.nearest.insert(place, (distance, label));
            }
        }
        let mut votes = vec![0; self.classes];
        self.nearest.iter().for_each(|(_, label)| votes[*label] += 1);
        let most = votes.iter().max().copied().unwrap_or(0);
        self.nearest.iter().map(|(_, label)| *label).find(|label| votes[*label] == most).unwrap_or(0)
    }

    fn learn(&mut self, input: &[i16], label: usize) -> usize {
        let said = self.predict(input);
        self.inputs.extend_from_slice(input);
        self.labels.push(label);
        said
    }

    /// A byte an input and two a label.
    fn bytes(&self) -> usize {
        self.inputs.len() + 2 * self.labels.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_vote() {
        let mut rule = Neighbours::new(&Sizes { features: 1, hidden: Vec::new(), classes: 3 }, 3);
        for (input, label) in [(0, 2), (10, 0), (12, 0), (30, 1), (31, 1)] {
            rule.learn(&[input], label);
        }
        // 0 and 10 and 12: two of class 0. 30, 31 and 12: two of class 1.
        assert_eq!([4, 26].map(|input| rule.predict(&[input])), [0, 1]);
        assert_eq!(rule.bytes(), 15);
        rule.count = 2;
        // One of each: the nearer one.
        assert_eq!([4, 22].map(|input| rule.predict(&[input])), [2, 1]);
    }
}
