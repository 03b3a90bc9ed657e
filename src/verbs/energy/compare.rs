//! Learning beside its alternatives. Every row says whether it is measured, estimated or cited.

use super::breakdown::{Breakdown, number};
use super::training::Run;
use crate::output::table_with_notes;
use entrain_model::Plan;
use entrain_sim::energy::fpga::Counts;
use entrain_sim::energy::parts::{Part, total};
use serde::Serialize;

/// Cycles a multiply-accumulate on a Cortex-M: CMSIS-NN (Lai, Suda, Chandra 2018) does 24.7 million operations of CIFAR-10 in
/// 99.1 ms on an STM32F746 at 216 MHz: 0.58 a cycle. A Cortex-M4 takes more.
const CORTEX_MAC: f64 = 1.0 / 0.58;
/// Cycles to correct a weight, counted by hand from Arm's table of the Cortex-M4: LDRSH 2, LDRSB 2, ADD 1, SSAT 1, STRH 1, a quarter of the loop 1.
const CORTEX_UPDATE: f64 = 8.0;
/// Picojoules a cycle of two controllers, from their data sheets: 6 uA/MHz at 3.3 V, and about 100 uA/MHz at 3.3 V.
const CONTROLLERS: [(&str, f64); 2] = [("Ambiq Apollo3 (6 uA/MHz)", 19.8), ("STM32L4 (100 uA/MHz)", 330.0)];

/// A published chip.
struct Anchor {
    name: &'static str,
    nj: f64,
    node_nm: f64,
    volts: f64,
    note: &'static str,
}

const ANCHORS: [Anchor; 3] = [
    Anchor {
        name: "SPOON, a classification",
        nj: 313.0,
        node_nm: 28.0,
        volts: 0.6,
        note: "Frenkel et al. 2020, 28 nm FDSOI, 0.6 V, MNIST, convolutional, event-driven",
    },
    Anchor {
        name: "Park et al., an image",
        nj: 236.0,
        node_nm: 65.0,
        volts: 0.8,
        note: "Park et al. 2020, 65 nm, 0.8 V, MNIST 784-200-200-10; training adds 7.5 %",
    },
    Anchor {
        name: "ReckOn, a synaptic operation",
        nj: 0.0053,
        node_nm: 28.0,
        volts: 0.5,
        note: "Frenkel, Indiveri 2022, 28 nm FDSOI, 0.5 V",
    },
];

/// A row.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// Nanojoules.
    pub nj: f64,
    /// "measured", "estimated", "cited".
    #[serde(rename = "is")]
    pub kind: &'static str,
    /// How.
    pub note: String,
}

/// What is compared.
pub struct Subject<'a> {
    pub plan: &'a Plan,
    pub breakdown: &'a Breakdown,
    /// Of an inference.
    pub counts: &'a Counts,
    pub run: &'a Run,
    pub twin_nj: Option<f64>,
    pub weight_nj: f64,
    /// Node in nm and supply in volts.
    pub process: Option<(f64, f64)>,
}

