//! The estimate of a network's energy: from what each technology counts to one report.

use super::battery::Cycle;
use super::breakdown::Breakdown;
use super::compare::{self, Row};
use super::options::{self, Library, Life, On, Options};
use super::report::{Foretelling, Fpga, Report, Technology};
use super::training::{Costs, Run};
use super::{asic, fast, fpga};
use crate::project::Project;
use entrain_model::{Plan, Result};
use entrain_sim::energy::fpga::{Counts, PartFile};
use entrain_sim::energy::parts::total;

/// Bytes of the UP5K's bitstream, which it reads whenever it is switched on.
const BITSTREAM: usize = 104_090;

/// The estimate that is asked for.
///
/// # Errors
/// No data, a tool missing, a library or coefficients that cannot be read, Verilog that differs from the golden model.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    match &options.on {
        On::Fpga(on) => board(project, options, on),
        On::Asic(library) if options.fast => foretold(project, options, library),
        On::Asic(library) => gates(project, options, library),
    }
}

/// What a sample costs, nanojoules, and what a corrected weight adds.
struct Sample<'a> {
    plan: &'a Plan,
    inference: f64,
    twin: Option<f64>,
    weight: f64,
}

impl<'a> Sample<'a> {
    /// `weights` are corrected for a learned sample.
    fn new(plan: &'a Plan, breakdown: &Breakdown, weights: f64) -> Sample<'a> {
        let (learning, inference) = (total(&breakdown.learning), total(&breakdown.inference));
        let weight = if weights > 0.0 { ((learning - inference) / weights).max(0.0) } else { 0.0 };
        Sample { plan, inference, twin: breakdown.twin.as_ref().map(total), weight }
    }

    /// A whole training run.
    fn run(&self, project: &Project, options: &Options) -> Result<Run> {
        let (data, start) = (project.data()?, project.model(options.weights.as_deref())?);
        let costs = Costs { inference: self.inference, weight: self.weight, twin: self.twin };
        Ok(Run::new(self.plan, &start, &data.train, options.run_epochs(), costs))
    }

    /// Beside others; `process` is the node in nm and the supply in volts.
    fn rows(&self, breakdown: &Breakdown, counts: &Counts, run: &Run, process: Option<(f64, f64)>) -> Vec<Row> {
        compare::rows(&compare::Subject { plan: self.plan, breakdown, counts, run, twin_nj: self.twin, weight_nj: self.weight, process })
    }
}

/// On the board.
fn board(project: &Project, options: &Options, on: &options::Fpga) -> Result<Report> {
    let r = fpga::work(project, options, on)?;
    let layers = r.plan.layers.len();
    let breakdown = Breakdown { layers, learning: r.learning, inference: r.inference, twin: Some(r.twin) };
    let sample = Sample::new(&r.plan, &breakdown, r.counts.weights);
    let run = sample.run(project, options)?;
    let rows = if options.compare { sample.rows(&breakdown, &r.inference_counts, &run, None) } else { Vec::new() };
    let part = project.board.as_ref().map_or("up5k".into(), |board| board.device.resources.part.to_lowercase());
    let part_file = PartFile::of("up5k");
    let duty = on.duty.zip(part_file.as_ref()).map(|(Life { per_hour, battery_mwh }, part)| {
        let idle_uw = r.coefficients.static_uw + r.coefficients.clock * r.clock_mhz;
        let (sample_nj, cycles, clock_mhz) = (run.sample_nj, r.counts.cycles, r.clock_mhz);
        Cycle { plan: &r.plan, part, per_hour, sample_nj, cycles, clock_mhz, idle_uw, bitstream: BITSTREAM, battery_mwh }.duty()
    });
    Ok(Report {
        on: format!("{} on {part} at {} MHz{}", r.plan.name, r.clock_mhz, if r.calibrated { "" } else { ", uncalibrated" }),
        name: r.plan.name.clone(),
        assumptions: r.assumptions,
        updates: r.counts.updates,
        weights: r.counts.weights,
        technology: Technology::Fpga(Fpga {
            counts: r.counts,
            counted: r.counted,
            calibrated: r.calibrated,
            coefficients: r.coefficients.list,
            duty,
        }),
        breakdown,
        run,
        rows,
    })
}

/// As standard cells, at the gates.
fn gates(project: &Project, options: &Options, library: &Library) -> Result<Report> {
    let r = asic::work(project, options, library)?;
    let breakdown = asic::breakdown(&r);
    let measured = r.own.learning.as_ref().unwrap_or(&r.own.inference);
    let samples = measured.samples as f64;
    let (updates, weights) = (measured.updates as f64 / samples, measured.weights as f64 / samples);
    let sample = Sample::new(&r.plan, &breakdown, weights);
    let run = sample.run(project, options)?;
    let counts = asic::counts(&r, &r.own.inference);
    let rows = if options.compare { sample.rows(&breakdown, &counts, &run, Some((r.node_nm, r.voltage))) } else { Vec::new() };
    Ok(Report {
        on: format!("{} in {} nm standard cells at {} MHz", r.plan.name, r.node_nm, r.clock_mhz),
        name: r.plan.name.clone(),
        assumptions: r.assumptions.clone(),
        breakdown,
        updates,
        weights,
        run,
        rows,
        technology: Technology::Asic(Box::new(r)),
    })
}

/// As standard cells, without any.
fn foretold(project: &Project, options: &Options, library: &Library) -> Result<Report> {
    let f = fast::work(project, options, library)?;
    let breakdown = Breakdown { layers: 0, learning: f.learning, inference: f.inference, twin: None };
    let run = Sample::new(&f.plan, &breakdown, f.counts.weights).run(project, options)?;
    let (left, library) = (f.calibration.leave_one_out(), f.calibration.library);
    Ok(Report {
        on: format!("{} in {} nm standard cells at {} MHz, foretold", f.plan.name, f.calibration.node_nm, f.clock_mhz),
        name: f.plan.name,
        assumptions: f.assumptions,
        breakdown,
        updates: f.counts.updates,
        weights: f.counts.weights,
        run,
        rows: Vec::new(),
        technology: Technology::Foretold(Foretelling { library, left, quantities: f.quantities }),
    })
}
