//! `entrain energy`

use super::{Target, cosim::first};
use crate::output::{Format, print, table};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::{Diagnostic, Result};
use entrain_sim::energy::{Estimate, assumptions, estimate};
use entrain_sim::{Activity, Cache, Lockstep, Stimulus};
use serde_json::json;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Training samples over which activity is counted.
    #[arg(long, default_value_t = 200)]
    pub samples: usize,
    /// Clock in MHz [default: the board's, else 24].
    #[arg(long)]
    pub clock: Option<f64>,
    /// Checkpoint to start from [default: the start weights].
    #[arg(long)]
    pub weights: Option<PathBuf>,
}

/// The estimate and what it takes for granted.
pub struct Report {
    pub estimate: Estimate,
    pub assumptions: Vec<String>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, arguments)?;
    let e = &report.estimate;
    let value = json!({
        "inference_nj": e.inference_nj, "training_nj": e.training_nj, "update_nj": e.update_nj,
        "learning_overhead": e.learning_overhead, "parts": e.parts, "counts": e.counts, "assumptions": report.assumptions,
    });
    print(format, true, &text(&report), value);
    Ok(true)
}

/// Counts activity in lockstep, with learning and without, and estimates.
pub fn work(project: &Project, arguments: &Arguments) -> Result<Report> {
    project.hardware_ready()?;
    let data = project.data()?;
    let samples = first(&data.train, Some(arguments.samples.max(1)));
    let start = project.model(arguments.weights.as_deref())?;
    let (sources, cache) = (project.traced(), Cache::user());
    let spinner = progress::spinner("counting");
    let count = |predict_every| -> Result<Activity> {
        let job = Lockstep { plan: &project.plan, sources: &sources, cache: &cache, start: &start, samples: &samples, predict_every };
        let report = job.run(Stimulus::streaming(), &mut |_| {})?;
        match report.mismatch {
            None => Ok(report.activity),
            Some(mismatch) => {
                Err(Diagnostic::new(format!("the Verilog differs from the golden model in {mismatch}")).help("run `entrain cosim`"))
            }
        }
    };
    let (learning, inference) = (count(None)?, count(Some(1))?);
    spinner.finish_and_clear();
    let clock = arguments.clock.or(project.board.as_ref().map(|board| board.clock.design_mhz)).unwrap_or(24.0);
    let estimate = estimate(&project.plan, &learning, &inference, clock);
    Ok(Report { estimate, assumptions: assumptions(clock, &learning) })
}

fn text(report: &Report) -> String {
    let e = &report.estimate;
    let mut text = String::from("assumptions\n");
    for line in &report.assumptions {
        text += &format!("  - {line}\n");
    }
    let rows: Vec<_> =
        e.parts.iter().map(|part| vec![part.name.to_string(), format!("{:.1}", part.events), format!("{:.2}", part.nj)]).collect();
    text += "\n";
    text += &table(&["part of a learned sample", "events", "nJ"], &rows);
    let c = &e.counts;
    text += &format!(
        "\na learned sample: {:.0} MACs, {:.0} weight words read, {:.1} written, {:.0} additions, {:.0} cycles, {:.2} layer updates\n",
        c.macs, c.reads, c.writes, c.adds, c.cycles, c.updates
    );
    text + &format!(
        "inference {:.1} nJ, learned sample {:.1} nJ (x {:.3}), update that is not skipped {:.2} nJ\n",
        e.inference_nj, e.training_nj, e.learning_overhead, e.update_nj
    )
}
