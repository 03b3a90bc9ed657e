//! Weights put aside, to go back to when learning has done harm.

use super::Model;

/// The weights, biases and learned codes of a network at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    layers: Vec<[Vec<i16>; 3]>,
}

impl Model {
    /// Weights, biases and learned codes as they are.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { layers: self.layers.iter().map(|layer| [layer.weights(), layer.biases(), layer.code()]).collect() }
    }

    /// Puts weights, biases and learned codes of `snapshot` back, of this model or of one with the same plan.
    ///
    /// Nothing else goes back, as in hardware, where a snapshot is a copy of the weight memories: the sample counter t,
    /// the credit of the budgets, the random bits of stochastic rounding and the active set of codes stay as they are.
    /// An update that was spent stays spent, so going back again and again buys no budget.
    ///
    /// # Panics
    /// A snapshot of a network of another shape.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        let shapes = snapshot.layers.iter().map(|[weights, biases, _]| (weights.len(), biases.len()));
        assert!(self.layers.iter().map(|layer| layer.sizes()).eq(shapes), "a snapshot of another network");
        for (layer, [weights, biases, code]) in self.layers.iter_mut().zip(&snapshot.layers) {
            layer.set(weights, biases);
            layer.set_code(code);
        }
    }
}
