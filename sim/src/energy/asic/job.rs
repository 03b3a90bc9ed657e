//! What a simulation at the gates is asked for.

use super::clock_tree::ClockTree;
use super::design::Design;
use super::netlist::Netlist;
use super::sram::SramModel;
use entrain_model::Samples;
use entrain_model::{Model, Plan};

/// A simulation to run.
pub struct Job<'a> {
    /// The plan of the netlist.
    pub plan: &'a Plan,
    /// The netlist.
    pub netlist: &'a Netlist,
    /// Bound to a library.
    pub design: &'a Design,
    /// Its clock tree.
    pub tree: &'a ClockTree,
    /// What memories cost.
    pub sram: &'a SramModel,
    /// Weights at the start.
    pub start: &'a Model,
    /// Samples, in file order; more than are measured, to fill the pipeline.
    pub samples: &'a Samples,
    /// Samples that are measured.
    pub window: usize,
    /// They are learned.
    pub learn: bool,
    /// Clock, MHz.
    pub clock_mhz: f64,
    /// At the end, flush and compare every weight with the golden model's.
    pub compare_weights: bool,
}
