//! The cycles of a convolution, to the cycle (hdl/src/blocks/window/window_control.v):
//!
//!   take, WALK, DRAIN, CODE, CODED, HAND; without a correction DECIDE, else DECIDE, MOVE, MOVED, CORRECT, WRITTEN
//!
//! The walk has a cycle for each word of weights at each pixel, and for a group of channels at a pixel as many cycles at least as it has lanes:
//! their sums leave one a cycle.

use super::Window;

/// From the last word of weights to the last cell sum, beside a cycle a lane.
const DRAIN: usize = 6;
/// Between the logits of two classes.
const REST: usize = 2;
/// From the last word of the code to the last logit.
const CODED: usize = 4;
/// Behind the words of label and rival, where they are written one after the other through the port that they are read through.
const SINGLE_PORT: usize = 4;
/// Between the last V of a value and the correction of weights, and between the last sum that leaves and its weight in the memory.
const WRITTEN: usize = 3;
/// Behind each tap of a correction, until the last pixel is in the sums.
const WAIT: usize = 2;

impl Window {
    /// Words of weights that a sample is multiplied with.
    pub fn words_walked(&self) -> usize {
        let (_, rows, columns) = self.map();
        rows * columns * self.spread.groups * self.taps()
    }

    /// Cycles of the walk.
    fn walk(&self) -> usize {
        let (_, rows, columns) = self.map();
        rows * columns * self.spread.groups * self.taps().max(self.spread.lanes)
    }

    /// Cycles that drain the walk.
    pub fn drain(&self) -> usize {
        DRAIN + self.spread.lanes
    }

    /// Cycles from taking a sample, or a flush, to handing it on.
    pub(super) fn forward(&self, flush: bool) -> usize {
        let classes = self.learner.head.code.classes;
        let code = (self.values() + REST) * classes - REST + CODED;
        1 + if flush { 0 } else { self.walk() + self.drain() + code }
    }

    /// Cycles from handing a sample on to being ready for the next.
    pub(super) fn behind(&self, updates: bool) -> usize {
        let decide = self.learner.learns as usize;
        if updates { 1 + decide + (2 + self.rest()) * self.values() - self.rest() + WRITTEN + self.sweep() + WRITTEN } else { 1 + decide }
    }

    /// Cycles behind a value of the code that moves.
    pub fn rest(&self) -> usize {
        if self.single_port { SINGLE_PORT } else { 0 }
    }

    /// Cycles in which weights and biases are corrected.
    fn sweep(&self) -> usize {
        let (_, rows, columns) = self.map();
        self.spread.passes() * (self.taps() + 1) * (rows * columns + WAIT + self.spread.adders())
    }
}
