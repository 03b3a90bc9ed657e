//! A person's own meter readings: which coefficients of the board they say.

use super::coefficients::{Coefficients, UserFile};
use super::least_squares::least_squares;
use crate::energy::parts::{Part, Table};
use entrain_model::{Diagnostic, Result};
use std::path::Path;

/// What the board did while the current was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Configured, its clock halted.
    Idle,
    /// The clock runs, no samples.
    Clock,
    /// Samples are predicted without a pause.
    Inference,
    /// Samples are learned without a pause.
    Learning,
}

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// What the board did.
    pub state: State,
    /// Clock, MHz.
    pub mhz: f64,
    /// Volts and milliamperes of the rail.
    pub volts: f64,
    /// See `volts`.
    pub milliamperes: f64,
}

impl Reading {
    fn microwatts(&self) -> f64 {
        self.volts * self.milliamperes * 1000.0
    }
}

const FORM: &str = "a header and a line a reading:\n\nstate,mhz,volts,milliamperes\nidle,0,1.2,0.09\nclock,24,1.2,1.2\ninference,24,1.2,7.1\nlearning,24,1.2,7.4";

/// Reads a file of readings.
///
/// # Errors
/// It cannot be read, or a line is not of the form.
pub fn readings(path: &Path) -> Result<Vec<Reading>> {
    let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let wrong = |line: usize, what: &str| Diagnostic::new(format!("{}:{line}: {what}", path.display())).help(format!("it needs {FORM}"));
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (number, fields) = (index + 1, line.split(',').map(str::trim).collect::<Vec<_>>());
        if index == 0 {
            if fields != ["state", "mhz", "volts", "milliamperes"] {
                return Err(wrong(1, "the header is not state,mhz,volts,milliamperes"));
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let &[state, mhz, volts, milliamperes] = fields.as_slice() else {
            return Err(wrong(number, "there must be four fields"));
        };
        let state = match state {
            "idle" => State::Idle,
            "clock" => State::Clock,
            "inference" => State::Inference,
            "learning" => State::Learning,
            other => return Err(wrong(number, &format!("\"{other}\" is not idle, clock, inference or learning"))),
        };
        let value = |text: &str, name: &str| {
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
            value.ok_or_else(|| wrong(number, &format!("\"{text}\" is no {name}")))
        };
        found.push(Reading {
            state,
            mhz: value(mhz, "clock")?,
            volts: value(volts, "voltage")?,
            milliamperes: value(milliamperes, "current")?,
        });
    }
    for (state, name) in [(State::Idle, "idle"), (State::Clock, "clock"), (State::Inference, "inference")] {
        if !found.iter().any(|reading| reading.state == state) {
            return Err(Diagnostic::new(format!("{}: there is no reading of {name}", path.display())).help(format!("it needs {FORM}")));
        }
    }
    Ok(found)
}

/// Fits static power, clock, one factor on all that an inference does, and one on what learning adds.
///
/// `inference` and `learning` are nanojoules a sample with the coefficients `c`, `cycles` the cycles that a sample takes.
pub fn fit(readings: &[Reading], c: &Coefficients, inference: &Table, learning: &Table, cycles: f64, board: &str) -> UserFile {
    let active = |table: &Table| {
        let dynamic = table.iter().filter(|((_, part), _)| !matches!(part, Part::Clock | Part::Static));
        dynamic.map(|(_, nanojoules)| nanojoules * 1000.0).sum::<f64>() / cycles
    };
    // Picojoules a cycle of what is neither clock nor static.
    let (work, added) = (active(inference), active(learning) - active(inference));
    let rows = readings.iter().map(|reading| {
        let runs = (reading.state != State::Idle) as u8 as f64 * reading.mhz;
        let infers = matches!(reading.state, State::Inference | State::Learning) as u8 as f64;
        let learns = (reading.state == State::Learning) as u8 as f64;
        let scale = reading.microwatts().max(1e-9);
        ([1.0 / scale, runs / scale, infers * runs * work / scale, learns * runs * added / scale], 1.0)
    });
    let [static_uw, clock_pj, factor, learning] = least_squares(rows);
    let learned = readings.iter().any(|reading| reading.state == State::Learning);
    UserFile {
        board: board.into(),
        source: format!("{} readings of a meter on this board", readings.len()),
        static_uw,
        clock_pj,
        multiply_pj: c.multiply * factor,
        toggle_pj: c.toggle * factor,
        block_ram_pj: c.block * factor,
        learning: if learned && factor > 0.0 { (learning / factor).max(0.0) } else { 1.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::energy::fpga::PartFile;

    fn read(text: &str) -> Result<Vec<Reading>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        readings(file.path())
    }

    #[test]
    fn a_board_that_takes_twice_as_much_is_found_out() {
        let c = PartFile::of("up5k").unwrap().coefficients();
        let table = |work: f64| Table::from([((None, Part::Clock), 50.0), ((None, Part::Mac), work), ((None, Part::Static), 4.0)]);
        let (inference, learning, cycles) = (table(300.0), table(310.0), 1000.0);
        // 100 uW at rest, 60 pJ a cycle, twice the work of an inference, three times what learning adds.
        let mut text = String::from("state,mhz,volts,milliamperes\n");
        for mhz in [12.0, 24.0] {
            let (clock, work, added) = (100.0 + 60.0 * mhz, 2.0 * 0.3 * 1000.0 * mhz, 3.0 * 0.01 * 1000.0 * mhz);
            let states = [("idle", 100.0), ("clock", clock), ("inference", clock + work), ("learning", clock + work + added)];
            states.iter().for_each(|(state, uw)| text += &format!("{state},{mhz},1.2,{}\n", uw / 1200.0));
        }
        let found = fit(&read(&text).unwrap(), &c, &inference, &learning, cycles, "mine");
        let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-6, "{a} is not {b}");
        near(found.static_uw, 100.0);
        near(found.clock_pj, 60.0);
        near(found.multiply_pj, 2.0 * c.multiply);
        near(found.learning, 1.5);
        let kept: UserFile = toml::from_str(&toml::to_string(&found).unwrap()).unwrap();
        near(kept.coefficients().clock, 60.0);
    }

    #[test]
    fn wrong_files_say_what_is_wrong() {
        let message = |text: &str| read(text).unwrap_err().to_string();
        assert!(message("mA\n1\n").contains("the header is not state,mhz,volts,milliamperes"));
        let header = "state,mhz,volts,milliamperes\n";
        assert!(message(&format!("{header}sleep,0,1,1\n")).contains(":2: \"sleep\" is not idle, clock, inference or learning"));
        assert!(message(&format!("{header}idle,0,1.2,x\n")).contains("\"x\" is no current"));
        assert!(message(&format!("{header}idle,0,1.2\n")).contains("four fields"));
        assert!(message(&format!("{header}idle,0,1.2,1\nclock,1,1,1\n")).contains("there is no reading of inference"));
    }
}
