//! Energy of a run on an FPGA, by layer and part: counted events times coefficients.

use super::coefficients::Coefficients;
use crate::activity::{Activity, LayerActivity};
use crate::energy::parts::{Part, Table};
use entrain_model::Plan;
use entrain_model::network::Walk;
use entrain_model::plan::LayerPlan;
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
    let each = |count: &dyn Fn(&LayerPlan, &LayerActivity) -> u64| {
        plan.layers.iter().zip(&activity.layers).map(|(layer, events)| count(layer, events)).sum::<u64>() as f64 / samples
    };
    Counts {
        macs: each(&|layer, events| events.walk_cycles * layer.lanes as u64),
        reads: each(&|_, events| events.walk_cycles),
        writes: each(&|_, events| events.weight_writes + events.bias_writes),
        weights: each(&|layer, events| events.weight_writes * layer.lanes as u64 + events.bias_writes),
        adds: each(&|layer, events| {
            let logits = rows(layer, events, activity.samples) * plan.classes as u64;
            events.weight_writes * layer.lanes as u64 + events.bias_writes + logits
        }),
        cycles: activity.cycles as f64 / samples,
        updates: activity.updates as f64 / samples,
    }
}

/// Neurons whose activation was made.
fn rows(layer: &LayerPlan, events: &LayerActivity, samples: u64) -> u64 {
    match layer.walk {
        Walk::Row => events.walk_cycles / layer.words as u64,
        Walk::Column => samples * layer.units as u64,
    }
}

/// Nanojoules a sample of a run, by layer and part. The plan may be that of the inference-only twin.
pub fn table(plan: &Plan, activity: &Activity, clock_mhz: f64, c: &Coefficients) -> Table {
    let (samples, mut table) = (activity.samples.max(1) as f64, Table::new());
    let cycles = activity.cycles as f64;
    let mut add = |layer, part, picojoules: f64| *table.entry((layer, part)).or_default() += picojoules / samples / 1000.0;
    add(None, Part::Clock, cycles * c.clock);
    add(None, Part::Static, cycles / clock_mhz * c.static_uw);
    add(None, Part::Io, activity.samples as f64 * plan.features as f64 * 8.0 * PASSING * 2.0 * c.toggle);
    for (layer, events) in plan.layers.iter().zip(&activity.layers) {
        let here = Some(layer.index);
        let (walks, lanes, rows) = (events.walk_cycles as f64, layer.lanes as f64, rows(layer, events, activity.samples) as f64);
        let writes = events.weight_writes as f64;
        let adder = |bits: u32| bits as f64 * TOGGLES_PER_BIT * c.toggle;
        let blocks = |bits: u32| (bits.div_ceil(16) as f64) * c.block;
        let bias = layer.bias_memory.map_or(0.0, |memory| blocks(memory.width));
        add(here, Part::Mac, walks * (lanes * (c.multiply + adder(layer.widths.lane_sum)) + adder(layer.widths.accumulator)));
        add(here, Part::WeightRead, walks * blocks(layer.weight_memory.width) + rows * bias);
        // Each input is stored once; a word of them is read in each cycle of the walk.
        let stored = activity.samples as f64 * layer.fan_in as f64 / if layer.walk == Walk::Row { lanes } else { 1.0 };
        add(here, Part::Activations, (walks + stored) * blocks(layer.activation_memory.width));
        add(here, Part::Codes, rows * plan.classes as f64 * adder(layer.widths.logit + layer.code.bits));
        add(here, Part::Control, walks * CONTROL * c.toggle);
        let scan = adder(layer.widths.logit) * plan.classes as f64;
        add(here, Part::Codes, events.scan_cycles as f64 * (scan + adder(plan.total_bits)));
        if layer.learns {
            let corrected = writes * lanes + events.bias_writes as f64;
            let passing = walks * lanes * layer.widths.weight as f64 * PASSING * c.toggle;
            add(here, Part::Update, passing + c.learning * corrected * adder(layer.widths.weight));
            add(here, Part::WeightWrite, c.learning * (writes * blocks(layer.weight_memory.width) + events.bias_writes as f64 * bias));
            add(here, Part::Activations, (walks + stored) * blocks(layer.increment_memory.width));
            add(here, Part::Error, events.scan_cycles as f64 * adder(plan.total_bits) + rows * 4.0 * c.toggle);
        }
    }
    table
}
