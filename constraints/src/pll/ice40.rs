//! SB_PLL40 of the iCE40, feedback SIMPLE: out = pin x (divf + 1) / (divr + 1) / 2^divq.

use super::{Candidate, Detector};

/// Settings, as the primitive's parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ice40Pll {
    /// The clock's pin is the PLL's own pad.
    pub pad: bool,
    /// Reference divider.
    pub divr: u32,
    /// Feedback divider.
    pub divf: u32,
    /// Output divider, as a power of two.
    pub divq: u32,
    /// FILTER_RANGE, from the phase detector's frequency.
    pub filter: u32,
}

/// Upper ends of the filter ranges 1 to 5, MHz at the phase detector (Lattice TN1251).
const FILTERS: [f64; 5] = [17.0, 26.0, 44.0, 66.0, 101.0];

pub(super) fn settings(detector: Detector, pad: bool) -> impl Iterator<Item = Candidate<Ice40Pll>> {
    let divr = detector.divider - 1;
    let filter = FILTERS.iter().filter(|&&limit| detector.mhz >= limit).count() as u32 + 1;
    let all = (0..128u32).flat_map(|divf| (1..7u32).map(move |divq| (divf, divq)));
    all.filter(move |_| divr < 16).map(move |(divf, divq)| {
        let oscillator = detector.mhz * (divf + 1) as f64;
        Candidate { setting: Ice40Pll { pad, divr, divf, divq, filter }, mhz: oscillator / (1u32 << divq) as f64, oscillator }
    })
}
