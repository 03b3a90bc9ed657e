//! Lanes of a convolution, and adders of its correction.

/// How a convolution is spread over lanes, and how often it goes over the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// P: channels that leave, whose weights are in a memory word and multiplied in one cycle.
    pub lanes: usize,
    /// Words of so many channels: the last one may have fewer.
    pub groups: usize,
    /// Groups that are corrected in one pass: each of their channels has an adder.
    pub parts: usize,
}

/// Adders of a correction: a pass has no more groups than fit into so many, or one; more than four groups save little, for a correction is
/// seldom wanted.
const ADDERS: usize = 8;
const MOST_PARTS: usize = 4;

impl Spread {
    pub(super) fn new(channels: usize, lanes: usize) -> Spread {
        let lanes = lanes.clamp(1, channels);
        let groups = channels.div_ceil(lanes);
        let fits = |parts: &usize| groups.is_multiple_of(*parts) && (parts * lanes <= ADDERS || *parts == 1);
        let parts = (1..=groups.min(MOST_PARTS)).rev().find(fits);
        Spread { lanes, groups, parts: parts.unwrap_or(1) }
    }

    /// Times that a correction goes over the map.
    pub fn passes(&self) -> usize {
        self.groups / self.parts
    }

    /// Channels of a pass, those that nobody has included.
    pub fn adders(&self) -> usize {
        self.lanes * self.parts
    }
}
