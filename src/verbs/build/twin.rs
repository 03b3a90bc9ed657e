//! `entrain build --twin`: the network and its inference-only twin side by side, and what learning costs.

use super::work::{Options, build_plan, work as build};
use crate::output::{Format, print, shown, table};
use crate::project::Project;
use crate::verbs::energy::fpga;
use entrain_flow::Outcome;
use entrain_model::{Plan, Result};
use serde::Serialize;
use serde_json::{Value, json};

/// One figure of both.
#[derive(Serialize)]
struct Figure {
    name: String,
    learning: f64,
    inference: f64,
    /// Learning over inference, less 1; none where the twin has nothing of it.
    cost: Option<f64>,
}

impl Figure {
    fn new(name: impl Into<String>, learning: f64, inference: f64) -> Figure {
        let cost = (inference != 0.0).then(|| learning / inference - 1.0);
        Figure { name: name.into(), learning, inference, cost }
    }
}

/// Both builds.
struct Report {
    learning: Outcome,
    inference: Outcome,
    figures: Vec<Figure>,
    /// What the energy stands on; empty without data.
    assumptions: Vec<String>,
}

/// Builds both and prints their figures.
pub fn run(project: &Project, options: &Options, format: Format) -> Result<bool> {
    let report = work(project, options)?;
    print(format, true, &text(project, &report), json(&report));
    Ok(true)
}

fn work(project: &Project, options: &Options) -> Result<Report> {
    let learning = build(project, options)?;
    let twin = project.plan.inference_twin();
    let inference = build_plan(project, &twin, "-inference", options)?;
    let mut figures = figures(&project.plan, &twin, &learning, &inference);
    // Energy is what samples do: without data there is none.
    let mut assumptions = Vec::new();
    if project.network.data.is_some() {
        let (learned, inferred, stands_on) = fpga::foretold(project)?;
        figures.push(Figure::new("nJ a sample, estimated", learned, inferred));
        assumptions = stands_on;
    }
    Ok(Report { learning, inference, figures, assumptions })
}

fn figures(plan: &Plan, twin: &Plan, learning: &Outcome, inference: &Outcome) -> Vec<Figure> {
    let cycles = |plan: &Plan| plan.cycles_per_sample() as f64;
    let mut figures = vec![Figure::new("cycles a sample", cycles(plan), cycles(twin))];
    figures.push(Figure::new("LUTs of the netlist", learning.luts as f64, inference.luts as f64));
    figures.extend(learning.resources.iter().map(|resource| {
        let other = inference.resource(&resource.name);
        Figure::new(resource.name.clone(), resource.used as f64, other.used as f64)
    }));
    figures.push(Figure::new("largest clock, MHz", learning.fmax_mhz, inference.fmax_mhz));
    figures
}

fn json(report: &Report) -> Value {
    let Report { learning, inference, figures, assumptions } = report;
    json!({
        "board": learning.board, "device": learning.device, "figures": figures, "energy_assumptions": assumptions,
        "bitstream": shown(&learning.bitstream), "twin_bitstream": shown(&inference.bitstream),
    })
}

fn text(project: &Project, report: &Report) -> String {
    let Report { learning, figures, assumptions, .. } = report;
    let number = |value: f64| if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    let row = |figure: &Figure| {
        let cost = figure.cost.map_or(String::new(), |cost| format!("{:+.1} %", 100.0 * cost));
        vec![figure.name.clone(), number(figure.learning), number(figure.inference), cost]
    };
    let mut text = format!("{} on {} ({}), and its inference-only twin\n\n", project.plan.name, learning.board, learning.device);
    text += &table(&["", "learns", "inference only", "cost of learning"], &figures.iter().map(row).collect::<Vec<_>>());
    if !assumptions.is_empty() {
        text += "\nEnergy is an estimate (`entrain energy`); it stands on\n";
        assumptions.iter().for_each(|line| text += &format!("  - {line}\n"));
    }
    text + &format!("\nbitstreams in {} and beside it\n", project.build_folder().join(&learning.board).display())
}
