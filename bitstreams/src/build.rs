//! A build: Verilog and placeholders for the start weights into a folder, a build id over all of it, the family's tools
//! with one or more seeds, then the start weights into the best placed design, and the bitstream.
//!
//! ```text
//!                 .---------------> Packed: the bitstream is there already
//!   Recorded -----+---------------> Placed: the design is there, from an earlier build
//!                 '--> Unplaced --> Placed --> Loaded --> Packed
//!                         ^           | |
//!                         |           | '----> OddCut --> Recorded, with the start weights themselves in the memories
//!                         '-----------'
//!                          an earlier design that does not take the weights
//! ```

use crate::families::family_of;
use crate::family::{Family, TOP};
use crate::job::Job;
use crate::place::{met, place};
use crate::report::{Outcome, Step};
use crate::steps::Steps;
use crate::synthesis::{inputs, script};
use crate::tools::{INSTALLED, run, tool};
use crate::weights::Placeholders;
use entrain_boards::Clocking;
use entrain_model::checkpoint::write_atomically;
use entrain_model::digest::{self, sha256};
use entrain_model::{Diagnostic, Result};
use sha2::Digest;
use std::path::PathBuf;

/// Makes the bitstream. What is there already and would come out the same is not made again: nothing at all if all
/// inputs are the same; if only the start weights differ, they are exchanged without place and route. Where synthesis cuts
/// a memory in a way that `weights` does not know, the start weights themselves go through place and route.
///
/// `step` is told the name of each step as it begins.
///
/// # Errors
/// A tool missing or failing, a clock that the PLL cannot make, timing not met, a full disk.
pub fn build(job: &Job, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
    let mut build = Build::new(job, Prepared::new(job)?, step);
    let begin = if build.is_odd_cut() { State::OddCut } else { State::Recorded };
    build.run(begin, OddCut::Fixed).map(|outcome| outcome.expect("with the start weights themselves there is always a bitstream"))
}

/// The finished design of a job's folder with the job's weights in it: what `build` would do if nothing else had changed. None if
/// something else has, or if weights cannot be exchanged in it.
///
/// # Errors
/// As `build`.
pub fn exchange(job: &Job, step: &mut dyn FnMut(&str)) -> Result<Option<Outcome>> {
    let mut build = Build::new(job, Prepared::new(job)?, step);
    if !build.placed.is_file() || build.recorded().is_none() || !build.prepared.start.exchangeable() {
        return Ok(None);
    }
    build.run(State::Recorded, OddCut::Nothing)
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

/// How far a build is.
enum State {
    /// Nothing was looked at but the record of the folder.
    Recorded,
    /// No placed design of this build id.
    Unplaced,
    /// There is one, with placeholders in its memories.
    Placed {
        outcome: Outcome,
        /// Of an earlier build: it may have been damaged since.
        earlier: bool,
    },
    /// The start weights are in it.
    Loaded(Outcome),
    /// The bitstream is there, and the record.
    Packed(Outcome),
    /// Placeholders were not found again: synthesis cut a memory in a way that `weights` does not know.
    OddCut,
}

/// What becomes of a design that is cut in an odd way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OddCut {
    /// Built with the start weights themselves in its memories.
    Fixed,
    /// Nothing.
    Nothing,
}

/// Names of the steps behind place and route.
const FINISH: [&str; 2] = ["weights", "packing"];

/// A build on its way.
struct Build<'a> {
    job: &'a Job<'a>,
    family: &'static dyn Family,
    prepared: Prepared,
    /// Hashes of the start weights, and of learned codes.
    hashes: [Vec<String>; 2],
    /// The placed design with placeholders.
    placed: PathBuf,
    /// Name of the one with weights.
    loaded: String,
    bitstream: PathBuf,
    steps: Steps<'a>,
}

