//! What `entrain energy` answers: assumptions first, then the parts, then what follows from them.

use super::battery::Duty;
use super::breakdown::{Breakdown, number};
use super::compare::{self, Row};
use super::training::{Costs, Run};
use super::{Arguments, asic, fast, fpga};
use crate::output::{shown, table, thousands};
use crate::project::Project;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};
use entrain_sim::energy::fpga::{PartFile, fit, readings};
use entrain_sim::energy::parts::total;
use serde_json::{Value, json};
use std::path::Path;

/// The answer, the same for every target.
pub struct Report {
    /// "iCE40 UP5K at 24 MHz".
    pub on: String,
    pub assumptions: Vec<String>,
    pub breakdown: Breakdown,
    /// Updates that were performed and weights corrected, a learned sample of the window.
    updates: f64,
    weights: f64,
    run: Run,
    rows: Vec<Row>,
    /// More for people, and for programs.
    more: String,
    extra: Value,
}

impl Report {
    pub fn inference_nj(&self) -> f64 {
        total(&self.breakdown.inference)
    }

    pub fn training_nj(&self) -> f64 {
        total(&self.breakdown.learning)
    }

    /// An update that was performed, in the window: what learning added, divided by their number.
    pub fn update_nj(&self) -> f64 {
        if self.updates > 0.0 { (self.training_nj() - self.inference_nj()) / self.updates } else { 0.0 }
    }

    /// A learned sample over an inference of the twin, or, where that was not measured, of the same hardware.
    pub fn learning_overhead(&self) -> f64 {
        self.training_nj() / self.breakdown.twin.as_ref().map_or(self.inference_nj(), total)
    }

    pub fn text(&self) -> String {
        let mut text = String::from("assumptions\n");
        for line in &self.assumptions {
            text += &format!("  - {line}\n");
        }
        text += &format!("\n{}\n{}", self.on, self.breakdown.text());
        let against = if self.breakdown.twin.is_some() { "one of the inference-only twin" } else { "an inference of the same hardware" };
        text += &format!(
            "\ninference {} nJ, learned sample {} nJ: {:.3} times {against}\nin these samples {:.2} layer updates a sample were performed{}; \
             {:.1} weights a sample were corrected{}\n",
            number(self.inference_nj()),
            number(self.training_nj()),
            self.learning_overhead(),
            self.updates,
            each(self.update_nj(), "nJ"),
            self.weights,
            each(if self.weights > 0.0 { (self.training_nj() - self.inference_nj()) / self.weights * 1000.0 } else { 0.0 }, "pJ"),
        );
        let run = &self.run;
        if run.samples > 0 {
            text += &format!(
                "a run of {} epochs: {} samples, {} of {} updates performed ({:.1} %), {:.3} mJ, {} nJ a sample, {} nJ a performed update, {} pJ a weight update{}\n",
                run.epochs,
                thousands(run.samples),
                thousands(run.updates),
                thousands(run.updates_offered),
                100.0 * run.updates as f64 / run.updates_offered.max(1) as f64,
                run.millijoules,
                number(run.sample_nj),
                number(run.update_nj),
                number(run.weight_update_pj),
                run.over_twin.map_or(String::new(), |ratio| format!("; {ratio:.3} times the twin"))
            );
        }
        if !self.rows.is_empty() {
            text += "\n";
            text += &compare::text(&self.rows);
        }
        text + &self.more
    }

    pub fn json(&self) -> Value {
        let mut value = json!({
            "on": self.on, "inference_nj": self.inference_nj(), "training_nj": self.training_nj(), "update_nj": self.update_nj(),
            "learning_overhead": self.learning_overhead(), "twin_nj": self.breakdown.twin.as_ref().map(total), "parts": self.breakdown.json(),
            "updates_per_sample": self.updates, "weights_per_sample": self.weights, "run": self.run, "comparison": self.rows,
            "assumptions": self.assumptions,
        });
        if let (Some(value), Some(extra)) = (value.as_object_mut(), self.extra.as_object()) {
            value.extend(extra.clone());
        }
        value
    }
}

