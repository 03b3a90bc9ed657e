//! `entrain energy --target asic`: synthesis with a cell library, real samples through the netlist with its delays.

use super::breakdown::Breakdown;
use super::fpga::steady;
use super::options::{Library, Options};
use super::process::{PITCHES, Process, SLEW};
use crate::output::thousands;
use crate::progress;
use crate::project::Project;
use crate::verbs::cosim::first;
use entrain_flow::asic::{Netlist as Made, Synthesis, Timing, librelane, sdc, synthesise, timing, verilog_files};
use entrain_model::Samples;
use entrain_model::checkpoint::write_atomically;
use entrain_model::plan::Placement;
use entrain_model::{Diagnostic, Model, Plan, Result};
use entrain_sim::energy::asic::clock_tree::{ClockTree, clock_tree};
use entrain_sim::energy::asic::design::Design;
use entrain_sim::energy::asic::fast::{Calibrated, quantities, restlessness};
use entrain_sim::energy::asic::netlist::Netlist;
use entrain_sim::energy::asic::run::{self, Measured};
use entrain_sim::energy::asic::wires::Wires;
use entrain_sim::energy::fpga::Counts;
use entrain_sim::energy::parts::{Part, Table, total};
use entrain_sim::predict;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Samples by which quantities of the fast path are foretold.
const QUANTITIES: usize = 50;

/// One netlist, measured.
#[derive(Serialize)]
pub struct Side {
    pub cells: usize,
    pub flip_flops: usize,
    pub area_um2: f64,
    pub memory_bits: usize,
    pub memory_um2: f64,
    pub clock_tree: ClockTree,
    pub timing: Option<Timing>,
    /// With learning; none for the twin.
    pub learning: Option<Measured>,
    pub inference: Measured,
}

/// The whole answer.
pub struct Report {
    pub plan: Plan,
    pub clock_mhz: f64,
    pub assumptions: Vec<String>,
    pub own: Side,
    pub twin: Option<Side>,
    pub node_nm: f64,
    pub voltage: f64,
    pub files: Vec<PathBuf>,
    /// What the fast path learns from this network.
    pub calibration: Calibrated,
}

/// The clock, the twin if wanted, and all figures.
pub fn work(project: &Project, options: &Options, library: &Library) -> Result<Report> {
    project.hardware_ready()?;
    let folder = project.build_folder().join("asic");
    let process = Process::open(library, &folder)?;
    let folder = folder.join(&process.library.name);
    let clock_mhz = options.clock_mhz.unwrap_or(project.clock_mhz());
    let mut plan = project.plan.clone();
    // What the FPGA makes of it does not matter here.
    plan.layers.iter_mut().for_each(|layer| layer.placement = Placement::default());
    let (data, start) = (project.data()?, project.model(options.weights.as_deref())?);
    let window = options.samples.unwrap_or(4).max(1);
    let job = Job { process: &process, samples: &data.train, start: &start, window, clock_mhz };
    let own = job.side(&plan, &folder.join("core"))?;
    let twin = match options.compare {
        true => Some(job.side(&plan.inference_twin(), &folder.join("inference"))?),
        false => None,
    };
    let files = [
        (format!("{}.sdc", plan.name), sdc(clock_mhz)),
        ("librelane.json".to_string(), librelane(&plan.name, &verilog_files(&plan), clock_mhz)),
    ];
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join("core").join(name);
        write_atomically(&path, text.as_bytes())?;
        written.push(path);
    }
    let assumptions = assumptions(&process, &job, &own, options.weights.as_deref());
    let calibration = calibration(&plan, &job, &own)?;
    let voltage = process.library.voltage;
    Ok(Report { plan, clock_mhz, assumptions, own, twin, node_nm: process.node_nm, voltage, files: written, calibration })
}

