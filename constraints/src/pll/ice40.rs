//! Settings of the iCE40 PLL.

use entrain_model::{Diagnostic, Result};

/// f = pin x (divf + 1) / (divr + 1) / 2^divq, feedback SIMPLE.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pll {
    /// Reference divider.
    pub divr: u32,
    /// Feedback divider.
    pub divf: u32,
    /// Output divider, as a power of two.
    pub divq: u32,
    /// FILTER_RANGE, from the phase detector's frequency.
    pub filter: u32,
    /// Output, MHz.
    pub mhz: f64,
}

impl Pll {
    /// The setting nearest to `wanted` MHz from a pin of `pin` MHz.
    ///
    /// Limits of Lattice TN1251: phase detector 10..133 MHz, oscillator 533..1066 MHz, output 16..275 MHz.
    pub fn nearest(pin: f64, wanted: f64) -> Result<Pll> {
        let settings = (0..16u32).flat_map(|divr| (0..128u32).flat_map(move |divf| (1..7u32).map(move |divq| (divr, divf, divq))));
        let usable = settings.filter_map(|(divr, divf, divq)| {
            let detector = pin / (divr + 1) as f64;
            let oscillator = detector * (divf + 1) as f64;
            let mhz = oscillator / (1u32 << divq) as f64;
            let ok = (10.0..=133.0).contains(&detector) && (533.0..=1066.0).contains(&oscillator) && (16.0..=275.0).contains(&mhz);
            let filter = [17.0, 26.0, 44.0, 66.0, 101.0].iter().filter(|&&limit| detector >= limit).count() as u32 + 1;
            ok.then_some(Pll { divr, divf, divq, filter, mhz })
        });
        let best = usable.min_by(|a, b| (a.mhz - wanted).abs().total_cmp(&(b.mhz - wanted).abs()));
        best.filter(|pll| (pll.mhz - wanted).abs() <= 0.02 * wanted).ok_or_else(|| {
            Diagnostic::new(format!("the PLL cannot make {wanted} MHz from {pin} MHz")).help("choose 16 to 275 MHz, or the pin's own clock")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_settings() {
        // icepll -i 12 -o 24: DIVR 0, DIVF 63, DIVQ 5, FILTER_RANGE 1.
        let pll = Pll::nearest(12.0, 24.0).map_err(|error| error.to_string());
        assert_eq!(pll, Ok(Pll { divr: 0, divf: 63, divq: 5, filter: 1, mhz: 24.0 }));
        assert!(Pll::nearest(12.0, 8.0).is_err());
    }
}
