//! A first estimate of energy: counted activity times a coefficient an event.
//!
//! The clock network, static power and the multiplier stand on published measurements of the iCE40 UP5K; the memory has
//! no open figure. Every coefficient is printed with its source and its error.

use crate::activity::Activity;
use entrain_model::Plan;
use entrain_model::network::Walk;
use entrain_model::plan::LayerPlan;
use serde::Serialize;

/// One coefficient.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Coefficient {
    /// Event.
    pub event: &'static str,
    /// Energy an event, picojoules; for static power, microwatts.
    pub value: f64,
    /// Unit.
    pub unit: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// How far it may be off.
    pub error: &'static str,
}

const MEASURED: &str = "UP5K core currents of tinyVision.ai ice40_power (measured)";

const CLOCK: Coefficient = Coefficient { event: "clock cycle", value: 53.0, unit: "pJ", source: MEASURED, error: "10 %" };
const STATIC: Coefficient = Coefficient { event: "static power", value: 104.0, unit: "uW", source: MEASURED, error: "20 %" };
const MULTIPLY: Coefficient = Coefficient { event: "DSP multiply", value: 18.0, unit: "pJ", source: MEASURED, error: "25 %" };
const TOGGLE: Coefficient = Coefficient { event: "logic toggle", value: 0.37, unit: "pJ", source: MEASURED, error: "2x" };
const BLOCK: Coefficient =
    Coefficient { event: "16-bit block RAM access", value: 8.0, unit: "pJ", source: "assumed: no open figure", error: "4x" };
/// Toggles of an adder, its operand gates and its register, a result bit.
const TOGGLES_PER_BIT: f64 = 1.5;

/// The coefficients.
pub const COEFFICIENTS: [Coefficient; 5] = [CLOCK, STATIC, MULTIPLY, TOGGLE, BLOCK];

/// What the estimate takes for granted.
pub fn assumptions(clock_mhz: f64, learning: &Activity) -> Vec<String> {
    let mut lines = vec![
        format!("clock {clock_mhz} MHz, core supply 1.2 V, room temperature; pins, oscillator, PLL and UART are left out"),
        format!("activity: {} samples of the data in file order, counted in co-simulation", learning.samples),
        format!("an adder with its gates and register toggles {TOGGLES_PER_BIT} times a result bit"),
        "the cost of learning is against the same hardware with learning off".into(),
    ];
    let coefficient = |c: &Coefficient| format!("{}: {} {} ({}; error {})", c.event, c.value, c.unit, c.source, c.error);
    lines.extend(COEFFICIENTS.iter().map(coefficient));
    lines
}

/// Energy of one kind of event over a run.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// What spends it.
    pub name: &'static str,
    /// Events a sample.
    pub events: f64,
    /// Nanojoules a sample.
    pub nj: f64,
}

/// The estimate.
#[derive(Debug, Clone, Serialize)]
pub struct Estimate {
    /// Nanojoules an inference (learning off).
    pub inference_nj: f64,
    /// Nanojoules a learned sample.
    pub training_nj: f64,
    /// Nanojoules a layer update that was not skipped: the difference of the two, divided by their number.
    pub update_nj: f64,
    /// training / inference.
    pub learning_overhead: f64,
    /// Parts of a learned sample.
    pub parts: Vec<Part>,
    /// Multiply-accumulates, memory words read and written, additions: a learned sample.
    pub counts: Counts,
}

/// Plain counts a sample.
#[derive(Debug, Clone, Serialize)]
pub struct Counts {
    /// Multiply-accumulates.
    pub macs: f64,
    /// Weight memory words read.
    pub reads: f64,
    /// Weight memory words written.
    pub writes: f64,
    /// Additions: corrections, bias corrections and logits.
    pub adds: f64,
    /// Clock cycles.
    pub cycles: f64,
    /// Layer updates not skipped.
    pub updates: f64,
}

