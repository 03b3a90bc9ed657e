//! The inputs of a layer that are not zero: a zero adds nothing to a sum and moves no weight.

use crate::plan::LayerPlan;

/// Two neighbouring columns, not both of them zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Number of the pair: columns 2 at and 2 at + 1.
    pub at: u32,
    /// Their inputs.
    pub values: [i16; 2],
}

/// What one sample takes from the weights of two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Number of the pair.
    pub at: u32,
    /// From a row with d = +1: U+ of each column.
    pub down: [i16; 2],
    /// From a row with d = -1: -U- of each column.
    pub up: [i16; 2],
}

/// One sample's inputs that are not zero, in order; at the end the bias, a pair of its own whose input is 1.0.
#[derive(Debug, Clone, Default)]
pub struct Live {
    pairs: Vec<Pair>,
}

impl Live {
    /// The pair of the bias of a layer with `inputs` inputs: behind the last, its first column.
    pub fn bias_pair(inputs: usize) -> usize {
        inputs.div_ceil(2)
    }

    /// Takes the inputs of a sample; `one` is 1.0 in their format, 2^F.
    pub fn fill(&mut self, inputs: &[i16], one: i16) {
        let bias = Live::bias_pair(inputs.len());
        self.pairs.resize(bias + 1, Pair { at: 0, values: [0; 2] });
        // Every pair is written, and the next one over it where it was zero: no branch that depends on the data.
        let mut count = 0;
        let mut take = |at: usize, values: [i16; 2]| {
            self.pairs[count] = Pair { at: at as u32, values };
            count += (values != [0; 2]) as usize;
        };
        let (pairs, last) = inputs.as_chunks::<2>();
        pairs.iter().enumerate().for_each(|(at, &values)| take(at, values));
        last.iter().for_each(|&value| take(bias - 1, [value, 0]));
        take(bias, [one, 0]);
        self.pairs.truncate(count);
    }

    /// The inputs without the bias.
    pub fn inputs(&self) -> &[Pair] {
        self.pairs.split_last().map_or(&[], |(_, inputs)| inputs)
    }

    /// The inputs and the bias.
    pub fn all(&self) -> &[Pair] {
        &self.pairs
    }

    /// Fills `steps` with what is rounded to nearest and not zero.
    pub fn steps(&self, plan: &LayerPlan, steps: &mut Vec<Step>) {
        steps.resize(self.pairs.len(), Step { at: 0, down: [0; 2], up: [0; 2] });
        let mut count = 0;
        for pair in &self.pairs {
            let [(down_0, up_0), (down_1, up_1)] = pair.values.map(|value| plan.increments(value as i32));
            let (down, up) = ([down_0 as i16, down_1 as i16], [-up_0 as i16, -up_1 as i16]);
            steps[count] = Step { at: pair.at, down, up };
            count += (down != [0; 2] || up != [0; 2]) as usize;
        }
        steps.truncate(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_but_zeros_is_left_out(inputs in prop::collection::vec(prop_oneof![Just(0i16), -128i16..256], 0..40), one in 1i16..=256) {
            let mut live = Live::default();
            live.fill(&[7, 7, 7], 1);
            live.fill(&inputs, one);
            let mut again = vec![0; 2 * inputs.len().div_ceil(2) + 2];
            for pair in live.all() {
                prop_assert_ne!(pair.values, [0; 2]);
                again[2 * pair.at as usize..][..2].copy_from_slice(&pair.values);
            }
            prop_assert_eq!(&again[..inputs.len()], &inputs[..]);
            prop_assert!(again[inputs.len()..].iter().sum::<i16>() == one && again[2 * Live::bias_pair(inputs.len())] == one);
            prop_assert!(live.all().is_sorted_by_key(|pair| pair.at) && live.inputs().len() + 1 == live.all().len());
        }
    }
}
