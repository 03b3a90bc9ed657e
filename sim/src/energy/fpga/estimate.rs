//! Energy of a run on an FPGA, by layer and part: counted events times coefficients.

use super::coefficients::Coefficients;
use crate::energy::parts::{Part, Table};
use entrain_model::Plan;
use entrain_model::plan::{Activity, Memory, Quantities};
use serde::Serialize;

/// Toggles of an adder, its operand gates and its register, a result bit.
pub const TOGGLES_PER_BIT: f64 = 1.5;
/// Toggles of a bit that only passes by.
const PASSING: f64 = 0.5;
/// Toggles of a layer's schedule in a cycle of a walk: two counters, addresses of three stages, flags.
const CONTROL: f64 = 24.0;

/// Plain counts a sample.
#[derive(Debug, Clone, Serialize)]
pub struct Counts {
    /// Multiply-accumulates.
    pub macs: f64,
    /// Weight memory words read.
    pub reads: f64,
    /// Weight memory words written.
    pub writes: f64,
    /// Weights in these words.
    pub weights: f64,
    /// Additions: corrections, bias corrections and logits.
    pub adds: f64,
    /// Clock cycles.
    pub cycles: f64,
    /// Layer updates not skipped.
    pub updates: f64,
}

/// The events of a run, a sample.
pub fn counts(plan: &Plan, activity: &Activity) -> Counts {
    let samples = activity.samples.max(1) as f64;
    let layers = plan.quantities(activity);
    let each = |count: &dyn Fn(&Quantities) -> f64| layers.iter().map(count).sum::<f64>() / samples;
    Counts {
        macs: each(&|layer| layer.products),
        reads: each(&|layer| layer.words),
        writes: each(&|layer| layer.learned.iter().map(|access| access.writes).sum()),
        weights: each(&|layer| layer.corrected),
        adds: each(&|layer| layer.corrected + layer.activations * plan.classes as f64),
        cycles: activity.cycles as f64 / samples,
        updates: activity.updates as f64 / samples,
    }
}

/// Nanojoules a sample of a run, by layer and part. The plan may be that of the inference-only twin.
pub fn table(plan: &Plan, activity: &Activity, clock_mhz: f64, c: &Coefficients) -> Table {
    let (samples, mut table) = (activity.samples.max(1) as f64, Table::new());
    let (cycles, classes) = (activity.cycles as f64, plan.classes as f64);
    let mut add = |layer, part, picojoules: f64| *table.entry((layer, part)).or_default() += picojoules / samples / 1000.0;
    add(None, Part::Clock, cycles * c.clock);
    add(None, Part::Static, cycles / clock_mhz * c.static_uw);
    add(None, Part::Io, activity.samples as f64 * plan.features as f64 * 8.0 * PASSING * 2.0 * c.toggle);
    let adder = |bits: u32| bits as f64 * TOGGLES_PER_BIT * c.toggle;
    let block = |memory: &Memory| (memory.width.div_ceil(16) as f64) * c.block;
    for q in plan.quantities(activity) {
        let here = Some(q.layer);
        add(here, Part::Mac, q.products * (c.multiply + adder(q.lane_sum_bits)) + q.words * adder(q.accumulator_bits));
        add(here, Part::WeightRead, q.learned.iter().map(|access| access.reads * block(&access.memory)).sum());
        // Each input is stored once; a word of them is read in each cycle of the walk.
        add(here, Part::Activations, q.incoming.iter().map(|access| (access.reads + access.writes) * block(&access.memory)).sum());
        add(here, Part::Codes, q.activations * classes * adder(q.logit_bits + q.code_bits));
        add(here, Part::Control, q.words * CONTROL * c.toggle);
        add(here, Part::Codes, q.scans * (adder(q.logit_bits) * classes + adder(plan.total_bits)));
        if q.learns {
            let passing = q.products * q.weight_bits as f64 * PASSING * c.toggle;
            add(here, Part::Update, passing + c.learning * q.corrected * adder(q.weight_bits));
            let written: f64 = q.learned.iter().map(|access| access.writes * block(&access.memory)).sum();
            add(here, Part::WeightWrite, c.learning * written);
            add(here, Part::Error, q.scans * adder(plan.total_bits) + q.activations * 4.0 * c.toggle);
        }
    }
    table
}
