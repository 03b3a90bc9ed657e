//! EHXPLLL of the ECP5. CLKOP only feeds back, CLKOS is the output, so that the two divide the oscillator on their own:
//! oscillator = pin x clkfb_div x clkop_div / clki_div, out = oscillator / clkos_div.

use super::{Candidate, Detector};
use crate::PllLimits;

/// Settings, as the primitive's parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ecp5Pll {
    /// Reference divider.
    pub clki_div: u32,
    /// Feedback divider, behind CLKOP.
    pub clkfb_div: u32,
    /// Divider of CLKOP.
    pub clkop_div: u32,
    /// Divider of CLKOS.
    pub clkos_div: u32,
}

pub(super) fn settings(detector: Detector, limits: PllLimits) -> impl Iterator<Item = Candidate<Ecp5Pll>> {
    let feedback = (1..=80u32).flat_map(|clkfb| (1..=128u32).map(move |clkop| (clkfb, clkop)));
    // What comes back is itself an output, and the oscillator has its range: few pairs are left for the third divider.
    let usable = feedback.filter(move |&(clkfb, clkop)| {
        let back = detector.mhz * clkfb as f64;
        let within = |value: f64, (low, high): (f64, f64)| (low..=high).contains(&value);
        within(back, limits.output) && within(back * clkop as f64, limits.oscillator)
    });
    usable.flat_map(move |(clkfb_div, clkop_div)| {
        let oscillator = detector.mhz * (clkfb_div * clkop_div) as f64;
        let setting = move |clkos_div| Ecp5Pll { clki_div: detector.divider, clkfb_div, clkop_div, clkos_div };
        (1..=128u32).map(move |clkos_div| Candidate { setting: setting(clkos_div), mhz: oscillator / clkos_div as f64, oscillator })
    })
}
