//! `entrain check`

mod json;
mod text;

pub use text::{headline, in_spram};

use super::Target;
use crate::data_text;
use crate::output::{Format, print};
use crate::project::Project;
use clap::Args;
use entrain_data::Loaded;
use entrain_model::Result;
use entrain_model::codes::{Quality, quality};
use entrain_model::plan::{Bound, LayerPlan, MemoryUse, certificate};
use json::PlanReport;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Also rounding shifts, class codes, the policy, every value that a sum can take, and every scale.
    #[arg(long)]
    pub details: bool,
    /// Write every row as it was read into this CSV file: side of the split, class, inputs before they are scaled.
    #[arg(long, value_name = "FILE")]
    pub rows: Option<PathBuf>,
}

/// What is done besides; the default is what `entrain check PATH` does.
#[derive(Default)]
pub struct Options {
    /// Every row as it was read goes into this CSV file.
    pub rows: Option<PathBuf>,
}

/// What there is to know of a project without an external tool.
pub struct Report {
    pub project: Project,
    pub bounds: Vec<Bound>,
    /// What the generator lacks to build it; nothing, if it can.
    pub lacks: Vec<&'static str>,
    /// The codes of each head.
    pub codes: Vec<Quality>,
    /// What the data became, if any are named.
    pub loaded: Option<Loaded>,
    /// Block RAM and SPRAM on the board, if one is named.
    pub memory: Option<(MemoryUse, Option<MemoryUse>)>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(project, &Options { rows: arguments.rows.clone() })?;
    print(format, report.holds(), &text::text(&report, arguments.details), value(&report));
    Ok(report.holds())
}

/// Plans the network and reads its data; writes the rows that are asked for.
pub fn work(project: Project, options: &Options) -> Result<Report> {
    // Whoever has not named data yet can still check the network.
    let loaded = project.network.data.as_ref().map(|_| project.loaded()).transpose()?;
    if let Some(path) = &options.rows {
        entrain_data::export(&project.network, path)?;
    }
    let plan = &project.plan;
    let codes = plan.layers.iter().filter_map(LayerPlan::head).map(|head| quality(&head.code.all_codes())).collect();
    let memory = project.board.as_ref().map(|board| plan.memory_use(&board.device.resources));
    Ok(Report { bounds: certificate(plan), lacks: plan.lacks(&project.network), codes, loaded, memory, project })
}

impl Report {
    /// Whether no sum can overflow.
    pub fn holds(&self) -> bool {
        self.bounds.iter().all(Bound::holds)
    }
}

/// The same for programs.
fn value(report: &Report) -> Value {
    let (plan, board) = (&report.project.plan, report.project.board.as_ref());
    let cycles = json!({ "per_sample": plan.cycles_per_sample(), "ideal": plan.ideal_cycles() });
    let memory = report.memory.as_ref().map_or(Value::Null, |(block, spram)| json!({ "block_ram": block, "spram": spram }));
    let kept = board.map(|board| text::snapshots(plan, board).0);
    json!({
        "board": board.map(|board| &board.name), "plan": PlanReport::new(plan), "cycles": cycles, "codes": report.codes,
        "policy": plan.policy.words(), "certificate": report.bounds, "memory": memory, "snapshots": kept,
        "generator": { "ok": report.lacks.is_empty(), "lacks": report.lacks },
        "class_names": report.project.network.class_names(), "data": report.loaded.as_ref().map(data_text::value),
    })
}
