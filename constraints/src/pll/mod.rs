//! The clock of a design: the oscillator itself, or what the part's PLL makes of it.
//!
//! The settings are searched here, exactly and in microseconds, within the data sheet's ranges (in the part's file):
//! the tools' own searches (icepll, ecppll, gowin_pll) are separate programs, one a family, with ranges of their own.

mod ecp5;
mod gowin;
mod ice40;

pub use ecp5::Ecp5Pll;
pub use gowin::GowinPll;
pub use ice40::Ice40Pll;

use crate::{Board, Family, PllLimits, ports};
use entrain_model::{Diagnostic, Result};
use std::cmp::Ordering;

/// Settings of a PLL, by family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pll {
    /// SB_PLL40.
    Ice40(Ice40Pll),
    /// EHXPLLL.
    Ecp5(Ecp5Pll),
    /// rPLL.
    Gowin(GowinPll),
}

/// Where the design's clock comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clocking {
    /// The PLL's settings; none if the oscillator is the clock.
    pub pll: Option<Pll>,
    /// The clock, MHz.
    pub mhz: f64,
}

/// The phase detector's clock: the pin's, divided.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Detector {
    divider: u32,
    mhz: f64,
}

/// What a setting makes, from which the search chooses.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate<T> {
    setting: T,
    mhz: f64,
    oscillator: f64,
}

/// The largest reference divider of any family; slower detectors than that are below every range.
const REFERENCES: u32 = 128;

/// The clock may be this much off what was asked for.
const TOLERANCE: f64 = 0.02;

impl Clocking {
    /// The clock of `board` nearest to `wanted` MHz.
    ///
    /// # Errors
    /// The PLL cannot come within 2 % of it; or an input of the design is where the PLL needs its pad (iCE40).
    pub fn new(board: &Board, wanted: f64) -> Result<Clocking> {
        let (pin, device) = (board.clock.mhz, &board.device);
        if wanted == pin {
            return Ok(Clocking { pll: None, mhz: pin });
        }
        pads_are_free(board)?;
        let found = match device.family {
            Family::Ice40 => best(&device.pll, pin, wanted, |detector| ice40::settings(detector, board.clock.pll_pad), Pll::Ice40),
            Family::Ecp5 => best(&device.pll, pin, wanted, |detector| ecp5::settings(detector, device.pll), Pll::Ecp5),
            Family::Gowin => best(&device.pll, pin, wanted, gowin::settings, Pll::Gowin),
        };
        found.ok_or_else(|| {
            let (low, high) = device.pll.output;
            Diagnostic::new(format!("the PLL of {} cannot make {wanted} MHz from {pin} MHz", device.resources.part))
                .help(format!("choose {low} to {high} MHz, or the oscillator's own {pin} MHz"))
        })
    }
}

/// A PLL whose clock comes from elsewhere leaves no input on its own pad; one PLL must be left for the clock.
fn pads_are_free(board: &Board) -> Result<()> {
    let pads = &board.device.pll_pads;
    let ports = ports(board, true);
    let mut on_pads = ports.iter().filter(|port| !port.output && pads.contains(&port.pin.site));
    if board.clock.pll_pad || pads.is_empty() || on_pads.clone().count() < pads.len() {
        return Ok(());
    }
    let Some(port) = on_pads.next() else { return Ok(()) };
    let message = format!("pin {} is the pad of the PLL that the clock needs, so it cannot be the input {}", port.pin.site, port.name);
    Err(Diagnostic::new(message).help(format!("move it to another pin, or let designs run at the oscillator's {} MHz", board.clock.mhz)))
}

