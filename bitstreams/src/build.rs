//! A build: Verilog and placeholders for the start weights into a folder, a build id over all of it, the family's tools
//! with one or more seeds, then the start weights into the best placed design, and the bitstream.

use crate::families::family_of;
use crate::family::{Family, TOP};
use crate::job::Job;
use crate::report::{self, Outcome, Placed, RECORD, Resource, Step, Try};
use crate::synthesis::{fits, inputs, script, synthesise};
use crate::tools::{INSTALLED, run, tool};
use crate::weights::Placeholders;
use entrain_boards::Clocking;
use entrain_model::checkpoint::write_atomically;
use entrain_model::digest::{self, sha256};
use entrain_model::{Diagnostic, Result};
use sha2::Digest;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Tells a caller what is being done, and keeps the time of each step.
struct Clockwork<'a> {
    tell: &'a mut dyn FnMut(&str),
    steps: Vec<Step>,
}

impl Clockwork<'_> {
    fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        (self.tell)(name);
        let started = Instant::now();
        let result = work()?;
        self.steps.push(Step { name: name.into(), seconds: started.elapsed().as_secs_f64(), earlier: false });
        Ok(result)
    }
}

/// Makes the bitstream. What is there already and would come out the same is not made again: nothing at all if all
/// inputs are the same; if only the start weights differ, they are exchanged without place and route. Where synthesis cuts
/// a memory in a way that `weights` does not know, the start weights themselves go through place and route.
///
/// `step` is told the name of each step as it begins.
///
/// # Errors
/// A tool missing or failing, a clock that the PLL cannot make, timing not met, a full disk.
pub fn build(job: &Job, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
    let Prepared { tools, clocking, start, id } = Prepared::new(job)?;
    let odd_cut = job.folder.join("odd-cut"); // the build id for which placeholders were not found again
    if !std::fs::read_to_string(&odd_cut).is_ok_and(|found| found == format!("{id:08x}")) {
        if let (outcome, true) = with_start(job, clocking, &tools, &start, id, step)? {
            return Ok(outcome);
        }
        write_atomically(&odd_cut, format!("{id:08x}").as_bytes())?;
    }
    let start = Placeholders::fixed(job.plan, job.model);
    let id = build_id(job, clocking, &start, &tools)?;
    with_start(job, clocking, &tools, &start, id, step).map(|(outcome, _)| outcome)
}

/// The finished design of a job's folder with the job's weights in it: what `build` would do if nothing else had changed. None if
/// something else has, or if weights cannot be exchanged in it.
///
/// # Errors
/// As `build`.
pub fn exchange(job: &Job, step: &mut dyn FnMut(&str)) -> Result<Option<Outcome>> {
    let Prepared { tools, clocking, start, id } = Prepared::new(job)?;
    let is_placed = job.folder.join(format!("placed.{}", family_of(job.board).placed_suffix())).is_file();
    let same = Outcome::recorded(job.folder).is_some_and(|outcome| outcome.build_id == format!("{id:08x}"));
    if !is_placed || !same || !start.exchangeable() {
        return Ok(None);
    }
    with_start(job, clocking, &tools, &start, id, step).map(|(outcome, found)| found.then_some(outcome))
}

/// What a job begins with.
pub(crate) struct Prepared {
    /// Versions of the tools.
    pub tools: Vec<String>,
    /// Where the clock comes from.
    pub clocking: Clocking,
    /// What stands for the start weights, which are exchanged afterwards.
    pub start: Placeholders,
    /// The build id over all of it.
    pub id: u32,
}

impl Prepared {
    /// # Errors
    /// A tool is missing; a clock that the PLL cannot make; a network that does not fit the frames.
    pub fn new(job: &Job) -> Result<Prepared> {
        let family = family_of(job.board);
        let (tools, clocking) = (versions(family)?, Clocking::new(job.board, job.clock_mhz)?);
        let start = Placeholders::new(job.plan, job.model, &job.board.device.resources, family.layout());
        let id = build_id(job, clocking, &start, &tools)?;
        Ok(Prepared { tools, clocking, start, id })
    }
}

/// Versions of a family's tools.
///
/// # Errors
/// A tool is missing.
fn versions(family: &dyn Family) -> Result<Vec<String>> {
    for name in family.tools() {
        tool(name).command()?;
    }
    Ok(family.tools().iter().filter_map(|name| tool(name).version()).filter(|version| version != INSTALLED).collect())
}

