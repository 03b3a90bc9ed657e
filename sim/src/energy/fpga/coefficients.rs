//! What an event costs on an FPGA: fitted to measured designs, or to a person's own meter.

use super::least_squares::least_squares;
use entrain_model::{Diagnostic, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

const UP5K: &str = include_str!("../../../../constraints/energy/up5k.toml");

/// A measured design: what of it spends energy, and what it takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuredDesign {
    /// What it is.
    pub name: String,
    /// Current of the core rail, microamperes.
    pub ua: f64,
    /// Clock, MHz.
    #[serde(default)]
    pub mhz: f64,
    /// Binary counters that run.
    #[serde(default)]
    pub counters: f64,
    /// 8 x 8 multiplications a cycle.
    #[serde(default)]
    pub multiply: f64,
    /// A PLL runs.
    #[serde(default)]
    pub pll: f64,
}

/// A coefficient with its source and its error.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// Event.
    pub name: String,
    /// Picojoules an event, or microwatts.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// How far it may be off.
    pub error: String,
    /// Where it comes from.
    pub source: String,
}

/// The file of a part.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartFile {
    /// The part.
    pub part: String,
    /// Volts of the core rail.
    pub volts: f64,
    /// Where the designs come from.
    pub source: String,
    /// The measured designs.
    pub design: Vec<MeasuredDesign>,
    /// What no fit gives.
    pub coefficient: Vec<Coefficient>,
    /// What lies around the core.
    pub board: BoardPower,
    /// The flash chip.
    pub flash: FlashPower,
}

/// Sleep and configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardPower {
    /// All rails, awake enough to count time, microwatts.
    pub sleep_uw: f64,
    /// Charge of a configuration, nanoampere hours.
    pub boot_nah: f64,
    /// At this voltage.
    pub boot_volts: f64,
    /// It takes so long, milliseconds.
    pub boot_ms: f64,
    /// Where this comes from.
    pub source: String,
}

/// What the flash chip takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlashPower {
    /// Supply.
    pub volts: f64,
    /// Milliamperes while reading, programming, erasing.
    pub read_ma: f64,
    /// See `read_ma`.
    pub program_ma: f64,
    /// See `read_ma`.
    pub erase_ma: f64,
    /// Bytes of a page, and the time to program it.
    pub page_bytes: usize,
    /// See `page_bytes`.
    pub page_ms: f64,
    /// Bytes of a sector, and the time to erase it.
    pub sector_bytes: usize,
    /// See `sector_bytes`.
    pub sector_ms: f64,
    /// Erasures that a sector stands.
    pub endurance: usize,
    /// Where this comes from.
    pub source: String,
}

/// What was fitted, picojoules an event; static and PLL: microwatts.
const FITTED: [(&str, &str); 5] =
    [("static power", "uW"), ("clock cycle", "pJ"), ("counter, a cycle", "pJ"), ("8 x 8 multiplication", "pJ"), ("PLL, core rail", "uW")];

/// A design, what was measured, and what a fit says that does not know it.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOut {
    /// The design.
    pub name: String,
    /// Microamperes.
    pub measured_ua: f64,
    /// Microamperes, foretold by a fit to the other designs.
    pub foretold_ua: f64,
}

impl LeftOut {
    /// Foretold over measured, less 1.
    pub fn error(&self) -> f64 {
        self.foretold_ua / self.measured_ua - 1.0
    }
}

/// Coefficients of a part.
#[derive(Debug, Clone, Serialize)]
pub struct Coefficients {
    /// Picojoules a clock cycle.
    pub clock: f64,
    /// Microwatts.
    pub static_uw: f64,
    /// Picojoules a multiplication in a DSP block.
    pub multiply: f64,
    /// Picojoules a toggle of logic.
    pub toggle: f64,
    /// Picojoules an access to 16 bits of block RAM.
    pub block: f64,
    /// Factor on what learning adds; 1 unless fitted to a meter.
    pub learning: f64,
    /// All of them, for people.
    pub list: Vec<Coefficient>,
}

impl PartFile {
    /// The file of a part, if there is one.
    pub fn of(part: &str) -> Option<PartFile> {
        (part == "up5k").then(|| toml::from_str(UP5K).expect("the file of the UP5K is well formed"))
    }

    fn row(design: &MeasuredDesign) -> [f64; 5] {
        // Microwatts: pJ times MHz.
        [1.0, design.mhz, design.counters * design.mhz, design.multiply * design.mhz, design.pll]
    }

