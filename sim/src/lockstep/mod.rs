//! Lockstep: the Verilog and the golden model side by side, every weight write compared as it happens, every
//! answer with its logits, the cycle of every answer, and the whole weight memory at the end.

mod bench;
mod expect;
mod host;
mod ports;
mod queue;

pub use expect::Mismatch;

use crate::activity::Activity;
use crate::level::Level;
use crate::model::Simulation;
use crate::stimulus::Stimulus;
use crate::verilator::{Cache, Sources};
use bench::Bench;
use entrain_model::data::Samples;
use entrain_model::plan::Registers;
use entrain_model::{Model, Plan, Result};
use std::path::Path;
use std::time::Instant;

/// A co-simulation of one network.
#[derive(Debug)]
pub struct Lockstep<'a> {
    /// The plan that both sides follow.
    pub plan: &'a Plan,
    /// The Verilog, or a netlist with its cells, with trace ports.
    pub sources: &'a Sources,
    /// Which of the two `sources` are, and who simulates them.
    pub level: Level,
    /// Where compiled models are kept.
    pub cache: &'a Cache,
    /// Start weights.
    pub start: &'a Model,
    /// The samples, in order.
    pub samples: &'a Samples,
    /// Every n-th sample is only predicted, not learned.
    pub predict_every: Option<usize>,
    /// Samples, in order, before which the pipeline is flushed and a host sets the registers; the Verilog has ports for them.
    pub changes: &'a [(usize, Registers)],
}

/// What a run compared.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Samples answered.
    pub samples: u64,
    /// Memory words compared as they were written, biases included.
    pub updates_checked: u64,
    /// Single weights and biases compared: in those words, and in the whole memory at the end.
    pub weights_compared: u64,
    /// Answers compared: class and every summed logit.
    pub answers_compared: u64,
    /// Clock cycles from the first value in to the flush acknowledged.
    pub cycles: u64,
    /// The plan's prediction of them; none with gaps or stalls.
    pub cycles_predicted: Option<u64>,
    /// Cycles between two answers in steady state, measured.
    pub cycles_per_sample: f64,
    /// Seconds of the run, compiling not counted.
    pub seconds: f64,
    /// Events.
    pub activity: Activity,
    /// FNV-1a of each layer's weights at the end.
    pub hashes: Vec<u32>,
    /// The first difference, if any.
    pub mismatch: Option<Mismatch>,
}

impl Lockstep<'_> {
    /// Runs all samples; stops at the first difference.
    ///
    /// `progress` is told the number of samples answered from time to time.
    ///
    /// # Errors
    /// A model that cannot be compiled or opened. A difference is no error: it is in the report.
    pub fn run(&self, stimulus: Stimulus, progress: &mut dyn FnMut(u64)) -> Result<Report> {
        let simulation = self.level.open(self.sources, self.cache, false)?;
        let started = Instant::now();
        let mut report = Bench::new(self, simulation, stimulus).run(progress, &mut |simulation, _| simulation.check())?;
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }

    /// Repeats a run that found a difference and writes the cycles around it as a waveform (FST).
    pub fn waves(&self, stimulus: Stimulus, mismatch: &Mismatch, path: &Path) -> Result<()> {
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
        Bench::new(self, simulation, stimulus).run(&mut |_| {}, &mut watch).map(|_| ())
    }
}
