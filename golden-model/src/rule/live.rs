//! The inputs of a layer, and which of them are not zero: a zero adds nothing to a sum and moves no weight.

use super::kernels;

/// One sample's inputs in pairs of neighbouring columns; the last pair is the bias, whose first input is 1.0.
#[derive(Debug, Clone)]
pub struct Live {
    inputs: usize,
    /// Filled up with zeros to whole vectors.
    values: Vec<[i16; 2]>,
    /// The pairs that are not zero, if they were looked for.
    at: Picked<u32>,
    found: bool,
}

/// What one sample takes from the weights of two columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step {
    /// Number of the pair.
    pub at: u32,
    /// From a row with d = +1: U+ of each input.
    pub down: [i16; 2],
    /// From a row with d = -1: -U- of each input.
    pub up: [i16; 2],
}

/// What one sample takes from the weights.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    /// Of every pair; a workplace.
    down: Vec<[i16; 2]>,
    up: Vec<[i16; 2]>,
    steps: Picked<Step>,
}

/// The first `count` of a list that keeps its length.
#[derive(Debug, Clone, Default)]
struct Picked<T> {
    items: Vec<T>,
    count: usize,
}

impl Live {
    /// Room for `inputs` inputs; `one` is 1.0 in their format, 2^F.
    pub fn new(inputs: usize, one: i16) -> Live {
        let bias = Live::bias_pair(inputs);
        let mut values = vec![[0; 2]; (bias + 1).next_multiple_of(kernels::VECTOR / 2)];
        values[bias][0] = one;
        Live { inputs, values, at: Picked::default(), found: false }
    }

    /// The number of the bias's pair in a layer with `inputs` inputs.
    pub fn bias_pair(inputs: usize) -> usize {
        inputs.div_ceil(2)
    }

    /// Columns of the matrix of a layer with `inputs` inputs: those, in pairs, and the bias.
    pub fn columns(inputs: usize) -> usize {
        2 * Live::bias_pair(inputs) + 1
    }

    /// Takes the inputs that `write` gives, and finds those that are not zero.
    pub fn fill(&mut self, write: impl FnOnce(&mut [i16])) {
        self.write(write);
        self.find();
    }

    /// Takes the inputs that `write` gives, for somebody who looks at all of them.
    pub fn write(&mut self, write: impl FnOnce(&mut [i16])) {
        write(&mut self.values.as_flattened_mut()[..self.inputs]);
        self.found = false;
    }

    /// Finds the inputs that are not zero, unless that is done.
    pub fn find(&mut self) {
        if !self.found {
            let values = &self.values[..=Live::bias_pair(self.inputs)];
            self.at.pick(0..values.len() as u32, |&at| values[at as usize] != [0; 2]);
            self.found = true;
        }
    }

    /// The inputs, without the bias.
    pub fn inputs(&self) -> &[i16] {
        &self.values.as_flattened()[..self.inputs]
    }

    /// All pairs, the bias's with them.
    pub fn pairs(&self) -> &[[i16; 2]] {
        &self.values[..=Live::bias_pair(self.inputs)]
    }

    /// The pairs that are not zero, the bias's with them.
    pub fn at(&self) -> &[u32] {
        debug_assert!(self.found, "nobody looked for them");
        self.at.items()
    }

    /// The pairs that are not zero, without the bias's.
    pub fn at_inputs(&self) -> &[u32] {
        self.at().split_last().map_or(&[], |(_, inputs)| inputs)
    }
}

impl Steps {
    /// The increments of a sample with K = `shift_u`, rounded to nearest.
    pub fn fill(&mut self, input: &Live, shift_u: u32) {
        // Of this length already, but at the first sample.
        self.down.resize(input.values.len(), [0; 2]);
        self.up.resize(input.values.len(), [0; 2]);
        kernels::increments(input.values.as_flattened(), shift_u, self.down.as_flattened_mut(), self.up.as_flattened_mut());
        let steps = input.at().iter().map(|&at| Step { at, down: self.down[at as usize], up: self.up[at as usize] });
        self.steps.pick(steps, |step| step.down != [0; 2] || step.up != [0; 2]);
    }

    /// The steps that take anything, in order.
    pub fn steps(&self) -> &[Step] {
        self.steps.items()
    }
}

impl<T: Copy + Default> Picked<T> {
    /// Takes what is `wanted`: each item is written, and the next one over it if it was not wanted, so no branch depends on
    /// the data.
    fn pick(&mut self, items: impl ExactSizeIterator<Item = T>, wanted: impl Fn(&T) -> bool) {
        if self.items.len() < items.len() {
            self.items.resize(items.len(), T::default());
        }
        self.count = 0;
        for item in items {
            self.items[self.count] = item;
            self.count += wanted(&item) as usize;
        }
    }

    fn items(&self) -> &[T] {
        &self.items[..self.count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_but_zeros_is_left_out(inputs in prop::collection::vec(prop_oneof![Just(0i16), -128i16..256], 0..40), one in 1i16..=256) {
            let mut live = Live::new(inputs.len(), one);
            live.fill(|values| values.fill(7));
            live.fill(|values| values.copy_from_slice(&inputs));
            prop_assert_eq!(live.inputs(), &inputs[..]);
            let bias = Live::bias_pair(inputs.len());
            prop_assert_eq!((live.pairs().len(), live.pairs()[bias]), (bias + 1, [one, 0]));
            let not_zero = (0..=bias as u32).filter(|&at| live.pairs()[at as usize] != [0; 2]);
            prop_assert_eq!(live.at(), not_zero.collect::<Vec<_>>());
            prop_assert_eq!(live.at_inputs().len() + 1, live.at().len());
        }
    }
}