/// `build` with these contents in the memories; and whether the start weights found their places.
fn with_start(
    job: &Job,
    clocking: Clocking,
    tools: &[String],
    start: &Placeholders,
    build_id: u32,
    step: &mut dyn FnMut(&str),
) -> Result<(Outcome, bool)> {
    let family = family_of(job.board);
    let earlier = Outcome::recorded(job.folder).filter(|outcome| outcome.build_id == format!("{build_id:08x}"));
    let hashes: Vec<String> = job.model.hashes().iter().map(|hash| format!("{hash:08x}")).collect();
    let placed = job.folder.join(format!("placed.{}", family.placed_suffix()));
    let bitstream = job.folder.join(format!("{}.{}", job.plan.name, family.bitstream_suffix()));
    if let Some(outcome) = &earlier
        && outcome.weights == hashes
        && std::fs::read(&bitstream).is_ok_and(|bytes| sha256(&bytes) == outcome.bitstream_sha256)
    {
        met(job, clocking, outcome.fmax_mhz)?;
        return Ok((Outcome { reused: true, ..outcome.clone() }, true));
    }
    let mut work = Clockwork { tell: step, steps: Vec::new() };
    let earlier = earlier.filter(|_| placed.is_file());
    let is_earlier = earlier.is_some();
    let mut outcome = match earlier {
        Some(outcome) => {
            met(job, clocking, outcome.fmax_mhz)?;
            let placing = outcome.steps.iter().filter(|step| !FINISH.contains(&step.name.as_str()));
            work.steps.extend(placing.map(|step| Step { earlier: true, ..step.clone() }));
            outcome
        }
        None => {
            let outcome = place(job, family, clocking, start, build_id, &placed, &mut work)?;
            outcome.keep(job.folder)?; // place and route stays done if what follows fails
            outcome
        }
    };
    let loaded = format!("{TOP}.{}", family.placed_suffix());
    let exchange = |work: &mut Clockwork| work.step(FINISH[0], || start.exchange(job, family, &placed, &job.folder.join(&loaded)));
    if !exchange(&mut work).or_else(|error| if is_earlier { Ok(false) } else { Err(error) })? {
        if !is_earlier {
            return Ok((outcome, false));
        }
        // Whether the earlier design is cut in an odd way or was damaged since, only a fresh one can tell.
        work.steps.clear();
        outcome = place(job, family, clocking, start, build_id, &placed, &mut work)?;
        outcome.keep(job.folder)?;
        if !exchange(&mut work)? {
            return Ok((outcome, false));
        }
    }
    work.step(FINISH[1], || pack(job, family, &loaded, &bitstream))?;
    let packed = std::fs::read(&bitstream).map_err(|error| Diagnostic::io("read", &bitstream, &error))?;
    (outcome.bitstream_bytes, outcome.bitstream_sha256) = (packed.len() as u64, sha256(&packed));
    (outcome.bitstream, outcome.weights, outcome.tools) = (bitstream, hashes, tools.to_vec());
    outcome.seconds = work.steps.iter().filter(|step| !step.earlier).map(|step| step.seconds).sum();
    (outcome.steps, outcome.origin) = (work.steps, None);
    outcome.keep(job.folder)?;
    Ok((outcome, true))
}

/// Names of the steps behind place and route.
const FINISH: [&str; 2] = ["weights", "packing"];

/// First 32 bits of a SHA-256 over everything that goes into the placed design.
fn build_id(job: &Job, clocking: Clocking, start: &Placeholders, tools: &[String]) -> Result<u32> {
    let inputs = inputs(job, clocking, start, 0)?;
    let script = [script(job, start, &[])];
    let mut hasher = digest::over(inputs.iter().flat_map(|(name, text)| [name, text]).chain(tools).chain(&script));
    job.seeds.iter().for_each(|seed| hasher.update(seed.to_le_bytes()));
    Ok(digest::first_word(&hasher.finalize()))
}

/// Synthesis, then place and route with each seed; the fastest result becomes `placed`.
fn place(
    job: &Job,
    family: &dyn Family,
    clocking: Clocking,
    start: &Placeholders,
    build_id: u32,
    placed: &Path,
    work: &mut Clockwork,
) -> Result<Outcome> {
    let luts = work.step("synthesis", || {
        synthesise(job, family, clocking, start, build_id)?;
        fits(job, family)
    })?;

    let mut tries = Vec::new();
    let mut best: Option<(Placed, PathBuf)> = None;
    let mut failure = None;
    for &seed in &job.seeds {
        let name = if job.seeds.len() == 1 { "place and route".into() } else { format!("place and route, seed {seed}") };
        match work.step(&name, || try_seed(job, family, clocking, seed)) {
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
    let Some((kept, text)) = best else {
        return Err(failure.unwrap_or_else(|| Diagnostic::new("no seed was given to place and route")));
    };
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
        origin: None,
        seconds: 0.0,
        steps: work.steps.clone(),
        tools: Vec::new(),
        asked: Vec::new(),
        reused: false,
    })
}

/// Whether the clock is reached, or a slower one is good enough: also for a design that was placed when it was.
fn met(job: &Job, clocking: Clocking, fmax_mhz: f64) -> Result<()> {
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

/// The bitstream of the placed design `loaded`.
fn pack(job: &Job, family: &dyn Family, loaded: &str, bitstream: &Path) -> Result<()> {
    let fresh = format!("{TOP}.{}", family.bitstream_suffix());
    let mut pack = family.pack(job.board, loaded, &fresh)?;
    run(pack.current_dir(job.folder), "packing the bitstream", &job.folder.join("pack.log"))?;
    std::fs::rename(job.folder.join(fresh), bitstream).map_err(|error| Diagnostic::io("write", bitstream, &error))
}
