//! Lockstep: the Verilog and the golden model side by side, every weight write compared as it happens, every
//! answer with its logits and flags, busy and flushed in every cycle, the cycle of every answer, and the whole weight memory at
//! the end. A plain run (`stream`) takes the samples in order; a schedule (`play`) does whatever the core's contract allows.

mod bench;
mod expect;
mod host;
mod job;
mod play;
mod play_events;
mod play_host;
mod ports;
mod queue;
mod schedule;
mod shrink;
mod stream;

pub use expect::Mismatch;
pub use job::{Happened, Lockstep, Progress, Report};
pub use schedule::{Event, Sample, Schedule, Wanted};
pub use shrink::shrink;

use crate::model::Simulation;
use crate::stimulus::Stimulus;
use bench::{Bench, Watch};
use entrain_model::Result;
use play::Play;
use schedule::{Around, Mood};
use std::path::Path;
use std::time::Instant;

/// What the world around the core does.
#[derive(Debug, Clone)]
pub enum World {
    /// All samples in order.
    Plain(Stimulus),
    /// Events drawn from a seed.
    Schedule(Schedule),
    /// These events, offered and taken without a pause.
    Script(Vec<Event>),
}

impl Lockstep<'_> {
    /// Runs all samples; stops at the first difference.
    ///
    /// `progress` is told the number of samples answered from time to time.
    ///
    /// # Errors
    /// A model that cannot be compiled or opened. A difference is no error: it is in the report.
    pub fn run(&self, stimulus: Stimulus, progress: &mut Progress) -> Result<Report> {
        self.run_in(&World::Plain(stimulus), progress)
    }

    /// Runs what `world` wants; stops at the first difference.
    ///
    /// # Errors
    /// As `run`.
    pub fn run_in(&self, world: &World, progress: &mut Progress) -> Result<Report> {
        let simulation = self.level.open(self.sources, self.cache, false)?;
        let started = Instant::now();
        let mut report = self.work(simulation, world, progress, &mut |simulation, _| simulation.check())?;
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }

    fn work(&self, simulation: Simulation, world: &World, progress: &mut Progress, watch: &mut Watch) -> Result<Report> {
        let bench = Bench::new(self, simulation);
        match world {
            World::Plain(stimulus) => bench.run(stimulus.clone(), progress, watch),
            World::Schedule(schedule) => {
                let around = Around::new(self);
                Play::run(bench, schedule.seed, schedule.events.iter().map(|&number| schedule.event(number, &around)), progress, watch)
            }
            World::Script(events) => {
                let eager = Mood { offers: 16, takes: 16 };
                Play::run(bench, 1, events.iter().map(|event| (event.clone(), eager)), progress, watch)
            }
        }
    }

    /// A short schedule that still shows a difference, from one that does.
    ///
    /// # Errors
    /// As `run`.
    pub fn shrink(&self, schedule: &Schedule, limit: std::time::Duration) -> Result<Schedule> {
        shrink(schedule, limit, &mut |schedule| {
            let simulation = self.level.open(self.sources, self.cache, false)?;
            let world = World::Schedule(schedule.clone());
            Ok(self.work(simulation, &world, &mut |_| {}, &mut |_, _| Ok(()))?.mismatch.is_some())
        })
    }

    /// Repeats a run that found a difference and writes the cycles around it as a waveform (FST).
    pub fn waves(&self, world: &World, mismatch: &Mismatch, path: &Path) -> Result<()> {
        let simulation = self.level.open(self.sources, self.cache, true)?;
        let before = 2 * self.plan.cycles_per_sample() as u64;
        let from = mismatch.cycle.saturating_sub(before);
        let mut open = false;
        let mut watch = |simulation: &mut Simulation, cycle: u64| {
            if !open && cycle >= from {
                open = true;
                simulation.start_waves(path)?;
            }
            Ok(())
        };
        self.work(simulation, world, &mut |_| {}, &mut watch).map(|_| ())
    }
}
