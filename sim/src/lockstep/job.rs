//! What a co-simulation is asked for, and what it says.

use super::expect::Mismatch;
use crate::level::Level;
use crate::verilator::{Cache, Sources};
use entrain_model::Samples;
use entrain_model::plan::{Activity, Registers};
use entrain_model::{Model, Plan};
use serde::Serialize;

/// Told how far a run is: samples answered, or events of a schedule.
pub type Progress<'p> = dyn FnMut(u64) + 'p;

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

/// What a schedule did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// Events.
    pub events: u64,
    /// Samples that were to be learned.
    pub learned: u64,
    /// Of these, labels that were no class.
    pub refused: u64,
    /// Samples of which some layer was held.
    pub held: u64,
    /// Flushes.
    pub flushes: u64,
    /// Resets, most of them with samples inside.
    pub resets: u64,
    /// Words that the host read.
    pub host_reads: u64,
    /// Words that the host wrote.
    pub host_writes: u64,
    /// Times that the registers were set.
    pub registers: u64,
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
    /// What a schedule did; none of a plain run.
    pub happened: Option<Happened>,
    /// The first difference, if any.
    pub mismatch: Option<Mismatch>,
}

impl<'a> Lockstep<'a> {
    /// All samples are learned, at the registers' first values, in Verilator.
    pub fn new(plan: &'a Plan, sources: &'a Sources, cache: &'a Cache, start: &'a Model, samples: &'a Samples) -> Lockstep<'a> {
        Lockstep { plan, sources, level: Level::Rtl, cache, start, samples, predict_every: None, changes: &[] }
    }
}