/// What the golden model foretells of these samples beside what they took.
fn calibration(plan: &Plan, job: &Job, own: &Side) -> Result<Calibrated> {
    let foretold = steady(plan, job.samples, QUANTITIES, &|samples| Ok(predict(plan, job.start, samples, &|_| false)))?;
    let inference = per_sample(&own.inference);
    let learning = own.learning.as_ref().map_or(0.0, |measured| total(&per_sample(measured)) - total(&inference));
    // Corrected bits of the samples that were measured, not of those that were foretold.
    let measured = own.learning.as_ref().map_or(0.0, |measured| {
        let bits = plan
            .layers
            .iter()
            .zip(&measured.weight_writes)
            .map(|(layer, words)| *words as f64 * (layer.lanes() as u32 * layer.facts().weight_bits) as f64);
        bits.sum::<f64>() / measured.samples as f64
    });
    Ok(Calibrated {
        name: plan.name.clone(),
        quantities: quantities(
            plan,
            &foretold,
            job.clock_mhz,
            &job.process.sram,
            &restlessness(plan, job.start, &first(job.samples, Some(QUANTITIES))),
        ),
        nanojoules: Part::ALL.map(|part| Breakdown::part(&inference, part)),
        corrected_bits: measured,
        learning_nj: learning,
        write_nj: own.learning.as_ref().map_or(0.0, |measured| Breakdown::part(&per_sample(measured), Part::WeightWrite)),
    })
}

struct Job<'a> {
    process: &'a Process,
    samples: &'a Samples,
    start: &'a Model,
    window: usize,
    clock_mhz: f64,
}

impl Job<'_> {
    fn side(&self, plan: &Plan, folder: &Path) -> Result<Side> {
        let process = self.process;
        let spinner = progress::spinner("synthesis");
        let sky = process.library.name.starts_with("sky130");
        let dont_use: &[&str] = if sky { &["sky130_fd_sc_hd__lpflow_*", "sky130_fd_sc_hd__probe*"] } else { &[] };
        let made: Made = synthesise(&Synthesis { plan, liberty: &process.path, driver: &process.driver()?, dont_use, folder })?;
        spinner.set_message("timing");
        let timing = match timing(&made, plan, &process.path, self.clock_mhz, folder) {
            Err(error) if error.is_missing_tool() => None,
            other => Some(other?),
        };
        let netlist = Netlist::load(&made.json, &plan.name)?;
        let wire = process.wire.unwrap_or_else(|| process.estimated_wire(&netlist));
        let design = Design::new(&netlist, &process.library, &Wires::estimated(wire, wire), SLEW)?;
        let clock = netlist.ports.get("clk").map(|(_, nets)| nets[0]).ok_or_else(|| Diagnostic::new("the netlist has no clock"))?;
        let tree = clock_tree(&design, &process.library, clock, wire, SLEW);
        let measure = |learn: bool| {
            let (plan, netlist, design, tree, sram) = (plan, &netlist, &design, &tree, &process.sram);
            let (start, samples, window, clock_mhz) = (self.start, self.samples, self.window, self.clock_mhz);
            let job = run::Job { plan, netlist, design, tree, sram, start, samples, window, learn, clock_mhz, compare_weights: false };
            let doing = if learn { "learning" } else { "inference" };
            run::run(&job, &mut |done| spinner.set_message(format!("{doing} at the gates, sample {done} of {window}")))
        };
        let learning = if plan.learns() { Some(measure(true)?) } else { None };
        let inference = measure(false)?;
        spinner.finish_and_clear();
        let memories = design.memories.iter().map(|memory| process.sram.memory(memory.width, memory.depth).area).sum();
        Ok(Side {
            cells: design.instances.len(),
            flip_flops: design.flip_flops(),
            area_um2: design.area() + tree.area,
            memory_bits: design.memories.iter().map(|memory| memory.width * memory.depth).sum(),
            memory_um2: memories,
            clock_tree: tree,
            timing,
            learning,
            inference,
        })
    }
}

