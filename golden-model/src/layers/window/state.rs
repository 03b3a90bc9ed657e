//! Weights, biases and V of a convolution, in the order that everybody else knows.

use super::WindowLayer;
use super::kernels::CHANNELS;

impl WindowLayer {
    /// Block of a weight, and its place in it.
    fn weight_at(&self, channel: usize, tap: usize) -> (usize, usize) {
        let (from, tap) = (tap / (self.plan.kernel * self.plan.kernel), tap % (self.plan.kernel * self.plan.kernel));
        let block = channel / CHANNELS * self.places.steps.len() + tap * self.places.pairs + from / 2;
        (block, channel % CHANNELS * 2 + from % 2)
    }

    /// Place of V of a class, of 16 channels at a time, and the channel among them; value `t` is channel by channel, cell by cell.
    fn code_at(&self, class: usize, t: usize) -> (usize, usize) {
        let cells = self.plan.cells * self.plan.cells;
        let (channel, cell) = (t / cells, t % cells);
        (class * self.cells.len() + channel / CHANNELS * cells + cell, channel % CHANNELS)
    }

    /// W, channel by channel.
    pub fn weights(&self) -> Vec<i16> {
        let places = (0..self.plan.channels()).flat_map(|channel| (0..self.plan.taps()).map(move |tap| (channel, tap)));
        places.map(|(channel, tap)| self.weight(channel, Some(tap))).collect()
    }

    /// b.
    pub fn biases(&self) -> Vec<i16> {
        self.biases[..self.plan.channels()].to_vec()
    }

    /// V, class by class.
    pub fn code(&self) -> Vec<i16> {
        let places = (0..self.z.len()).flat_map(|class| (0..self.plan.values()).map(move |t| (class, t)));
        places.map(|(class, t)| self.code_at(class, t)).map(|(at, lane)| self.code[at][lane]).collect()
    }

    /// Number of weights and of biases.
    pub fn sizes(&self) -> (usize, usize) {
        let (weights, biases, _) = self.plan.sizes();
        (weights, biases)
    }

    /// Takes on weights, channel by channel, and biases.
    ///
    /// # Panics
    /// Slices of another size than the layer's.
    pub fn set(&mut self, weights: &[i16], biases: &[i16]) {
        assert_eq!((weights.len(), biases.len()), self.sizes(), "as many weights as the layer has");
        for (at, &weight) in weights.iter().enumerate() {
            let (block, place) = self.weight_at(at / self.plan.taps(), at % self.plan.taps());
            self.blocks[block].0[place] = weight;
        }
        self.biases[..biases.len()].copy_from_slice(biases);
    }

    /// Takes on V, class by class.
    ///
    /// # Panics
    /// A slice of another size than the layer's.
    pub fn set_code(&mut self, code: &[i16]) {
        assert_eq!(code.len(), self.plan.sizes().2, "as large a code as the layer has");
        for (at, &value) in code.iter().enumerate() {
            let (at, lane) = self.code_at(at / self.plan.values(), at % self.plan.values());
            self.code[at][lane] = value;
        }
    }

    /// P of the last sample, channel by channel, cell by cell.
    pub fn cells(&self) -> Vec<i32> {
        (0..self.plan.values()).map(|t| self.code_at(0, t)).map(|(at, lane)| self.cells[at][lane]).collect()
    }

    /// The weight of a tap, or, where there is none, the bias of a channel.
    pub fn weight(&self, channel: usize, tap: Option<usize>) -> i16 {
        let at = tap.map(|tap| self.weight_at(channel, tap));
        at.map_or_else(|| self.biases[channel], |(block, place)| self.blocks[block].0[place])
    }
}