    /// Least squares of the relative errors over all designs but one.
    fn fit(&self, without: Option<usize>) -> [f64; 5] {
        let designs = self.design.iter().enumerate().filter(|(index, _)| Some(*index) != without);
        let rows = designs.map(|(_, design)| {
            let microwatts = design.ua * self.volts;
            (Self::row(design).map(|value| value / microwatts), 1.0)
        });
        least_squares(rows)
    }

    /// Every design, foretold by a fit that does not know it.
    pub fn leave_one_out(&self) -> Vec<LeftOut> {
        let foretell = |(index, design): (usize, &MeasuredDesign)| {
            let found = self.fit(Some(index));
            let microwatts: f64 = found.iter().zip(Self::row(design)).map(|(coefficient, value)| coefficient * value).sum();
            LeftOut { name: design.name.clone(), measured_ua: design.ua, foretold_ua: microwatts / self.volts }
        };
        self.design.iter().enumerate().map(foretell).collect()
    }

    /// The coefficients: the fit to all designs, and what no fit gives.
    pub fn coefficients(&self) -> Coefficients {
        let found = self.fit(None);
        // How much a coefficient moves when any one design is left out.
        let spread = |at: usize| {
            let moved = (0..self.design.len()).map(|index| (self.fit(Some(index))[at] / found[at] - 1.0).abs());
            format!("moves by {:.0} % at most when a design is left out", 100.0 * moved.fold(0.0, f64::max))
        };
        let fitted = FITTED.iter().enumerate().map(|(at, (name, unit))| Coefficient {
            name: (*name).into(),
            value: found[at],
            unit: (*unit).into(),
            error: spread(at),
            source: self.source.clone(),
        });
        let list: Vec<Coefficient> = fitted.chain(self.coefficient.iter().cloned()).collect();
        let other = |name: &str| self.coefficient.iter().find(|c| c.name.starts_with(name)).map_or(0.0, |c| c.value);
        Coefficients {
            static_uw: found[0],
            clock: found[1],
            multiply: found[3],
            toggle: other("logic toggle"),
            block: other("block RAM"),
            learning: 1.0,
            list,
        }
    }
}

/// A user's file of coefficients, as `entrain energy --measured` writes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserFile {
    /// The board it was measured on.
    pub board: String,
    /// Where the figures come from.
    pub source: String,
    /// Microwatts.
    pub static_uw: f64,
    /// Picojoules.
    pub clock_pj: f64,
    /// Picojoules.
    pub multiply_pj: f64,
    /// Picojoules.
    pub toggle_pj: f64,
    /// Picojoules.
    pub block_ram_pj: f64,
    /// Factor on what learning adds.
    #[serde(default = "one")]
    pub learning: f64,
}

fn one() -> f64 {
    1.0
}

impl UserFile {
    /// Reads one.
    ///
    /// # Errors
    /// It cannot be read or is not of the right form.
    pub fn load(path: &Path) -> Result<UserFile> {
        let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
        toml::from_str(&text).map_err(|error| {
            Diagnostic::new(format!("{}: {error}", path.display())).help("`entrain energy --measured current.csv` writes such a file")
        })
    }

    /// The coefficients.
    pub fn coefficients(&self) -> Coefficients {
        let c = |name: &str, value: f64, unit: &str| Coefficient {
            name: name.into(),
            value,
            unit: unit.into(),
            error: "that of the meter".into(),
            source: self.source.clone(),
        };
        let list = vec![
            c("static power", self.static_uw, "uW"),
            c("clock cycle", self.clock_pj, "pJ"),
            c("multiplication", self.multiply_pj, "pJ"),
            c("logic toggle", self.toggle_pj, "pJ"),
            c("block RAM access, 16 bits", self.block_ram_pj, "pJ"),
            c("factor on what learning adds", self.learning, ""),
        ];
        let (clock, static_uw) = (self.clock_pj, self.static_uw);
        Coefficients {
            clock,
            static_uw,
            multiply: self.multiply_pj,
            toggle: self.toggle_pj,
            block: self.block_ram_pj,
            learning: self.learning,
            list,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_currents_are_foretold_without_knowing_them() {
        let file = PartFile::of("up5k").unwrap();
        for one in file.leave_one_out() {
            println!("{:<45} {:7.1} uA, foretold {:7.1}: {:+.1} %", one.name, one.measured_ua, one.foretold_ua, one.error() * 100.0);
            assert!(one.error().abs() <= 0.15, "{}: {:+.1} %", one.name, one.error() * 100.0);
        }
        println!("{:#?}", file.coefficients());
    }
}
