//! `entrain demo`: every step on one project, and one summary.

mod steps;
mod text;

use super::{Target, WeightsChoice, build, check, cosim, energy, generate, train};
use crate::output::{Format, print, shown};
use crate::project::Project;
use crate::weights;
use clap::Args;
use entrain_flow::Outcome;
use entrain_model::Result;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::time::Instant;
use steps::Steps;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Weights of the Verilog and of the bitstream; without it those that the demo has just trained.
    #[command(flatten)]
    pub weights: WeightsChoice,
}

/// What each step brought; none where its tool is missing.
pub struct Report {
    project: Project,
    trained: Option<train::Report>,
    generated: Option<generate::Report>,
    compared: Option<cosim::Report>,
    built: Option<Outcome>,
    spent: Option<energy::Report>,
    /// The steps that were left out, and why.
    skipped: Vec<String>,
    seconds: f64,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(project, arguments.weights.weights.clone(), format)?;
    print(format, report.is_right(), &text::text(&report), report.json());
    Ok(report.is_right())
}

/// All steps; each is told as it ends.
///
/// # Errors
/// Those of the steps, but for tools that are missing.
pub fn work(project: Project, weights: Option<PathBuf>, format: Format) -> Result<Report> {
    let started = Instant::now();
    project.hardware_ready()?;
    let mut steps = Steps::new(format);
    steps.step("check", |_: &()| check::headline(&project), || Ok(()))?;
    let trained = steps.step("train", text::trained, || train::work(&project, &train::Options::default()))?;
    let to_generate = generate::Options { weights: weights.clone(), ..generate::Options::default() };
    let generated = steps.step("generate", text::generated, || generate::work(&project, &to_generate))?;
    let compared = steps.step("cosim", text::compared, || cosim::work(&project, &cosim::Options::default()))?;
    let to_build = build::Options { weights, ..build::Options::default() };
    let built = steps.step("build", text::built, || build::work(&project, &to_build))?;
    let spent = steps.step("energy", text::spent, || energy::work(&project, &energy::Options::default()))?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(Report { project, trained, generated, compared, built, spent, skipped: steps.skipped, seconds })
}

impl Report {
    /// Whether the Verilog does what the golden model does, as far as it was compared.
    fn is_right(&self) -> bool {
        self.compared.as_ref().is_none_or(|report| report.mismatches() == 0)
    }

    /// For programs: a key a step.
    fn json(&self) -> Value {
        let train = |report: &train::Report| json!({ "test_accuracy": report.mean().0, "checkpoint": shown(&report.checkpoint) });
        let generate = |report: &generate::Report| {
            json!({
                "folder": shown(&report.folder), "lines": report.lines, "hashes": report.weights.hashes(),
                "weights": weights::value(&report.weights.origin),
            })
        };
        let cosim = |report: &cosim::Report| json!({ "updates_checked": report.updates_checked(), "mismatches": report.mismatches() });
        let build = |outcome: &Outcome| {
            json!({
                "bitstream": shown(&outcome.bitstream), "build_id": outcome.build_id, "fmax_mhz": outcome.fmax_mhz,
                "hashes": outcome.weights, "weights": outcome.origin.as_ref().map(weights::value),
            })
        };
        let energy = |report: &energy::Report| json!({ "inference_nj": report.inference_nj(), "training_nj": report.training_nj(), "update_nj": report.update_nj() });
        let steps = [
            ("check", Some(json!({ "cycles_per_sample": self.project.plan.cycles_per_sample() }))),
            ("train", self.trained.as_ref().map(train)),
            ("generate", self.generated.as_ref().map(generate)),
            ("cosim", self.compared.as_ref().map(cosim)),
            ("build", self.built.as_ref().map(build)),
            ("energy", self.spent.as_ref().map(energy)),
            ("skipped", Some(json!(self.skipped))),
        ];
        let done = steps.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
        Value::Object(done.collect::<Map<_, _>>())
    }
}
