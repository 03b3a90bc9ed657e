//! The fastest clock of a bitstream: a build at the board's own clock tells what place and route reach; the next one asks for
//! that, through the PLL. Timing decides, not a margin of ours: a clock is kept only if place and route meet it.

use crate::build::{Prepared, build};
use crate::job::Job;
use crate::report::{Asked, Outcome};
use entrain_boards::{Board, Clocking};
use entrain_hdl::serial_divider;
use entrain_model::Result;
use entrain_model::checkpoint::write_atomically;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Builds behind the first; each asks for less than the one before.
const BUILDS: usize = 4;

/// File name of what was found.
const RECORD: &str = "fastest.json";

/// What a search has found, so that nobody searches twice.
#[derive(Serialize, Deserialize)]
struct Found {
    /// Build id of the job at its own clock.
    base: String,
    /// The clock that was kept, MHz.
    clock_mhz: f64,
    asked: Vec<Asked>,
}

/// `build` at the fastest clock that the PLL can make in steps of 1 MHz, the serial line can be made from, and place and route meet;
/// `job.clock_mhz` is where the search begins, and what is left if nothing above it is met.
///
/// # Errors
/// As `build`.
pub fn build_fastest(job: &Job, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
    let base = format!("{:08x}", Prepared::new(job)?.id);
    if let Some(found) = recorded(job.folder).filter(|found| found.base == base) {
        let outcome = build(&Job { clock_mhz: found.clock_mhz, ..job.clone() }, step)?;
        return Ok(Outcome { asked: found.asked, ..outcome });
    }
    let first = build(&Job { allow_slow: true, ..job.clone() }, step)?;
    let mut asked = vec![Asked { clock_mhz: first.clock_mhz, fmax_mhz: Some(first.fmax_mhz) }];
    let slowest = if first.fmax_mhz < first.clock_mhz { 0.0 } else { first.clock_mhz };
    let mut reached = first.fmax_mhz;
    for _ in 0..BUILDS {
        let Some(clock_mhz) = below(job.board, reached).filter(|&clock_mhz| clock_mhz > slowest) else { break };
        let at = Job { clock_mhz, allow_slow: true, ..job.clone() };
        let outcome = match build(&at, &mut |name| step(&format!("{clock_mhz} MHz: {name}"))) {
            Ok(outcome) => outcome,
            Err(error) if error.is_of_the_machine() => return Err(error),
            // Not routed at all.
            Err(_) => {
                asked.push(Asked { clock_mhz, fmax_mhz: None });
                reached = clock_mhz - 1.0;
                continue;
            }
        };
        asked.push(Asked { clock_mhz: outcome.clock_mhz, fmax_mhz: Some(outcome.fmax_mhz) });
        if outcome.fmax_mhz >= outcome.clock_mhz {
            return kept(job, base, outcome, asked);
        }
        reached = outcome.fmax_mhz.min(clock_mhz - 1.0);
    }
    // Nothing above: back to where it began, as slow as that may be.
    let outcome = build(job, step)?;
    kept(job, base, outcome, asked)
}

/// Notes what was found.
fn kept(job: &Job, base: String, outcome: Outcome, asked: Vec<Asked>) -> Result<Outcome> {
    let found = Found { base, clock_mhz: outcome.clock_mhz, asked };
    let text = serde_json::to_string_pretty(&found).expect("plain data becomes JSON");
    write_atomically(&job.folder.join(RECORD), text.as_bytes())?;
    Ok(Outcome { asked: found.asked, ..outcome })
}

fn recorded(folder: &Path) -> Option<Found> {
    serde_json::from_str(&std::fs::read_to_string(folder.join(RECORD)).ok()?).ok()
}

/// The largest clock of `board` not above `mhz` that its PLL and its serial line allow.
fn below(board: &Board, mhz: f64) -> Option<f64> {
    let usable = |wanted: f64| {
        let made = Clocking::new(board, wanted).ok().filter(|made| made.mhz <= mhz)?;
        serial_divider(board, made.mhz).ok().map(|_| made.mhz)
    };
    // What the PLL makes is near to what is asked for, not at it: all of 1 MHz may lie between.
    (1..=mhz as u32 + 1).rev().find_map(|wanted| usable(f64::from(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_below_what_was_reached() {
        for name in entrain_boards::names(None) {
            let board = Board::find(&name, None).unwrap_or_else(|error| panic!("{error}"));
            for reached in [17.3, 24.0, 38.2, 39.999, 83.6, 147.4] {
                let clock = below(&board, reached);
                assert!(clock.is_none_or(|mhz| mhz <= reached), "{name}: {clock:?} for {reached}");
                assert!(reached < 36.0 || clock.is_some_and(|mhz| mhz > reached - 5.0), "{name}: {clock:?} for {reached}");
            }
        }
        let board = Board::find("icebreaker", None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(below(&board, 10.0), None);
        assert_eq!(below(&board, 39.4), Some(39.0));
    }
}
