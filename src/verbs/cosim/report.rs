//! What `entrain cosim` found.

use crate::output::{shown, thousands};
use crate::project::Project;
use entrain_sim::{Level, Mismatch, Report as Run, Schedule};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Three runs: with random gaps and stalls, streaming with its cycles predicted, by a random schedule. Those that did not
/// take place are empty.
#[derive(Default)]
pub struct Report {
    pub level: Level,
    /// Family of the cells, of a netlist.
    pub family: Option<&'static str>,
    pub stalled: Run,
    pub streaming: Run,
    pub scheduled: Run,
    pub schedule: Schedule,
    /// The events of the schedule that are enough for the difference.
    pub again: Option<Schedule>,
    pub waves: Option<PathBuf>,
}

impl Report {
    fn runs(&self) -> [(&'static str, &Run); 3] {
        [("random gaps and stalls", &self.stalled), ("streaming", &self.streaming), ("random schedule", &self.scheduled)]
    }

    /// The runs whose sums are printed: the plain ones, or the schedule where there is nothing else.
    fn main_runs(&self) -> Vec<&Run> {
        let plain = [&self.stalled, &self.streaming];
        if plain.iter().all(|run| is_empty(run)) { vec![&self.scheduled] } else { plain.to_vec() }
    }

    pub fn mismatches(&self) -> usize {
        self.runs().iter().filter(|(_, run)| run.mismatch.is_some()).count()
    }

    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.runs().into_iter().find_map(|(_, run)| run.mismatch.as_ref())
    }

    pub fn updates_checked(&self) -> u64 {
        self.main_runs().iter().map(|run| run.updates_checked).sum()
    }

    pub fn cycles_per_second(&self) -> f64 {
        let runs = self.main_runs();
        runs.iter().map(|run| run.activity.cycles).sum::<u64>() as f64 / runs.iter().map(|run| run.seconds).sum::<f64>()
    }

    pub fn text(&self, project: &Project) -> String {
        let runs = self.runs().into_iter().filter(|(_, run)| !is_empty(run));
        let board = project.board.as_ref().map_or("", |board| &board.name);
        let mut text = match self.level {
            Level::Rtl => String::new(),
            Level::Icarus => "level icarus: the Verilog in Icarus Verilog, four values a bit\n".into(),
            Level::Netlist => format!("level netlist: cells of {} as synthesis makes them for {board}\n", self.family.unwrap_or_default()),
        };
        runs.for_each(|(name, run)| text += &run_text(project, name, run));
        if let Some(again) = &self.again {
            text += &format!("  the events that matter: --schedule {again}\n");
        }
        if let Some(waves) = &self.waves {
            text += &format!("  waveform around it: {}\n", waves.display());
        }
        let speed = match self.cycles_per_second() {
            speed if speed < 1e5 => format!("{} cycles", thousands(speed as u64)),
            speed => format!("{:.1} million cycles", speed / 1e6),
        };
        text + &format!("{} differences, {speed} a second\n", self.mismatches())
    }

    pub fn value(&self, project: &Project) -> Value {
        let (runs, scheduled) = (self.main_runs(), &self.scheduled);
        let run = runs.last().copied().unwrap_or(scheduled);
        let mismatch = self.mismatch().map(|mismatch| {
            json!({
                "what": mismatch.what, "cycle": mismatch.cycle, "sample": mismatch.sample, "layer": mismatch.layer, "row": mismatch.row,
                "column": mismatch.column, "expected": mismatch.expected, "found": mismatch.found,
            })
        });
        let events = json!({
            "samples": scheduled.samples, "updates_checked": scheduled.updates_checked, "weights_compared": scheduled.weights_compared,
            "answers_compared": scheduled.answers_compared, "cycles": scheduled.cycles, "happened": scheduled.happened,
        });
        json!({
            "level": self.level.word(), "family": self.family, "samples": run.samples, "updates_checked": self.updates_checked(),
            "weights_compared": runs.iter().map(|run| run.weights_compared).sum::<u64>(),
            "answers_compared": runs.iter().map(|run| run.answers_compared).sum::<u64>(),
            "mismatches": self.mismatches(), "cycles": run.cycles, "cycles_predicted": run.cycles_predicted,
            "cycles_per_sample": pace(project, run), "cycles_per_sample_predicted": project.plan.cycles_per_sample(),
            "cycles_per_second": self.cycles_per_second(), "hashes": run.hashes.iter().map(|hash| format!("{hash:08x}")).collect::<Vec<_>>(),
            "schedule": self.schedule.seed, "scheduled": events, "again": self.again.as_ref().map(Schedule::to_string),
            "mismatch": mismatch, "waves": self.waves.as_deref().map(shown),
        })
    }
}

/// Cycles between two answers once the pipeline is full, if so many samples ran that there were two.
fn pace(project: &Project, run: &Run) -> Option<f64> {
    (run.samples > project.plan.layers.len() as u64 + 3).then_some(run.cycles_per_sample)
}

fn is_empty(run: &Run) -> bool {
    run.samples == 0 && run.mismatch.is_none()
}

fn run_text(project: &Project, name: &str, run: &Run) -> String {
    let mut text = format!(
        "{name}: {} samples, {} weight writes compared as they happened, {} weights, {} answers with their logits\n",
        thousands(run.samples),
        thousands(run.updates_checked),
        thousands(run.weights_compared),
        thousands(run.answers_compared)
    );
    if let Some(predicted) = run.cycles_predicted {
        // What a layer that skips zeros needs is known from the data only.
        let skips = project.plan.layers.iter().any(|layer| layer.facts().skips_zeros);
        let pace = pace(project, run).map_or("too few samples for a pace".into(), |pace| format!("{pace:.1} a sample"));
        text += &format!(
            "  {} cycles, predicted {}; {pace}, {} {}; every answer in its predicted cycle\n",
            thousands(run.cycles),
            thousands(predicted),
            if skips { "from data; the plan expects" } else { "predicted once the pipeline is full:" },
            project.plan.cycles_per_sample()
        );
    }
    if let Some(happened) = &run.happened {
        text += &format!(
            "  {} events: {} samples to be learned, {} labels that were no class, {} samples with a layer held, {} flushes, {} resets,\n  \
             {} words read and {} written by the host, registers set {} times\n",
            thousands(happened.events),
            thousands(happened.learned),
            thousands(happened.refused),
            thousands(happened.held),
            thousands(happened.flushes),
            thousands(happened.resets),
            thousands(happened.host_reads),
            thousands(happened.host_writes),
            thousands(happened.registers)
        );
    }
    if let Some(mismatch) = &run.mismatch {
        text += &format!("  DIFFERENCE in {mismatch}\n");
    }
    text
}