/// What each of several adds. Few corrections of a small network cost less than the activations differ by that they cause.
fn each(energy: f64, unit: &str) -> String {
    match energy {
        energy if energy > 0.0 => format!(", {} {unit} each", number(energy)),
        0.0 => String::new(),
        _ => " (less than the activations then differ by)".into(),
    }
}

/// What a corrected weight adds, nanojoules.
fn weight_nj(learning: f64, inference: f64, weights: f64) -> f64 {
    if weights > 0.0 { ((learning - inference) / weights).max(0.0) } else { 0.0 }
}

/// On the board.
pub fn fpga(project: &Project, arguments: &Arguments) -> Result<Report> {
    let r = fpga::work(project, arguments)?;
    let (learning, inference, twin) = (total(&r.learning), total(&r.inference), total(&r.twin));
    let weight = weight_nj(learning, inference, r.counts.weights);
    let (data, start) = (project.data()?, project.model(arguments.weights.as_deref())?);
    let run = Run::new(&r.plan, &start, &data.train, arguments.run_epochs(), Costs { inference, weight, twin: Some(twin) });
    let part = project.board.as_ref().map_or("up5k".into(), |board| board.device.resources.part.to_lowercase());
    let on = format!("{} on {part} at {} MHz{}", r.plan.name, r.clock_mhz, if r.calibrated { "" } else { ", uncalibrated" });
    let mut more = String::new();
    let c = &r.counts;
    more += &format!(
        "a learned sample: {:.0} MACs, {:.0} weight words read, {:.1} written, {:.0} additions, {:.0} cycles, {}\n",
        c.macs, c.reads, c.writes, c.adds, c.cycles, r.counted
    );
    let mut extra = json!({ "counts": r.counts, "calibrated": r.calibrated, "coefficients": r.coefficients.list });
    if let (Some(per_hour), Some(part)) = (arguments.duty, PartFile::of("up5k")) {
        let idle_uw = r.coefficients.static_uw + r.coefficients.clock * r.clock_mhz;
        let duty = Duty {
            plan: &r.plan,
            part: &part,
            per_hour,
            sample_nj: run.sample_nj,
            cycles: r.counts.cycles,
            clock_mhz: r.clock_mhz,
            idle_uw,
            bitstream: 104_090,
            battery_mwh: arguments.battery,
        };
        more += &duty.text();
        extra["duty"] = json!({ "samples_per_hour": per_hour, "ways": duty.ways(), "keeping": duty.keeping() });
    }
    let breakdown = Breakdown { layers: r.plan.layers.len(), learning: r.learning, inference: r.inference, twin: Some(r.twin) };
    let rows = match arguments.compare {
        true => compare::rows(&compare::Subject {
            plan: &r.plan,
            breakdown: &breakdown,
            counts: &r.inference_counts,
            run: &run,
            twin_nj: Some(twin),
            weight_nj: weight,
            process: None,
        }),
        false => Vec::new(),
    };
    let (updates, weights) = (r.counts.updates, r.counts.weights);
    Ok(Report { on, assumptions: r.assumptions, breakdown, updates, weights, run, rows, more, extra })
}

/// As standard cells.
pub fn asic(project: &Project, arguments: &Arguments) -> Result<Report> {
    if arguments.fast {
        return asic_fast(project, arguments);
    }
    let r = asic::work(project, arguments)?;
    let breakdown = asic::breakdown(&r);
    let (learning, inference) = (total(&breakdown.learning), total(&breakdown.inference));
    let own = &r.own;
    let measured = own.learning.as_ref().unwrap_or(&own.inference);
    let samples = measured.samples as f64;
    let (updates, weights) = (measured.updates as f64 / samples, measured.weights as f64 / samples);
    let weight = weight_nj(learning, inference, weights);
    let twin_nj = breakdown.twin.as_ref().map(total);
    let (data, start) = (project.data()?, project.model(arguments.weights.as_deref())?);
    let run = Run::new(&r.plan, &start, &data.train, arguments.run_epochs(), Costs { inference, weight, twin: twin_nj });
    let on = format!("{} in {} nm standard cells at {} MHz", r.plan.name, r.node_nm, r.clock_mhz);
    let more = asic::text(&r);
    let extra = json!({ "own": r.own, "twin": r.twin, "node_nm": r.node_nm, "files": r.files.iter().map(|path| shown(path)).collect::<Vec<_>>(), "calibration": r.calibration });
    let counts = asic::counts(&r, &own.inference);
    let rows = match arguments.compare {
        true => compare::rows(&compare::Subject {
            plan: &r.plan,
            breakdown: &breakdown,
            counts: &counts,
            run: &run,
            twin_nj,
            weight_nj: weight,
            process: Some((r.node_nm, r.voltage)),
        }),
        false => Vec::new(),
    };
    Ok(Report { on, assumptions: r.assumptions, breakdown, updates, weights, run, rows, more, extra })
}

