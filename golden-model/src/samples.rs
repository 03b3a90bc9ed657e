//! Samples in memory.

/// Samples in the input format of a network.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    features: usize,
    inputs: Vec<i16>,
    labels: Vec<usize>,
}

impl Samples {
    /// No samples of `features` values each.
    pub fn new(features: usize) -> Samples {
        Samples { features, ..Samples::default() }
    }

    /// Adds one sample; `input` has `features` values.
    pub fn push(&mut self, input: &[i16], label: usize) {
        assert_eq!(input.len(), self.features, "a sample has as many values as the network has inputs");
        self.inputs.extend_from_slice(input);
        self.labels.push(label);
    }

    /// Gives each sample the class of its label, which is an index into `classes`.
    pub fn relabel(&mut self, classes: &[usize]) {
        self.labels.iter_mut().for_each(|label| *label = classes[*label]);
    }

    /// Rows of each class.
    pub fn of_each_class(&self, classes: usize) -> Vec<usize> {
        let mut rows = vec![0; classes];
        self.labels.iter().for_each(|&label| rows[label] += 1);
        rows
    }

    /// Values a sample.
    pub fn features(&self) -> usize {
        self.features
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Values and label of sample `index`.
    pub fn get(&self, index: usize) -> (&[i16], usize) {
        (&self.inputs[index * self.features..][..self.features], self.labels[index])
    }

    /// All samples in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[i16], usize)> {
        self.inputs.chunks_exact(self.features.max(1)).zip(self.labels.iter().copied())
    }
}
