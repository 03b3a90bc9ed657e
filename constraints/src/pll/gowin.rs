//! rPLL of Gowin: out = pin x (fbdiv_sel + 1) / (idiv_sel + 1); the oscillator is odiv_sel times as fast.

use super::{Candidate, Detector};

/// Settings, as the primitive's parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GowinPll {
    /// Reference divider less one.
    pub idiv_sel: u32,
    /// Feedback divider less one.
    pub fbdiv_sel: u32,
    /// Output divider.
    pub odiv_sel: u32,
}

/// What the output divider can be.
const OUTPUTS: [u32; 11] = [2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128];

pub(super) fn settings(detector: Detector) -> impl Iterator<Item = Candidate<GowinPll>> {
    let idiv_sel = detector.divider - 1;
    let all = (0..64u32).flat_map(|fbdiv| OUTPUTS.iter().map(move |&odiv| (fbdiv, odiv)));
    all.filter(move |_| idiv_sel < 64).map(move |(fbdiv_sel, odiv_sel)| {
        let mhz = detector.mhz * (fbdiv_sel + 1) as f64;
        Candidate { setting: GowinPll { idiv_sel, fbdiv_sel, odiv_sel }, mhz, oscillator: mhz * odiv_sel as f64 }
    })
}