/// As standard cells, without any.
fn asic_fast(project: &Project, arguments: &Arguments) -> Result<Report> {
    let f = fast::work(project, arguments)?;
    let (inference, learning) = (total(&f.inference), total(&f.learning));
    let weight = weight_nj(learning, inference, f.counts.weights);
    let (data, start) = (project.data()?, project.model(arguments.weights.as_deref())?);
    let run = Run::new(&f.plan, &start, &data.train, arguments.run_epochs(), Costs { inference, weight, twin: None });
    let on = format!("{} in {} nm standard cells at {} MHz, foretold", f.plan.name, f.calibration.node_nm, f.clock_mhz);
    let left = f.calibration.leave_one_out();
    let more = fast::text(&left);
    let extra = json!({ "library": f.calibration.library, "against_the_gates": left, "quantities": f.quantities });
    let (updates, weights) = (f.counts.updates, f.counts.weights);
    let breakdown = Breakdown { layers: 0, learning: f.learning, inference: f.inference, twin: None };
    Ok(Report { on, assumptions: f.assumptions, breakdown, updates, weights, run, rows: Vec::new(), more, extra })
}

/// The measured designs behind the coefficients.
pub fn model() -> (String, Value) {
    let Some(part) = PartFile::of("up5k") else { return (String::new(), json!({})) };
    let (left, coefficients) = (part.leave_one_out(), part.coefficients());
    let line = |one: &entrain_sim::energy::fpga::coefficients::LeftOut| {
        vec![
            one.name.clone(),
            format!("{:.1}", one.measured_ua),
            format!("{:.1}", one.foretold_ua),
            format!("{:+.1} %", 100.0 * one.error()),
        ]
    };
    let rows: Vec<Vec<String>> = left.iter().map(line).collect();
    let worst = left.iter().map(|one| one.error().abs()).fold(0.0, f64::max);
    let mut text =
        table(&["iCE40 UP5K, core rail; each design foretold by a fit to the others", "measured uA", "foretold uA", "error"], &rows);
    text += &format!("largest error {:.1} % over {} designs; source: {}\n\n", 100.0 * worst, left.len(), part.source);
    for c in &coefficients.list {
        text += &format!("{}: {:.3} {} ({}; source: {})\n", c.name, c.value, c.unit, c.error, c.source);
    }
    (text, json!({ "designs": left, "largest_error": worst, "coefficients": coefficients.list }))
}

/// Fits the board's coefficients to a person's readings and keeps them.
pub fn measured(project: &Project, arguments: &Arguments, path: &Path) -> Result<(String, Value)> {
    let found = readings(path)?;
    let board = project.board.as_ref().ok_or_else(|| Diagnostic::new("no board is named").help("give --board NAME"))?;
    // What was counted does not hang on the meter: start from the coefficients of the part.
    let file = fpga::own_file(project);
    let plain = Arguments { coefficients: None, fast: true, ..Arguments::new(arguments.target.clone()) };
    let r = fpga::with_part(project, &plain)?;
    let fitted = fit(&found, &r.coefficients, &r.inference, &r.learning, r.counts.cycles, &board.name);
    let text = toml::to_string_pretty(&fitted).map_err(|error| Diagnostic::new(format!("cannot write the coefficients: {error}")))?;
    write_atomically(&file, text.as_bytes())?;
    let text = format!("{text}\nkept in {}: `entrain energy` takes it from now on\n", file.display());
    Ok((text, json!({ "coefficients": fitted, "file": shown(&file) })))
}
