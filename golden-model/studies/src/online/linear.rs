//! Linear rules: softmax regression, and a logistic regression a class on scaled inputs.

use super::{Learner, Numbers, largest, softmax};
use crate::rivals::cost::Sizes;

/// C rows of n weights and a bias, 0 to begin with.
#[derive(Debug, Clone)]
struct Rows {
    weights: Vec<f32>,
    inputs: usize,
    scores: Vec<f32>,
}

impl Rows {
    fn new(sizes: &Sizes) -> Rows {
        Rows { weights: vec![0.0; sizes.classes * (sizes.features + 1)], inputs: sizes.features, scores: vec![0.0; sizes.classes] }
    }

    /// Fills the scores, w x + b a class.
    fn score(&mut self, x: &[f32]) {
        for (score, row) in self.scores.iter_mut().zip(self.weights.chunks_exact(self.inputs + 1)) {
            *score = row.iter().zip(x).map(|(weight, x)| weight * x).sum::<f32>() + row[self.inputs];
        }
    }

    /// w = w - rate e x, where `scores` holds the errors e.
    fn correct(&mut self, x: &[f32], rate: f32) {
        for (error, row) in self.scores.iter().zip(self.weights.chunks_exact_mut(self.inputs + 1)) {
            let step = rate * error;
            row.iter_mut().zip(x).for_each(|(weight, x)| *weight -= step * x);
            row[self.inputs] -= step;
        }
    }
}

/// Softmax regression by plain stochastic gradient descent.
pub struct Softmax {
    rows: Rows,
    numbers: Numbers,
    rate: f32,
}

impl Softmax {
    /// Weights 0.
    pub fn new(sizes: &Sizes, fraction: u32, rate: f32) -> Softmax {
        Softmax { rows: Rows::new(sizes), numbers: Numbers::new(sizes.features, fraction), rate }
    }
}

impl Learner for Softmax {
    fn predict(&mut self, input: &[i16]) -> usize {
        self.rows.score(self.numbers.of(input));
        largest(&self.rows.scores)
    }

    fn learn(&mut self, input: &[i16], label: usize) -> usize {
        let said = self.predict(input);
        softmax(&mut self.rows.scores);
        self.rows.scores[label] -= 1.0;
        self.rows.correct(&self.numbers.values, self.rate);
        said
    }

    fn bytes(&self) -> usize {
        size_of_val(self.rows.weights.as_slice())
    }
}

/// A logistic regression a class, on inputs less their mean so far over their deviation so far (Welford 1962).
pub struct OneVsRest {
    rows: Rows,
    numbers: Numbers,
    rate: f32,
    seen: f32,
    /// Of each input, the mean and the sum of squares around it.
    mean: Vec<f32>,
    squares: Vec<f32>,
    scaled: Vec<f32>,
}

impl OneVsRest {
    /// Weights 0, nothing known of the inputs.
    pub fn new(sizes: &Sizes, fraction: u32, rate: f32) -> OneVsRest {
        let zeros = || vec![0.0; sizes.features];
        let numbers = Numbers::new(sizes.features, fraction);
        OneVsRest { rows: Rows::new(sizes), numbers, rate, seen: 0.0, mean: zeros(), squares: zeros(), scaled: zeros() }
    }

    /// Scales the inputs, those that never changed to 0.
    fn scale(&mut self, input: &[i16]) {
        let x = self.numbers.of(input);
        for (index, scaled) in self.scaled.iter_mut().enumerate() {
            let deviation = (self.squares[index] / self.seen.max(1.0)).sqrt();
            *scaled = if deviation > 0.0 { (x[index] - self.mean[index]) / deviation } else { 0.0 };
        }
    }

    /// Takes the inputs of this sample into mean and deviation.
    fn note(&mut self) {
        self.seen += 1.0;
        for (index, x) in self.numbers.values.iter().enumerate() {
            let before = x - self.mean[index];
            self.mean[index] += before / self.seen;
            self.squares[index] += before * (x - self.mean[index]);
        }
    }
}

impl Learner for OneVsRest {
    fn predict(&mut self, input: &[i16]) -> usize {
        self.scale(input);
        self.rows.score(&self.scaled);
        largest(&self.rows.scores)
    }

    /// The scaler sees the sample after it was predicted and before it is learned from.
    fn learn(&mut self, input: &[i16], label: usize) -> usize {
        let said = self.predict(input);
        self.note();
        self.scale(input);
        self.rows.score(&self.scaled);
        for (class, score) in self.rows.scores.iter_mut().enumerate() {
            *score = 1.0 / (1.0 + (-*score).exp()) - f32::from(class == label);
        }
        self.rows.correct(&self.scaled, self.rate);
        said
    }

    fn bytes(&self) -> usize {
        let numbers = [&self.rows.weights, &self.mean, &self.squares];
        numbers.into_iter().map(|numbers| size_of_val(numbers.as_slice())).sum::<usize>() + size_of_val(&self.seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes() -> Sizes {
        Sizes { features: 2, hidden: Vec::new(), classes: 3 }
    }

    #[test]
    fn a_softmax_step_is_the_gradient_of_the_cross_entropy() {
        let mut softmax = Softmax::new(&sizes(), 8, 0.5);
        assert_eq!(softmax.learn(&[256, -128], 1), 0);
        // All classes have a third; e = (1/3, -2/3, 1/3), x = (1, -1/2, 1).
        let expected = [-1.0, 0.5, -1.0, 2.0, -1.0, 2.0, -1.0, 0.5, -1.0].map(|third: f32| third / 6.0);
        assert!(softmax.rows.weights.iter().zip(expected).all(|(found, wanted)| (found - wanted).abs() < 1e-6));
        assert_eq!((softmax.predict(&[256, -128]), softmax.bytes()), (1, 36));
    }

    #[test]
    fn inputs_are_scaled_by_what_was_seen() {
        let mut rule = OneVsRest::new(&sizes(), 0, 0.1);
        for input in [[1, 5], [3, 5], [2, 5]] {
            rule.learn(&input, 0);
        }
        rule.scale(&[4, 9]);
        // Mean 2, deviation sqrt(2/3); the second never changed.
        assert!((rule.scaled[0] - 2.0 / (2.0f32 / 3.0).sqrt()).abs() < 1e-5 && rule.scaled[1] == 0.0);
    }
}