/// All rows.
pub fn rows(subject: &Subject) -> Vec<Row> {
    let row = |what: &str, nj: f64, kind: &'static str, note: String| Row { what: what.into(), nj, kind, note };
    let run = subject.run;
    let mut rows = vec![row(
        "LLS, a sample of the run",
        run.sample_nj,
        "estimated",
        format!("{} epochs; counts are exact, energies are above", run.epochs),
    )];
    rows.push(row("the same, learning off", total(&subject.breakdown.inference), "estimated", "same hardware".into()));
    if let Some(twin) = subject.twin_nj {
        let note = format!("without what learning needs; LLS / twin = {:.3} over the run, target 1.10", run.sample_nj / twin);
        rows.push(row("inference-only twin", twin, "estimated", note));
    }
    let performed = run.updates as f64 / run.updates_offered.max(1) as f64;
    let note = "every sample: forward, transposed, update; three readings of the weights, layers one after the other";
    rows.push(row("backpropagation, same engine", backpropagation(subject, 1.0), "estimated", note.into()));
    let note = format!("the same, but skipping {:.1} % of the samples, as LLS skips its updates", 100.0 * (1.0 - performed));
    rows.push(row("backpropagation that skips as much", backpropagation(subject, performed), "estimated", note));
    let (macs, adds) = (subject.plan.layers.iter().map(|layer| layer.facts().macs as f64).sum::<f64>(), adds(subject.plan));
    let corrected = run.weights as f64 / run.samples.max(1) as f64;
    let cycles = macs * CORTEX_MAC + adds + corrected * CORTEX_UPDATE;
    for (name, picojoules) in CONTROLLERS {
        let note = format!(
            "{cycles:.0} cycles a sample: CMSIS-NN's 0.58 MAC a cycle, {CORTEX_UPDATE} a corrected weight, {picojoules} pJ a cycle"
        );
        rows.push(row(&format!("the same network learning on {name}"), cycles * picojoules / 1000.0, "cited", note));
    }
    rows.push(row(
        "LLS, a multiply-accumulate of it all",
        run.sample_nj / macs,
        "estimated",
        format!("the run's sample over its {macs:.0} MACs"),
    ));
    for anchor in &ANCHORS {
        rows.push(row(anchor.name, anchor.nj, "cited", anchor.note.into()));
        if let Some((node, volts)) = subject.process {
            let scaled = anchor.nj * node / anchor.node_nm * (volts / anchor.volts).powi(2);
            let note = format!(
                "scaled to {node} nm, {volts} V: length x voltage squared ({}/{} x ({volts}/{})^2)",
                node, anchor.node_nm, anchor.volts
            );
            rows.push(row(&format!("{}, scaled", anchor.name), scaled, "cited", note));
        }
    }
    rows
}

/// Additions of a prediction: each activation into the logits of each class.
fn adds(plan: &Plan) -> f64 {
    plan.learning().map(|layer| layer.units() * plan.classes).sum::<usize>() as f64
}

/// Nanojoules a sample of backpropagation on the same lanes and memories, with an output layer of one neuron a class.
///
/// Forward: every word of weights is walked once. Errors: every word behind the first layer once, transposed, which takes as
/// many cycles only with a second copy or a skewed memory: assumed for free. Update: every word read, a product and an addition
/// a weight, written. Batch 1 and exact: a layer cannot start on the next sample before it is updated, so nothing overlaps.
fn backpropagation(subject: &Subject, performed: f64) -> f64 {
    let inference = &subject.breakdown.inference;
    let part = |part| Breakdown::part(inference, part);
    let walks = subject.counts.reads;
    let walk = (part(Part::Mac) + part(Part::WeightRead) + part(Part::Activations) + part(Part::Control)) / walks;
    let cycle = (part(Part::Clock) + part(Part::Static) + part(Part::Io)) / subject.counts.cycles;
    let lanes = subject.counts.macs / walks;
    let plan = subject.plan;
    let last = plan.layers.last().map_or(0, |layer| layer.units() * plan.classes) as f64 / lanes;
    let first = plan.learning().next().map_or(0.0, |layer| layer.facts().macs as f64)
        / plan.layers.iter().map(|layer| layer.facts().macs as f64).sum::<f64>()
        * walks;
    let forward = walks + last;
    let transposed = walks - first + last;
    let update = walks + last;
    let read = forward + performed * (transposed + update);
    read * (walk + cycle) + performed * update * lanes * subject.weight_nj
}

/// The rows for people.
pub fn text(rows: &[Row]) -> String {
    let line = |row: &Row| vec![row.what.clone(), number(row.nj), row.kind.to_string(), row.note.clone()];
    table_with_notes(&["beside", "nJ", "is", "how"], &rows.iter().map(line).collect::<Vec<_>>())
}