fn assumptions(process: &Process, job: &Job, own: &Side, weights: Option<&Path>) -> Vec<String> {
    let library = &process.library;
    let wire = match process.wire {
        Some(farads) => format!("{} fF a pin, as given", farads * 1e15),
        None => format!("0.2 fF/um, {PITCHES} times the root of the mean cell's area a pin"),
    };
    let weights = match weights {
        Some(path) => format!("the weights of {}", path.display()),
        None => "the start weights, from which nearly every sample is learned".into(),
    };
    let timing = match &own.timing {
        Some(t) => format!("timing by OpenSTA without wires: {:.1} MHz at most; paths through memories are not timed", t.fmax_mhz),
        None => "timing: OpenSTA is not installed".into(),
    };
    vec![
        format!(
            "library {} ({}, {} V, {} C), {} nm; clock {} MHz",
            library.name, library.corner, library.voltage, library.temperature, process.node_nm, job.clock_mhz
        ),
        format!(
            "activity: {} training samples from {weights}, at the gates with their delays, so glitches count; answers equal the golden model's",
            job.window
        ),
        format!("wires are estimated, there is no layout: {wire}"),
        format!("clock tree: {} buffers {}, 16 pins each; no clock gating", own.clock_tree.buffers, own.clock_tree.buffer),
        format!("memories: {}", process.sram.source),
        timing,
        "left out: pads, the oscillator, wires of the layout's detours, supply and regulator losses, scan and test logic".into(),
    ]
}

/// Nanojoules a sample.
pub fn per_sample(measured: &Measured) -> Table {
    let nanojoules = 1e9 / measured.samples as f64;
    measured.energy.iter().map(|(key, joules)| (*key, joules * nanojoules)).collect()
}

/// The parts of learning and inference.
pub fn breakdown(report: &Report) -> Breakdown {
    let own = &report.own;
    let learning = own.learning.as_ref().unwrap_or(&own.inference);
    let twin = report.twin.as_ref().map(|twin| per_sample(&twin.inference));
    Breakdown { layers: report.plan.layers.len(), learning: per_sample(learning), inference: per_sample(&own.inference), twin }
}

/// The events of a measured window, a sample.
pub fn counts(report: &Report, measured: &Measured) -> Counts {
    let samples = measured.samples as f64;
    let sum = |words: &[u64]| words.iter().sum::<u64>() as f64 / samples;
    let macs = report.plan.layers.iter().zip(&measured.weight_reads).map(|(layer, reads)| layer.lanes() as u64 * reads).sum::<u64>();
    Counts {
        macs: macs as f64 / samples,
        reads: sum(&measured.weight_reads),
        writes: sum(&measured.weight_writes),
        weights: measured.weights as f64 / samples,
        adds: 0.0,
        cycles: measured.cycles as f64 / samples,
        updates: measured.updates as f64 / samples,
    }
}

/// Size and timing, for people.
pub fn text(report: &Report) -> String {
    let side = |name: &str, side: &Side| {
        let timing =
            side.timing.as_ref().map_or("not timed".into(), |t| format!("{:.1} MHz at most (slack {:.2} ns)", t.fmax_mhz, t.slack_ns));
        format!(
            "{name}: {} cells, {} flip-flops, {:.3} mm2 of logic, {} bits of memory ({:.3} mm2), {timing}; {:.0} nets change in a cycle\n",
            thousands(side.cells as u64),
            thousands(side.flip_flops as u64),
            side.area_um2 * 1e-6,
            thousands(side.memory_bits as u64),
            side.memory_um2 * 1e-6,
            side.inference.changes / side.inference.cycles as f64
        )
    };
    let mut text = side("netlist", &report.own);
    if let Some(twin) = &report.twin {
        text += &side("twin", twin);
    }
    let names: Vec<String> = report.files.iter().map(|path| path.display().to_string()).collect();
    text + &format!("for layout: {}\n", names.join(", "))
}