/// Estimates from a run with learning and one without, on the same samples.
pub fn estimate(plan: &Plan, learning: &Activity, inference: &Activity, clock_mhz: f64) -> Estimate {
    let (learned, inferred) = (parts(plan, learning, clock_mhz), parts(plan, inference, clock_mhz));
    let total = |parts: &[Part]| parts.iter().map(|part| part.nj).sum::<f64>();
    let (training_nj, inference_nj) = (total(&learned), total(&inferred));
    let samples = learning.samples.max(1) as f64;
    let updates = learning.updates as f64 / samples;
    let each = |count: &dyn Fn(usize, &LayerPlan) -> u64| {
        plan.layers.iter().enumerate().map(|(index, layer)| count(index, layer)).sum::<u64>() as f64 / samples
    };
    let counts = Counts {
        macs: each(&|index, layer| learning.layers[index].walk_cycles * layer.lanes as u64),
        reads: each(&|index, _| learning.layers[index].walk_cycles),
        writes: each(&|index, _| learning.layers[index].weight_writes),
        adds: each(&|index, layer| {
            let events = &learning.layers[index];
            events.weight_writes * layer.lanes as u64 + events.bias_writes + rows(learning, layer) * plan.classes as u64
        }),
        cycles: learning.cycles as f64 / samples,
        updates,
    };
    Estimate {
        inference_nj,
        training_nj,
        update_nj: if updates > 0.0 { (training_nj - inference_nj) / updates } else { 0.0 },
        learning_overhead: training_nj / inference_nj,
        parts: learned,
        counts,
    }
}

/// Neurons whose activation was made.
fn rows(activity: &Activity, layer: &LayerPlan) -> u64 {
    match layer.walk {
        Walk::Row => activity.layers[layer.index].walk_cycles / layer.words as u64,
        Walk::Column => activity.samples * layer.units as u64,
    }
}

/// Energy a sample, part by part.
fn parts(plan: &Plan, activity: &Activity, clock_mhz: f64) -> Vec<Part> {
    let samples = activity.samples.max(1) as f64;
    let sum = |count: &dyn Fn(usize, &LayerPlan) -> f64| {
        plan.layers.iter().enumerate().map(|(index, layer)| count(index, layer)).sum::<f64>() / samples
    };
    let blocks = |width: u32| width.div_ceil(16) as f64;
    let adder = |bits: u32| bits as f64 * TOGGLES_PER_BIT * TOGGLE.value;
    let part = |name, events: f64, pj: f64| Part { name, events, nj: pj / 1000.0 };
    let cycles = activity.cycles as f64 / samples;
    let walks = |index: usize| activity.layers[index].walk_cycles as f64;
    let row_count = |_: usize, layer: &LayerPlan| rows(activity, layer) as f64;
    let corrected = |index: usize, layer: &LayerPlan| {
        activity.layers[index].weight_writes as f64 * layer.lanes as f64 + activity.layers[index].bias_writes as f64
    };
    vec![
        part("clock network", cycles, cycles * CLOCK.value),
        part("static", cycles, cycles / clock_mhz * STATIC.value),
        part("multiply", sum(&|i, l| walks(i) * l.lanes as f64), sum(&|i, l| walks(i) * l.lanes as f64 * MULTIPLY.value)),
        part(
            "accumulate",
            sum(&|i, l| walks(i) * l.lanes as f64),
            sum(&|i, l| walks(i) * (l.lanes as f64 * adder(l.widths.lane_sum) + adder(l.widths.accumulator))),
        ),
        part(
            "weight memory reads",
            sum(&|i, _| walks(i)),
            sum(&|i, l| (walks(i) * blocks(l.weight_memory.width) + row_count(i, l)) * BLOCK.value),
        ),
        part(
            "weight memory writes",
            sum(&|i, _| (activity.layers[i].weight_writes + activity.layers[i].bias_writes) as f64),
            sum(&|i, l| {
                let events = &activity.layers[i];
                (events.weight_writes as f64 * blocks(l.weight_memory.width) + events.bias_writes as f64) * BLOCK.value
            }),
        ),
        part(
            "activation and increment memory",
            sum(&|i, _| 2.0 * walks(i)),
            sum(&|i, l| walks(i) * (blocks(l.activation_memory.width) + blocks(l.increment_memory.width)) * BLOCK.value),
        ),
        part("correction adders", sum(&|i, l| corrected(i, l)), sum(&|i, l| corrected(i, l) * adder(l.widths.weight))),
        part(
            "codes and logits",
            sum(&|i, l| row_count(i, l) * plan.classes as f64),
            sum(&|i, l| row_count(i, l) * plan.classes as f64 * adder(l.widths.logit + l.code.bits)),
        ),
        part(
            "error unit and readout",
            sum(&|i, _| activity.layers[i].scan_cycles as f64),
            sum(&|i, l| {
                activity.layers[i].scan_cycles as f64 * (adder(l.widths.logit) * plan.classes as f64 + 2.0 * adder(plan.total_bits))
            }),
        ),
    ]
}