/// The nearest frequency; of equal ones that with the fastest phase detector (least jitter), then the oscillator in mid-range.
fn best<T: Copy, I: Iterator<Item = Candidate<T>>>(
    limits: &PllLimits,
    pin: f64,
    wanted: f64,
    settings: impl Fn(Detector) -> I,
    wrap: fn(T) -> Pll,
) -> Option<Clocking> {
    let within = |value: f64, (low, high): (f64, f64)| (low..=high).contains(&value);
    if !within(pin, limits.input) {
        return None;
    }
    let middle = (limits.oscillator.0 + limits.oscillator.1) / 2.0;
    let rank = |it: &Candidate<T>| ((it.mhz - wanted).abs(), (it.oscillator - middle).abs());
    let mut best: Option<Candidate<T>> = None;
    let detectors = (1..=REFERENCES).map(|divider| Detector { divider, mhz: pin / divider as f64 });
    for detector in detectors.filter(|detector| within(detector.mhz, limits.detector)) {
        let usable = settings(detector).filter(|it| within(it.oscillator, limits.oscillator) && within(it.mhz, limits.output));
        let nearest = usable.min_by(|a, b| rank(a).partial_cmp(&rank(b)).unwrap_or(Ordering::Equal));
        // Detectors come fastest first: a slower one must be nearer.
        if let Some(it) = nearest.filter(|it| best.is_none_or(|best| rank(it).0 < rank(&best).0)) {
            best = Some(it);
        }
    }
    // Nothing is near to what is no number, or endless.
    let near = best.filter(|_| wanted.is_finite()).filter(|it| (it.mhz - wanted).abs() <= TOLERANCE * wanted)?;
    Some(Clocking { pll: Some(wrap(near.setting)), mhz: near.mhz })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(board: &str, wanted: f64) -> Result<Clocking> {
        Board::find(board, None).and_then(|board| Clocking::new(&board, wanted))
    }

    fn pll(board: &str, wanted: f64) -> Pll {
        clock(board, wanted).map(|clock| clock.pll).unwrap_or_else(|error| panic!("{error}")).unwrap_or_else(|| panic!("no PLL"))
    }

    #[test]
    fn known_settings() {
        // icepll -i 12 -o 24: DIVR 0, DIVF 63, DIVQ 5, FILTER_RANGE 1.
        assert_eq!(pll("icebreaker", 24.0), Pll::Ice40(Ice40Pll { pad: true, divr: 0, divf: 63, divq: 5, filter: 1 }));
        // ecppll -i 25 -o 50: CLKI_DIV 1, oscillator at 600 MHz, divided by 12.
        assert_eq!(pll("ulx3s-25f", 50.0), Pll::Ecp5(Ecp5Pll { clki_div: 1, clkfb_div: 1, clkop_div: 24, clkos_div: 12 }));
        assert_eq!(clock("ulx3s-25f", 40.0).map(|clock| clock.mhz).ok(), Some(40.0));
        // gowin_pll -d "GW1NR-9 C6/I5" -i 27 -o 54: IDIV_SEL 0, FBDIV_SEL 1; its ODIV_SEL is the first that works, ours the middle.
        assert_eq!(pll("tangnano9k", 54.0), Pll::Gowin(GowinPll { idiv_sel: 0, fbdiv_sel: 1, odiv_sel: 16 }));
    }

    #[test]
    fn the_oscillator_needs_no_pll_and_the_impossible_is_refused() {
        assert_eq!(clock("ulx3s-85f", 25.0).map(|clock| clock.pll.is_none()).ok(), Some(true));
        let message = clock("icebreaker", 8.0).map(|_| ()).unwrap_err().to_string();
        assert!([f64::INFINITY, f64::NAN, -24.0, 0.0].into_iter().all(|wanted| clock("icebreaker", wanted).is_err()));
        assert!(message.contains("cannot make 8 MHz from 12 MHz") && message.contains("16 to 275 MHz"), "{message}");
    }

    #[test]
    fn a_frequency_of_any_board_is_near_or_refused() {
        for name in crate::names(None) {
            for wanted in (1..=300).step_by(7) {
                if let Ok(clock) = clock(&name, wanted as f64) {
                    assert!((clock.mhz - wanted as f64).abs() <= 0.02 * wanted as f64, "{name}: {wanted} MHz became {}", clock.mhz);
                }
            }
        }
    }
}
