//! Packages: the pins that a board file may name, checked before any tool runs.

use crate::part::{Family, Package, Part};
use crate::place::Place;
use crate::tables::{ClockTable, DeviceTable, PinTable};
use entrain_model::diagnostic::nearest;
use entrain_model::{Diagnostic, Result};
use serde_spanned::Spanned;
use std::collections::BTreeMap;

/// The pins of the package that a board has; nothing is known of a part without packages in its file.
#[derive(Default)]
pub(crate) struct Pins<'a> {
    package: Option<(&'a str, &'a Package)>,
    standards: &'static [&'static str],
}

/// How many pins a message names.
const NAMED: usize = 6;

impl<'a> Pins<'a> {
    /// Those of the device's package.
    ///
    /// # Errors
    /// No such package, or none where the part has several; no such speed grade.
    pub fn of(part: &'a Part, device: &DeviceTable, place: Place) -> Result<Pins<'a>> {
        let packages = &part.packages;
        let names = || packages.keys().cloned().collect::<Vec<_>>().join(", ");
        let package = match &device.package {
            _ if packages.is_empty() => None,
            None if packages.len() == 1 => packages.first_key_value(),
            None => {
                let message = format!("the package of {} is missing", part.resources.part);
                return Err(place.refuse(message, &device.part, "package = \"...\" beside this").help(format!("packages: {}", names())));
            }
            Some(given) => match packages.get_key_value(given.get_ref()) {
                Some(found) => Some(found),
                None => {
                    let message = format!("{} has no package \"{}\"", part.resources.part, given.get_ref());
                    return Err(unknown(place, message, given, packages.keys()).help(format!("packages: {}", names())));
                }
            },
        };
        if let Some(speed) = device.speed.as_ref().filter(|speed| !part.speeds.is_empty() && !part.speeds.contains(speed.get_ref())) {
            let message = format!("{} has no speed grade \"{}\"", part.resources.part, speed.get_ref());
            return Err(place.refuse(message, speed, "unknown grade").help(format!("speed grades: {}", part.speeds.join(", "))));
        }
        if device.speed.is_none() && !part.speeds.is_empty() {
            let message = format!("the speed grade of {} is missing", part.resources.part);
            let help = format!("speed grades: {}; the slowest is safe on every board", part.speeds.join(", "));
            return Err(place.refuse(message, &device.part, "speed = \"...\" beside this").help(help));
        }
        Ok(Pins { package: package.map(|(name, package)| (name.as_str(), package)), standards: standards(part.family) })
    }

    /// Whether the package has the pin, and the family its I/O standard.
    ///
    /// # Errors
    /// It has not; the message names those that are near.
    pub fn check(&self, pin: &PinTable, place: Place) -> Result<()> {
        if !self.standards.is_empty() && !self.standards.contains(&pin.standard.get_ref().as_str()) {
            let message = format!("there is no I/O standard \"{}\" here", pin.standard.get_ref());
            return Err(unknown(place, message, &pin.standard, self.standards).help(format!("standards: {}", self.standards.join(", "))));
        }
        let site = &pin.site;
        match self.package {
            Some((name, package)) if !package.pins.contains(site.get_ref()) => {
                let message = format!("package {name} has no pin \"{}\" that a design could use", site.get_ref());
                let near = near(site.get_ref(), &package.pins).join(", ");
                let help = format!("near to it: {near}; pins for power, ground and configuration are not among the {}", package.pins.len());
                Err(unknown(place, message, site, &package.pins).help(help))
            }
            _ => Ok(()),
        }
    }

    /// Whether the clock comes in at a PLL's own pad, and what a person should know about it.
    ///
    /// # Errors
    /// The file says the opposite.
    pub fn pll_pad(&self, clock: &ClockTable, place: Place) -> Result<(bool, Option<String>)> {
        let (site, said) = (clock.pin.site.get_ref(), clock.pll_pad.as_ref());
        let Some((name, package)) = self.package else { return Ok((said.is_some_and(|said| *said.get_ref()), None)) };
        let is_pad = package.pll_pads.contains(site);
        match said {
            None if is_pad => {
                let note =
                    format!("Pin {site} of {name} feeds the PLL's own pad, so pll_pad = true is taken, which the board's file leaves out.");
                Ok((true, Some(note)))
            }
            None => Ok((false, None)),
            Some(said) if *said.get_ref() == is_pad => Ok((is_pad, None)),
            Some(said) if is_pad => {
                let message = format!("pin {site} of {name} feeds the PLL's own pad, so a design cannot have it as a clock beside the PLL");
                Err(place.refuse(message, said, "pll_pad = true"))
            }
            Some(said) => {
                let message = format!("pin {site} of {name} feeds no PLL's own pad");
                let help = match package.pll_pads.is_empty() {
                    true => format!("no pin of {name} does: leave pll_pad out"),
                    false => format!("that is {}: leave pll_pad out, or check the pin", package.pll_pads.join(" or ")),
                };
                Err(place.refuse(message, said, "not here").help(help))
            }
        }
    }

    /// Pins whose input a PLL takes for itself.
    pub fn pll_pads(&self) -> Vec<String> {
        self.package.map(|(_, package)| package.pll_pads.clone()).unwrap_or_default()
    }
}

/// A word that is none of `known`: with the nearest one as the label.
fn unknown(place: Place, message: String, at: &Spanned<String>, known: impl IntoIterator<Item = impl AsRef<str>>) -> Diagnostic {
    let known: Vec<_> = known.into_iter().collect();
    let near = nearest(at.get_ref(), known.iter().map(AsRef::as_ref));
    place.refuse(message, at, near.map_or("not known".into(), |near| format!("did you mean \"{near}\"?")))
}

/// The pins that are most like `word`: few letters differ, then the number is near.
fn near<'a>(word: &str, pins: &'a [String]) -> Vec<&'a str> {
    let number = |pin: &str| pin.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<i64>().unwrap_or(0);
    let letters = |pin: &str| pin.trim_end_matches(|c: char| c.is_ascii_digit()).to_string();
    let far = |pin: &&str| (letters(pin) != letters(word), (number(pin) - number(word)).abs());
    let mut all: Vec<&str> = pins.iter().map(String::as_str).collect();
    all.sort_by_key(far);
    all.truncate(NAMED);
    all
}

/// I/O standards of single pins that the family's tools know; none where constraints do not name them.
fn standards(family: Family) -> &'static [&'static str] {
    match family {
        Family::Ice40 => &[],
        Family::Ecp5 => &[
            "LVCMOS33",
            "LVCMOS25",
            "LVCMOS18",
            "LVCMOS15",
            "LVCMOS12",
            "LVTTL33",
            "SSTL18_I",
            "SSTL18_II",
            "SSTL15_I",
            "SSTL15_II",
            "SSTL135_I",
            "SSTL135_II",
            "HSUL12",
        ],
        Family::Gowin => &[
            "LVCMOS33",
            "LVCMOS25",
            "LVCMOS18",
            "LVCMOS15",
            "LVCMOS12",
            "LVTTL33",
            "PCI33",
            "SSTL33_I",
            "SSTL33_II",
            "SSTL25_I",
            "SSTL25_II",
            "SSTL18_I",
            "SSTL18_II",
            "SSTL15",
            "HSTL18_I",
            "HSTL18_II",
            "HSTL15_I",
        ],
    }
}

/// Packages of a part file are there or not, but never empty.
pub(crate) fn whole(packages: &BTreeMap<String, Package>) -> bool {
    packages.values().all(|package| !package.pins.is_empty() && package.pll_pads.iter().all(|pad| package.pins.contains(pad)))
}