impl<'a> Build<'a> {
    fn new(job: &'a Job<'a>, prepared: Prepared, step: &'a mut dyn FnMut(&str)) -> Build<'a> {
        let family = family_of(job.board);
        Build {
            job,
            family,
            prepared,
            hashes: [job.model.hashes(), job.model.code_hashes()].map(|all| all.iter().map(|hash| format!("{hash:08x}")).collect()),
            placed: job.folder.join(format!("placed.{}", family.placed_suffix())),
            loaded: format!("{TOP}.{}", family.placed_suffix()),
            bitstream: job.folder.join(format!("{}.{}", job.plan.name, family.bitstream_suffix())),
            steps: Steps::new(step),
        }
    }

    /// From `state` to a bitstream; none where the design is cut in an odd way and nothing is to be done about it.
    fn run(&mut self, mut state: State, odd_cut: OddCut) -> Result<Option<Outcome>> {
        loop {
            state = match state {
                State::Recorded => self.look()?,
                State::Unplaced => self.place()?,
                State::Placed { outcome, earlier } => self.load(outcome, earlier)?,
                State::Loaded(outcome) => self.pack(outcome)?,
                State::OddCut if odd_cut == OddCut::Fixed => self.fix()?,
                State::OddCut => return Ok(None),
                State::Packed(outcome) => return Ok(Some(outcome)),
            }
        }
    }

    /// The record of the folder, if it is of this build id.
    fn recorded(&self) -> Option<Outcome> {
        Outcome::recorded(self.job.folder).filter(|outcome| outcome.build_id == format!("{:08x}", self.prepared.id))
    }

    /// What an earlier build has left.
    fn look(&mut self) -> Result<State> {
        let Some(outcome) = self.recorded() else { return Ok(State::Unplaced) };
        let is_there = || std::fs::read(&self.bitstream).is_ok_and(|bytes| sha256(&bytes) == outcome.bitstream_sha256);
        if [&outcome.weights, &outcome.codes] == self.hashes.each_ref() && is_there() {
            met(self.job, self.prepared.clocking, outcome.fmax_mhz)?;
            return Ok(State::Packed(Outcome { reused: true, ..outcome }));
        }
        if !self.placed.is_file() {
            return Ok(State::Unplaced);
        }
        met(self.job, self.prepared.clocking, outcome.fmax_mhz)?;
        let placing = outcome.steps.iter().filter(|step| !FINISH.contains(&step.name.as_str()));
        self.steps.done.extend(placing.map(|step| Step { earlier: true, ..step.clone() }));
        Ok(State::Placed { outcome, earlier: true })
    }

    fn place(&mut self) -> Result<State> {
        self.steps.done.clear();
        let Prepared { clocking, start, id, .. } = &self.prepared;
        let outcome = place(self.job, *clocking, start, *id, &self.placed, &mut self.steps)?;
        outcome.keep(self.job.folder)?; // place and route stays done if what follows fails
        Ok(State::Placed { outcome, earlier: false })
    }

    /// The start weights into the placed design. Whether an earlier one that does not take them is cut in an odd way or was damaged
    /// since, only a fresh one can tell.
    fn load(&mut self, outcome: Outcome, earlier: bool) -> Result<State> {
        let (job, start, to) = (self.job, &self.prepared.start, self.job.folder.join(&self.loaded));
        match self.steps.step(FINISH[0], || start.exchange(job, self.family, &self.placed, &to)) {
            Ok(true) => Ok(State::Loaded(outcome)),
            Ok(false) | Err(_) if earlier => Ok(State::Unplaced),
            Ok(false) => Ok(State::OddCut),
            Err(error) => Err(error),
        }
    }

    /// The bitstream of the design with weights.
    fn pack(&mut self, mut outcome: Outcome) -> Result<State> {
        let (job, family, bitstream) = (self.job, self.family, &self.bitstream);
        let fresh = format!("{TOP}.{}", family.bitstream_suffix());
        self.steps.step(FINISH[1], || {
            let mut pack = family.pack(job.board, &self.loaded, &fresh)?;
            run(pack.current_dir(job.folder), "packing the bitstream", &job.folder.join("pack.log"))?;
            std::fs::rename(job.folder.join(&fresh), bitstream).map_err(|error| Diagnostic::io("write", bitstream, &error))
        })?;
        let packed = std::fs::read(bitstream).map_err(|error| Diagnostic::io("read", bitstream, &error))?;
        (outcome.bitstream_bytes, outcome.bitstream_sha256) = (packed.len() as u64, sha256(&packed));
        outcome.bitstream = bitstream.clone();
        [outcome.weights, outcome.codes] = self.hashes.clone();
        (outcome.tools, outcome.origin) = (self.prepared.tools.clone(), None);
        outcome.seconds = self.steps.done.iter().filter(|step| !step.earlier).map(|step| step.seconds).sum();
        outcome.steps = self.steps.done.clone();
        outcome.keep(job.folder)?;
        Ok(State::Packed(outcome))
    }

    /// Holds the build id for which placeholders were not found again.
    fn odd_cut_note(&self) -> PathBuf {
        self.job.folder.join("odd-cut")
    }

    fn is_odd_cut(&self) -> bool {
        std::fs::read_to_string(self.odd_cut_note()).is_ok_and(|found| found == format!("{:08x}", self.prepared.id))
    }

    /// From placeholders to the start weights themselves, noted so that the next build begins with them.
    fn fix(&mut self) -> Result<State> {
        if !self.is_odd_cut() {
            write_atomically(&self.odd_cut_note(), format!("{:08x}", self.prepared.id).as_bytes())?;
        }
        self.steps.done.clear();
        self.prepared.start = Placeholders::fixed(self.job.plan, self.job.model);
        self.prepared.id = build_id(self.job, self.prepared.clocking, &self.prepared.start, &self.prepared.tools)?;
        Ok(State::Recorded)
    }
}

/// First 32 bits of a SHA-256 over everything that goes into the placed design.
fn build_id(job: &Job, clocking: Clocking, start: &Placeholders, tools: &[String]) -> Result<u32> {
    let inputs = inputs(job, clocking, start, 0)?;
    let script = [script(job, start, &[])];
    let mut hasher = digest::over(inputs.iter().flat_map(|(name, text)| [name, text]).chain(tools).chain(&script));
    job.seeds.iter().for_each(|seed| hasher.update(seed.to_le_bytes()));
    Ok(digest::first_word(&hasher.finalize()))
}
