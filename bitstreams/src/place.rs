//! Synthesis, place and route: from the files of a job to the placed design of its fastest seed.

use crate::families::family_of;
use crate::family::{Family, TOP};
use crate::job::Job;
use crate::report::{self, Outcome, Placed, RECORD, Resource, Try};
use crate::steps::Steps;
use crate::synthesis::{fits, synthesise};
use crate::tools::run;
use crate::weights::Placeholders;
use entrain_boards::Clocking;
use entrain_model::{Diagnostic, Result};
use std::path::{Path, PathBuf};

/// Synthesis, then place and route with each seed; the fastest result becomes `placed`.
///
/// # Errors
/// A tool fails, the design does not fit, no seed can be routed, timing is not met.
pub(crate) fn place(
    job: &Job,
    clocking: Clocking,
    start: &Placeholders,
    build_id: u32,
    placed: &Path,
    steps: &mut Steps,
) -> Result<Outcome> {
    let family = family_of(job.board);
    let luts = steps.step("synthesis", || {
        synthesise(job, family, clocking, start, build_id)?;
        fits(job, family)
    })?;
    let Fastest { kept, text, tries } = fastest(job, family, clocking, steps)?;
    met(job, clocking, kept.fmax_mhz)?;
    // Whoever is ended between the two must not take this design for that of the record.
    let record = job.folder.join(RECORD);
    if record.exists() {
        std::fs::remove_file(&record).map_err(|error| Diagnostic::io("remove", &record, &error))?;
    }
    std::fs::rename(&text, placed).map_err(|error| Diagnostic::io("write", placed, &error))?;
    Ok(Outcome {
        board: job.board.name.clone(),
        device: job.board.device.resources.part.clone(),
        build_id: format!("{build_id:08x}"),
        fmax_mhz: kept.fmax_mhz,
        clock_mhz: clocking.mhz,
        luts,
        resources: kept.resources,
        tries,
        bitstream: PathBuf::new(),
        bitstream_bytes: 0,
        bitstream_sha256: String::new(),
        weights: Vec::new(),
        codes: Vec::new(),
        origin: None,
        seconds: 0.0,
        steps: steps.done.clone(),
        tools: Vec::new(),
        asked: Vec::new(),
        reused: false,
    })
}

/// The seed with the fastest result.
struct Fastest {
    kept: Placed,
    /// Its placed design.
    text: PathBuf,
    tries: Vec<Try>,
}

/// Place and route with each seed.
fn fastest(job: &Job, family: &dyn Family, clocking: Clocking, steps: &mut Steps) -> Result<Fastest> {
    let mut tries = Vec::new();
    let mut best: Option<(Placed, PathBuf)> = None;
    let mut failure = None;
    for &seed in &job.seeds {
        let name = if job.seeds.len() == 1 { "place and route".into() } else { format!("place and route, seed {seed}") };
        match steps.step(&name, || try_seed(job, family, clocking, seed)) {
            Ok((found, text)) => {
                tries.push(Try { seed, fmax_mhz: Some(found.fmax_mhz) });
                if best.as_ref().is_none_or(|(kept, _)| found.fmax_mhz > kept.fmax_mhz) {
                    best = Some((found, text));
                }
            }
            Err(error) if error.is_of_the_machine() => return Err(error),
            Err(error) => {
                tries.push(Try { seed, fmax_mhz: None });
                failure = Some(error);
            }
        }
    }
    match best {
        Some((kept, text)) => Ok(Fastest { kept, text, tries }),
        None => Err(failure.unwrap_or_else(|| Diagnostic::new("no seed was given to place and route"))),
    }
}

/// Whether the clock is reached, or a slower one is good enough: also for a design that was placed when it was.
///
/// # Errors
/// It is not.
pub(crate) fn met(job: &Job, clocking: Clocking, fmax_mhz: f64) -> Result<()> {
    if fmax_mhz >= clocking.mhz || job.allow_slow {
        return Ok(());
    }
    let message = format!("timing is not met: {fmax_mhz:.1} MHz reached, {} MHz wanted", clocking.mhz);
    let help = format!("build with `--clock {}`, or try more `--seeds`; the critical path is in seed*.log", fmax_mhz.floor());
    Err(Diagnostic::new(message).help(help))
}

/// Place and route with one seed.
fn try_seed(job: &Job, family: &dyn Family, clocking: Clocking, seed: u32) -> Result<(Placed, PathBuf)> {
    let placed = format!("seed{seed}.{}", family.placed_suffix());
    let report = format!("seed{seed}.report.json");
    let mut nextpnr = family.place_and_route(job.board)?;
    nextpnr.args(["--json", &format!("{TOP}.json"), "--report", &report, "--timing-allow-fail", family.placed_option(), &placed]);
    nextpnr.args(["--freq", &clocking.mhz.to_string(), "--seed", &seed.to_string()]);
    let log = job.folder.join(format!("seed{seed}.log"));
    run(nextpnr.current_dir(job.folder), "place and route", &log)?;
    let mut found = report::read(&job.folder.join(report), family.kinds())?;
    if let Some(used) = std::fs::read_to_string(log).ok().and_then(|log| family.flip_flops(&log)) {
        let available = job.board.device.resources.luts;
        found.resources.insert(1, Resource { name: "flip-flops".into(), used, available });
    }
    Ok((found, job.folder.join(placed)))
}
