//! `entrain demo`: every step on one project, and one summary.

use super::{Target, build, check, cosim, energy, generate, train};
use crate::output::{Format, print, put, shown, thousands};
use crate::project::Project;
use crate::weights::{self, Choice};
use clap::Args;
use entrain_model::Result;
use entrain_sim::Level;
use serde_json::{Map, Value, json};
use std::time::Instant;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Weights of the Verilog and of the bitstream; without it those that the demo has just trained.
    #[command(flatten)]
    pub weights: Choice,
}

const STEPS: usize = 6;

/// Numbers the steps, shows each with its time, and goes on where a tool is missing.
struct Steps {
    format: Format,
    done: usize,
    skipped: Vec<String>,
    values: Map<String, Value>,
}

impl Steps {
    fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<(T, String, Value)>) -> Result<Option<T>> {
        self.done += 1;
        let started = Instant::now();
        let (result, line) = match work() {
            Ok((result, line, value)) => {
                self.values.insert(name.into(), value);
                (Some(result), line)
            }
            Err(error) if error.is_missing_tool() => {
                self.skipped.push(format!("{name}: {}", error.message()));
                (None, format!("skipped: {}", error.message()))
            }
            Err(error) => return Err(error),
        };
        if self.format == Format::Text {
            put(&format!("[{}/{STEPS}] {name:<9} {line}   {:.1} s\n", self.done, started.elapsed().as_secs_f64()));
        }
        Ok(result)
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let started = Instant::now();
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    project.hardware_ready()?;
    let target = arguments.target.clone();
    let mut steps = Steps { format, done: 0, skipped: Vec::new(), values: Map::new() };

    steps.step("check", || Ok(((), check::headline(&project), json!({ "cycles_per_sample": project.plan.cycles_per_sample() }))))?;

    let train = train::Arguments::of(target.clone());
    let trained = steps.step("train", || {
        let report = train::work(&project, &train)?;
        let line = format!(
            "{} samples, test accuracy {:.1} %, {} samples/s",
            thousands(report.samples),
            100.0 * report.mean().0,
            thousands(report.samples_per_second as u64)
        );
        let value = json!({ "test_accuracy": report.mean().0, "checkpoint": shown(&report.checkpoint) });
        Ok((report, line, value))
    })?;

    let generate =
        generate::Arguments { target: target.clone(), output: None, weights: arguments.weights.clone(), trace: false, twin: None };
    let generated = steps.step("generate", || {
        let report = generate::work(&project, &generate)?;
        let line = format!("{} lines of Verilog", thousands(report.lines as u64));
        let value = json!({
            "folder": shown(&report.folder), "lines": report.lines, "hashes": report.weights.hashes(),
            "weights": weights::value(&report.weights.origin),
        });
        Ok((report, line, value))
    })?;

    let cosim = cosim::Arguments { target: target.clone(), level: Level::Rtl, samples: None, seed: 1, schedule: None, weights: None };
    let compared = steps.step("cosim", || {
        let report = cosim::work(&project, &cosim)?;
        let line = format!(
            "{} samples, {} weight writes compared, {} differences, {:.1} Mcycle/s",
            thousands(report.stalled.samples + report.streaming.samples),
            thousands(report.updates_checked()),
            report.mismatches(),
            report.cycles_per_second() / 1e6
        );
        let value = json!({ "updates_checked": report.updates_checked(), "mismatches": report.mismatches() });
        Ok((report, line, value))
    })?;

    let build = build::Arguments {
        target: target.clone(),
        clock: None,
        seed: 1,
        seeds: 1,
        allow_slow: false,
        weights: arguments.weights.clone(),
        output: None,
        twin: false,
        all_boards: false,
    };
    let built = steps.step("build", || {
        let outcome = build::work(&project, &build)?;
        let cells = outcome.logic();
        let line = format!(
            "{}: {} of {} {}, {:.1} MHz, {} bytes",
            outcome.board,
            thousands(cells.used as u64),
            thousands(cells.available as u64),
            cells.name,
            outcome.fmax_mhz,
            thousands(outcome.bitstream_bytes)
        );
        let value = json!({
            "bitstream": shown(&outcome.bitstream), "build_id": outcome.build_id, "fmax_mhz": outcome.fmax_mhz,
            "hashes": outcome.weights, "weights": outcome.origin.as_ref().map(weights::value),
        });
        Ok((outcome, line, value))
    })?;

    let energy = energy::Arguments::new(target);
    let spent = steps.step("energy", || {
        let report = energy::work(&project, &energy)?;
        let (inference, training) = (report.inference_nj(), report.training_nj());
        let line = format!("{inference:.0} nJ an inference, {training:.0} nJ a learned sample (estimate)");
        let value = json!({ "inference_nj": inference, "training_nj": training, "update_nj": report.update_nj() });
        Ok((report, line, value))
    })?;

    let mut text = format!("\n{}\n", check::headline(&project));
    if let Some(report) = &trained {
        let hashes: Vec<String> = report.runs[0].hashes.iter().map(|hash| format!("{hash:08x}")).collect();
        text += &format!(
            "  learns      {:.1} % of the test rows right after {} epochs (hashes {})\n",
            100.0 * report.mean().0,
            report.runs[0].history.len(),
            hashes.join(" ")
        );
    }
    if let Some(report) = &compared {
        text += &match report.mismatches() {
            0 => format!(
                "  is right    Verilog equals the golden model in all {} weight writes, {} answers and every cycle\n",
                thousands(report.updates_checked()),
                thousands(report.stalled.answers_compared + report.streaming.answers_compared)
            ),
            _ => "  IS WRONG    the Verilog differs from the golden model: run `entrain cosim`\n".into(),
        };
    }
    if let Some(outcome) = &built {
        text += &format!(
            "  is fast     {} learned samples/s on {} at {} MHz\n",
            thousands(build::samples_per_second(&project, outcome.clock_mhz) as u64),
            outcome.board,
            outcome.clock_mhz
        );
    }
    if let Some(report) = &spent {
        text += &format!(
            "  costs       {:.0} nJ a learned sample, {:.3} times one of its inference-only twin (`entrain energy` prints the assumptions)\n",
            report.training_nj(),
            report.learning_overhead()
        );
    }
    text += "\n";
    if let Some(report) = &trained {
        text += &format!("  weights     {}\n", report.checkpoint.display());
    }
    if let Some(report) = &generated {
        text += &format!("  Verilog     {}\n", report.folder.display());
    }
    if let Some(waves) = compared.as_ref().and_then(|report| report.waves.as_ref()) {
        text += &format!("  waveform    {}\n", waves.display());
    }
    if let Some(outcome) = &built {
        text += &format!("  bitstream   {} (build {})\n", outcome.bitstream.display(), outcome.build_id);
        let origin = outcome.origin.as_ref().map_or(String::new(), |origin| format!(": {}", origin.words()));
        text += &format!("  starts with {}{origin}\n", outcome.weights.join(" "));
    }
    for line in &steps.skipped {
        text += &format!("  skipped     {line}\n");
    }
    text += &format!("  in {:.0} s\n", started.elapsed().as_secs_f64());
    let right = compared.is_none_or(|report| report.mismatches() == 0);
    steps.values.insert("skipped".into(), json!(steps.skipped));
    print(format, right, &text, Value::Object(steps.values));
    Ok(right)
}
