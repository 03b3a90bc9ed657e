//! Prequential accuracy: each sample is predicted, then learned, once. It is what a learner in the field lives on.

use serde::Serialize;
use std::collections::VecDeque;

/// Samples that "the last" are.
pub const LAST: usize = 200;
/// Points of a curve.
const POINTS: usize = 16;

/// A point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Samples learned so far.
    pub samples: usize,
    /// Share predicted right, before learning, of the samples since the point before.
    pub accuracy: f64,
}

/// What was predicted right so far, sample by sample.
#[derive(Debug, Clone)]
pub struct Prequential {
    samples: usize,
    hits: usize,
    last: VecDeque<bool>,
    /// Samples of the whole stream, and from one point to the next.
    length: usize,
    every: usize,
    curve: Vec<Point>,
    hits_at_point: usize,
}

impl Prequential {
    /// Nothing seen yet of a stream of `length` samples.
    pub fn new(length: usize) -> Prequential {
        let every = length.div_ceil(POINTS).max(1);
        Prequential { samples: 0, hits: 0, last: VecDeque::new(), length, every, curve: Vec::new(), hits_at_point: 0 }
    }

    /// Nothing seen yet of a stream that nobody knows the length of: without a curve.
    pub fn endless() -> Prequential {
        Prequential { every: usize::MAX, ..Prequential::new(0) }
    }

    /// The next sample; whether it was predicted right before it was learned.
    pub fn push(&mut self, right: bool) {
        self.samples += 1;
        self.hits += usize::from(right);
        if self.last.len() == LAST {
            self.last.pop_front();
        }
        self.last.push_back(right);
        if self.samples.is_multiple_of(self.every) || self.samples == self.length {
            let before = self.curve.last().map_or(0, |point| point.samples);
            let accuracy = (self.hits - self.hits_at_point) as f64 / (self.samples - before) as f64;
            self.curve.push(Point { samples: self.samples, accuracy });
            self.hits_at_point = self.hits;
        }
    }

    /// Samples so far.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// Share of all samples; 0 without any.
    pub fn accuracy(&self) -> f64 {
        self.hits as f64 / self.samples.max(1) as f64
    }

    /// Share of the last 200 samples, or of all where there are fewer; 0 without any.
    pub fn last(&self) -> f64 {
        self.last.iter().filter(|right| **right).count() as f64 / self.last.len().max(1) as f64
    }

    /// How it went: 16 points at most, the last one behind the last sample.
    pub fn curve(&self) -> &[Point] {
        &self.curve
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_are_the_last_and_points_are_spans() {
        let mut seen = Prequential::new(500);
        (0..500).for_each(|sample| seen.push(sample >= 350));
        assert_eq!((seen.accuracy(), seen.last()), (0.3, 0.75));
        let curve = seen.curve();
        assert_eq!((curve.len(), curve[0].samples, curve[15].samples), (16, 32, 500));
        // Samples 353 to 384 are right, 321 to 352 but for the last two not.
        assert_eq!((curve[9].accuracy, curve[10].accuracy, curve[11].accuracy), (0.0, 2.0 / 32.0, 1.0));
    }

    #[test]
    fn short_streams_and_none() {
        let mut seen = Prequential::new(3);
        assert_eq!((seen.accuracy(), seen.last(), seen.curve().len()), (0.0, 0.0, 0));
        [true, false, true].into_iter().for_each(|right| seen.push(right));
        assert_eq!((seen.accuracy(), seen.last(), seen.curve().len()), (2.0 / 3.0, 2.0 / 3.0, 3));
        let mut endless = Prequential::endless();
        (0..1000).for_each(|sample| endless.push(sample % 2 == 0));
        assert_eq!((endless.accuracy(), endless.last(), endless.curve().len(), endless.samples()), (0.5, 0.5, 0, 1000));
    }
}
