//! Going back to weights that were better, with what somebody in the field has: labelled samples of today.

use crate::rule::{Model, Snapshot};
use crate::samples::Samples;
use std::collections::VecDeque;

/// When to go back.
///
/// Nobody in the field has the test rows of the laboratory, and a fall of the accuracy alone does not tell whether
/// learning did harm or the world changed. So every `hold_out`-th labelled sample is not learned but kept, in a window of
/// the last `window`; after each quarter of a window the weights of now and the snapshots are compared *on the same
/// window*. There are two snapshots: the weights at the start, and the last that proved good.
/// - A snapshot has `fall` more of the window right than the weights of now: it is restored, the better of the two.
/// - The weights of now have `fall` more right than both: they become the last that proved good.
#[derive(Debug, Clone, Copy)]
pub struct Rollback {
    /// Samples in the window.
    pub window: usize,
    /// One sample in this many is held out.
    pub hold_out: usize,
    /// Share of the window by which one must beat the other, 0..1.
    pub fall: f64,
}

/// Something that the guard did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Restored, or else kept as a snapshot.
    pub restored: bool,
    /// Whether the snapshot is the one from the start.
    pub from_start: bool,
    /// Share of the window that the weights of then had right.
    pub now: f64,
    /// The same of the better snapshot.
    pub saved: f64,
}

/// The window and the snapshots beside a model.
pub struct Guard {
    settings: Rollback,
    seen: usize,
    fresh: usize,
    window: VecDeque<(Vec<i16>, usize)>,
    snapshots: [Snapshot; 2],
    scratch: Model,
}

impl Guard {
    /// Watches `model` from here on.
    pub fn new(settings: Rollback, model: &Model) -> Guard {
        let snapshots = [model.snapshot(), model.snapshot()];
        Guard { settings, seen: 0, fresh: 0, window: VecDeque::new(), snapshots, scratch: model.clone() }
    }

    /// Whether the next sample is held out instead of learned; to be called once for each.
    pub fn takes(&mut self) -> bool {
        self.seen += 1;
        self.seen.is_multiple_of(self.settings.hold_out)
    }

    /// Keeps a held-out sample, and when it is time compares and acts.
    pub fn keep(&mut self, input: &[i16], label: usize, model: &mut Model) -> Option<Event> {
        self.window.push_back((input.to_vec(), label));
        self.fresh += 1;
        if self.window.len() > self.settings.window {
            self.window.pop_front();
        }
        if self.window.len() < self.settings.window || self.fresh < self.settings.window.div_ceil(4) {
            return None;
        }
        self.fresh = 0;
        self.compare(model)
    }

    fn compare(&mut self, model: &mut Model) -> Option<Event> {
        let mut samples = Samples::new(self.window[0].0.len());
        self.window.iter().for_each(|(input, label)| samples.push(input, *label));
        let mut share = |snapshot: &Snapshot| {
            self.scratch.restore(snapshot);
            self.scratch.accuracy(&samples).unwrap_or(0.0)
        };
        let (now, saved) = (share(&model.snapshot()), self.snapshots.each_ref().map(&mut share));
        let best = if saved[1] > saved[0] { 1 } else { 0 };
        let event = |restored| Event { restored, from_start: restored && best == 0, now, saved: saved[best] };
        if saved[best] - now > self.settings.fall {
            model.restore(&self.snapshots[best]);
            return Some(event(true));
        }
        if now - saved[best] > self.settings.fall {
            self.snapshots[1] = model.snapshot();
            return Some(event(false));
        }
        None
    }
}
