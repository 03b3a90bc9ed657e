//! `entrain cosim`

use super::Target;
use crate::numbers::at_least_one;
use crate::output::{Format, print, shown, thousands};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_model::Result;
use entrain_model::data::Samples;
use entrain_model::network::Walk;
use entrain_sim::{Cache, Lockstep, Report as Run, Stimulus};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Only the first N training samples [default: all of them, one epoch].
    #[arg(long, value_parser = at_least_one)]
    pub samples: Option<usize>,
    /// Seed of the gaps and stalls.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
    /// Checkpoint to start from [default: the start weights].
    #[arg(long)]
    pub weights: Option<PathBuf>,
}

/// Both runs: one with random gaps and stalls, one streaming, with its cycles predicted.
pub struct Report {
    pub stalled: Run,
    pub streaming: Run,
    pub waves: Option<PathBuf>,
}

impl Report {
    pub fn mismatches(&self) -> usize {
        [&self.stalled, &self.streaming].iter().filter(|run| run.mismatch.is_some()).count()
    }

    pub fn updates_checked(&self) -> u64 {
        self.stalled.updates_checked + self.streaming.updates_checked
    }

    pub fn cycles_per_second(&self) -> f64 {
        let runs = [&self.stalled, &self.streaming];
        runs.iter().map(|run| run.activity.cycles).sum::<u64>() as f64 / runs.iter().map(|run| run.seconds).sum::<f64>()
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, arguments)?;
    print(format, report.mismatches() == 0, &text(&project, &report), value(&project, &report));
    Ok(report.mismatches() == 0)
}

/// The first `count` samples, or all.
pub fn first(samples: &Samples, count: Option<usize>) -> Samples {
    let mut chosen = Samples::new(samples.get(0).0.len());
    samples.iter().take(count.unwrap_or(usize::MAX)).for_each(|(input, label)| chosen.push(input, label));
    chosen
}

/// Runs the lockstep twice; on a difference, a third time for the waveform around it.
pub fn work(project: &Project, arguments: &Arguments) -> Result<Report> {
    project.hardware_ready()?;
    let data = project.data()?;
    let (samples, start) = (first(&data.train, arguments.samples), project.model(arguments.weights.as_deref())?);
    let (sources, cache) = (project.traced(), Cache::user());
    let job = Lockstep {
        plan: &project.plan,
        sources: &sources,
        cache: &cache,
        start: &start,
        samples: &samples,
        predict_every: None,
        changes: &[],
    };
    let spinner = progress::spinner("compiling");
    cache.build(&sources, false)?;
    spinner.finish_and_clear();
    let bar = progress::bar("lockstep", 2 * samples.len() as u64);
    let stalls = Stimulus::random(arguments.seed, 2 * project.plan.cycles_per_sample());
    let stalled = job.run(stalls.clone(), &mut |done| bar.set_position(done))?;
    let streaming = match stalled.mismatch {
        Some(_) => Run::default(),
        None => job.run(Stimulus::streaming(), &mut |done| bar.set_position(samples.len() as u64 + done))?,
    };
    bar.finish_and_clear();
    let found = [(&stalled, stalls), (&streaming, Stimulus::streaming())]
        .into_iter()
        .find_map(|(run, stimulus)| run.mismatch.clone().map(|mismatch| (mismatch, stimulus)));
    let waves = match found {
        None => None,
        Some((mismatch, stimulus)) => {
            let path = project.build_folder().join("mismatch.fst");
            std::fs::create_dir_all(project.build_folder())
                .map_err(|error| entrain_model::Diagnostic::io("make the folder", &project.build_folder(), &error))?;
            job.waves(stimulus, &mismatch, &path)?;
            Some(path)
        }
    };
    Ok(Report { stalled, streaming, waves })
}

/// Whether some layer skips inputs that are zero.
fn skips(project: &Project) -> bool {
    project.plan.layers.iter().any(|layer| layer.walk == Walk::Column)
}

/// Cycles between two answers once the pipeline is full, if so many samples ran that there were two.
fn pace(project: &Project, run: &Run) -> Option<f64> {
    (run.samples > project.plan.layers.len() as u64 + 3).then_some(run.cycles_per_sample)
}

fn text(project: &Project, report: &Report) -> String {
    let mut text = String::new();
    for (name, run) in [("random gaps and stalls", &report.stalled), ("streaming", &report.streaming)] {
        if run.samples == 0 && run.mismatch.is_none() {
            continue;
        }
        text += &format!(
            "{name}: {} samples, {} weight writes compared as they happened, {} weights, {} answers with their logits\n",
            thousands(run.samples),
            thousands(run.updates_checked),
            thousands(run.weights_compared),
            thousands(run.answers_compared)
        );
        if let Some(predicted) = run.cycles_predicted {
            let pace = pace(project, run).map_or("too few samples for a pace".into(), |pace| format!("{pace:.1} a sample"));
            text += &format!(
                "  {} cycles, predicted {}; {pace}, {} {}; every answer in its predicted cycle\n",
                thousands(run.cycles),
                thousands(predicted),
                // What a layer that skips zeros needs is known from the data only.
                if skips(project) { "from data; the plan expects" } else { "predicted once the pipeline is full:" },
                project.plan.cycles_per_sample()
            );
        }
        if let Some(mismatch) = &run.mismatch {
            text += &format!("  DIFFERENCE in {mismatch}\n");
        }
    }
    if let Some(waves) = &report.waves {
        text += &format!("  waveform around it: {}\n", waves.display());
    }
    text + &format!("{} differences, {:.1} million cycles a second\n", report.mismatches(), report.cycles_per_second() / 1e6)
}

fn value(project: &Project, report: &Report) -> Value {
    let run = &report.streaming;
    let mismatch = [&report.stalled, &report.streaming].into_iter().find_map(|run| run.mismatch.as_ref());
    let mismatch = mismatch.map(|mismatch| {
        json!({
            "what": mismatch.what, "cycle": mismatch.cycle, "sample": mismatch.sample, "layer": mismatch.layer, "row": mismatch.row,
            "column": mismatch.column, "expected": mismatch.expected, "found": mismatch.found,
        })
    });
    json!({
        "samples": run.samples, "updates_checked": report.updates_checked(),
        "weights_compared": report.stalled.weights_compared + run.weights_compared,
        "answers_compared": report.stalled.answers_compared + run.answers_compared,
        "mismatches": report.mismatches(), "cycles": run.cycles, "cycles_predicted": run.cycles_predicted,
        "cycles_per_sample": pace(project, run), "cycles_per_sample_predicted": project.plan.cycles_per_sample(),
        "cycles_per_second": report.cycles_per_second(), "hashes": run.hashes.iter().map(|hash| format!("{hash:08x}")).collect::<Vec<_>>(),
        "mismatch": mismatch, "waves": report.waves.as_deref().map(shown),
    })
}
