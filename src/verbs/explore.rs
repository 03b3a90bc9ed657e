//! `entrain explore`

use super::{Target, cosim::first};
use crate::explore::search::{Design, designs, front};
use crate::explore::{calibrate::calibrate, layout, workflow};
use crate::output::{Format, print, table, thousands};
use crate::plot::{Dots, scatter};
use crate::progress;
use crate::project::Project;
use clap::Args;
use entrain_boards::Board;
use entrain_flow::resources::{Calibration, Estimator, shipped};
use entrain_flow::{Job, Outcome, build};
use entrain_model::checkpoint::write_atomically;
use entrain_model::network::Walk;
use entrain_model::plan::Workload;
use entrain_model::{Diagnostic, Model, Network, Plan, Result};
use entrain_sim::energy::fpga::{PartFile, table as energy_table};
use entrain_sim::energy::parts::total;
use entrain_sim::predict;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Designs of which energy is estimated: each costs a short run of the golden model.
const MOST_DESIGNS: usize = 64;
/// Training samples that are learned before shares and events are counted: the first ones are unusual.
const SETTLE: usize = 1000;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Training samples over which active inputs and events are counted.
    #[arg(long, default_value_t = 200)]
    pub samples: usize,
    /// Build the N fastest designs for real.
    #[arg(long, default_value_t = 1)]
    pub verify: usize,
    /// Builds at a time.
    #[arg(long, default_value_t = 2)]
    pub jobs: usize,
    /// Write the fastest design that was built to this new network file.
    #[arg(long)]
    pub write: Option<PathBuf>,
    /// Draw the front as SVG.
    #[arg(long)]
    pub plot: Option<PathBuf>,
    /// Write the builds of the whole front as a Snakemake workflow into this folder, and build nothing.
    #[arg(long)]
    pub workflow: Option<PathBuf>,
    /// Build the networks of the calibration for this board and write the file that logic is estimated from.
    #[arg(long)]
    pub calibrate: Option<PathBuf>,
}

/// A design of the front with its energy.
struct Ranked {
    design: Design,
    energy_nj: f64,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let board = project.needs_board()?;
    if let Some(path) = &arguments.calibrate {
        return measure(board, path, &project.build_folder().join("calibration").join(&board.name), format);
    }
    project.hardware_ready()?;
    let estimator = shipped(board.device.family).as_ref().and_then(Estimator::fit);
    let estimator = estimator.ok_or_else(|| {
        let name = board.device.family.name();
        Diagnostic::new(format!("the logic of {name} designs cannot be estimated: there are no builds to fit to"))
            .help(format!("`entrain explore --board {} --calibrate bitstreams/calibration/FAMILY.json` makes them", board.name))
    })?;
    let spinner = progress::spinner("searching");
    let (network, model) = measured(&project, arguments.samples)?;
    let mut found = designs(&network, &board.device.resources, &estimator)?;
    if found.is_empty() {
        return Err(Diagnostic::new(format!("no design of {} fits {}", network.name, board.name)).help("see `entrain check`"));
    }
    thin(&mut found, MOST_DESIGNS);
    let ranked = ranked(&project, board, found, &model, arguments.samples)?;
    spinner.finish_and_clear();
    if let Some(folder) = &arguments.workflow {
        let designs: Vec<Design> = ranked.iter().map(|one| one.design.clone()).collect();
        workflow::write(&project.network, &designs, &board.name, folder)?;
    }
    let wanted = if arguments.workflow.is_some() { 0 } else { arguments.verify };
    let built = verify(&project, board, &ranked, &model, wanted, arguments.jobs)?;
    if let Some(path) = &arguments.plot {
        write_atomically(path, picture(&project, board, &ranked, &built).as_bytes())?;
    }
    let best = built.iter().filter(|(_, outcome)| fits(outcome)).max_by(|a, b| speed(&ranked, a).total_cmp(&speed(&ranked, b)));
    if let (Some(path), Some((number, _))) = (&arguments.write, best) {
        let text = layout::text(&project.network, &ranked[*number].design.network)?;
        Network::parse(&text, path)?;
        if path.exists() {
            return Err(
                Diagnostic::new(format!("{} is there already", path.display())).help("the choice goes to a new file; name another one")
            );
        }
        write_atomically(path, text.as_bytes())?;
    }
    let text = text(arguments, &project, board, &estimator, &ranked, &built);
    print(format, true, &text, value(board, &estimator, &ranked, &built));
    Ok(true)
}

/// The network with the share of active inputs of each layer, and the model after some learning.
fn measured(project: &Project, samples: usize) -> Result<(Network, Model)> {
    let data = project.data()?;
    let mut model = Model::new(&project.plan);
    data.train.iter().take(SETTLE).for_each(|(input, label)| {
        model.learn(input, label);
    });
    let mut workload = Workload::new(&project.plan);
    let mut columns = vec![0; project.plan.layers.len()];
    let counted = samples.clamp(1, data.train.len());
    let mut learner = model.clone();
    for number in 0..counted {
        let (input, label) = data.train.get((SETTLE + number) % data.train.len());
        learner.learn(input, label);
        columns.iter_mut().zip(workload.sample(&learner, input)).for_each(|(sum, work)| *sum += work.columns);
    }
    let mut network = project.network.clone();
    for ((layer, plan), columns) in network.layers.iter_mut().zip(&project.plan.layers).zip(columns) {
        layer.active = Some((columns as f64 / (counted * plan.fan_in) as f64).clamp(0.01, 1.0));
    }
    Ok((network, model))
}

/// Keeps `most` of the designs, spread over all of them, the fastest and the smallest included.
fn thin(designs: &mut Vec<Design>, most: usize) {
    if designs.len() > most {
        let last = designs.len() - 1;
        let keep: Vec<usize> = (0..most).map(|place| place * last / (most - 1)).collect();
        *designs = keep.into_iter().map(|at| designs[at].clone()).collect();
    }
}

/// The front in cycles, logic and energy, fastest first.
fn ranked(project: &Project, board: &Board, found: Vec<Design>, model: &Model, samples: usize) -> Result<Vec<Ranked>> {
    let data = first(&project.data()?.train, Some(samples.max(1)));
    let coefficients = PartFile::of("up5k").ok_or_else(|| Diagnostic::new("there are no coefficients of the UP5K"))?.coefficients();
    let with_energy = |design: Design| {
        let activity = predict(&design.plan, model, &data, &|_| true);
        Ranked { energy_nj: total(&energy_table(&design.plan, &activity, board.clock.design_mhz, &coefficients)), design }
    };
    let all: Vec<Ranked> = found.into_iter().map(with_energy).collect();
    Ok(front(all, |one| [one.design.cycles as f64, one.design.logic, one.energy_nj]))
}

/// Builds the first `wanted` designs, `jobs` at a time; the number of each with what came out.
fn verify(
    project: &Project,
    board: &Board,
    ranked: &[Ranked],
    model: &Model,
    wanted: usize,
    jobs: usize,
) -> Result<Vec<(usize, Result<Outcome>)>> {
    let wanted = wanted.min(ranked.len());
    let bar = progress::bar("building", wanted as u64);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, wanted.max(1)) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= wanted {
                        return;
                    }
                    let plan = &ranked[number].design.plan;
                    // One folder a design: a build that is there already is not repeated.
                    let folder = project.build_folder().join("explore").join(&board.name).join(name(plan));
                    let clock_mhz = board.clock.design_mhz;
                    let job = Job { plan, model, board, clock_mhz, seeds: vec![1], allow_slow: true, folder: &folder };
                    let outcome = build(&job, &mut |_| {});
                    bar.inc(1);
                    done.lock().unwrap_or_else(|error| error.into_inner()).push((number, outcome));
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut done = done.into_inner().unwrap_or_else(|error| error.into_inner());
    done.sort_by_key(|(number, _)| *number);
    match done.iter().find_map(|(_, outcome)| outcome.as_ref().err().filter(|error| error.is_missing_tool())) {
        Some(missing) => Err(missing.clone()),
        None => Ok(done),
    }
}

/// Lanes and walks as a name.
fn name(plan: &Plan) -> String {
    let layer = |layer: &entrain_model::plan::LayerPlan| format!("{}{}", if layer.walk == Walk::Row { 'r' } else { 'c' }, layer.lanes);
    let layers: Vec<String> = plan.layers.iter().map(layer).collect();
    format!("{}-{}b", layers.join("-"), plan.layers.first().map_or(0, |layer| layer.widths.weight))
}

fn fits(outcome: &Result<Outcome>) -> bool {
    outcome.is_ok()
}

/// Learned samples a second of a real build: at its largest clock, but not above the board's.
fn speed(ranked: &[Ranked], (number, outcome): &(usize, Result<Outcome>)) -> f64 {
    let mhz = outcome.as_ref().map_or(0.0, |outcome| outcome.fmax_mhz.min(outcome.clock_mhz));
    mhz * 1e6 / ranked[*number].design.cycles as f64
}

/// Builds the networks of the calibration and writes the file.
fn measure(board: &Board, path: &Path, folder: &Path, format: Format) -> Result<bool> {
    let calibration: Calibration = calibrate(board, folder)?;
    let text = serde_json::to_string_pretty(&calibration).map_err(|error| Diagnostic::new(error.to_string()))?;
    write_atomically(path, (text + "\n").as_bytes())?;
    let fitted = Estimator::fit(&calibration);
    let errors = fitted.as_ref().map_or("too few of them fit to estimate from".into(), errors);
    let text = format!("{} builds for {} written to {}\n{errors}\n", calibration.points.len(), board.name, path.display());
    print(format, fitted.is_some(), &text, json!({ "calibration": calibration, "estimator": fitted }));
    Ok(fitted.is_some())
}

fn errors(estimator: &Estimator) -> String {
    format!(
        "estimate of logic: fitted to {} real builds; error of each when it is left out: median {:.1} %, worst {:.1} %",
        estimator.builds,
        100.0 * estimator.median_error,
        100.0 * estimator.worst_error
    )
}

/// Lanes and walks for people.
fn layers(plan: &Plan) -> String {
    let layer =
        |layer: &entrain_model::plan::LayerPlan| format!("{} {}", layer.lanes, if layer.walk == Walk::Row { "row" } else { "column" });
    plan.layers.iter().map(layer).collect::<Vec<_>>().join(", ")
}

fn text(
    arguments: &Arguments,
    project: &Project,
    board: &Board,
    estimator: &Estimator,
    ranked: &[Ranked],
    built: &[(usize, Result<Outcome>)],
) -> String {
    let mhz = board.clock.design_mhz;
    let rows: Vec<Vec<String>> = ranked
        .iter()
        .enumerate()
        .map(|(number, Ranked { design, energy_nj })| {
            let rate = thousands((mhz * 1e6 / design.cycles as f64) as u64);
            let real = match built.iter().find(|(built, _)| *built == number) {
                Some((_, Ok(outcome))) => format!("{} at {:.1} MHz", outcome.logic().used, outcome.fmax_mhz),
                Some((_, Err(error))) => error.message().chars().take(40).collect(),
                None => String::new(),
            };
            let numbers = [design.plan.multipliers().to_string(), design.block_rams.to_string(), format!("{:.0}", design.logic)];
            let energy = format!("{energy_nj:.0}");
            [vec![layers(&design.plan), thousands(design.cycles as u64), rate], numbers.to_vec(), vec![energy, real]].concat()
        })
        .collect();
    let mut text = format!("{} on {}: {} designs that no other beats, fastest first\n\n", project.plan.name, board.name, ranked.len());
    text += &table(&["lanes", "cycles", "samples/s", "multipliers", "block RAM", "logic", "nJ/sample", "built: logic, clock"], &rows);
    text += &format!("\nsamples/s and nJ at {mhz} MHz, learning; multipliers and block RAM as planned\n{}\n", errors(estimator));
    text += "nJ: events of the golden model times the UP5K's coefficients (`entrain energy` prints them)\n";
    if let Some(network) = ranked.first().map(|one| &one.design.network) {
        let share = |layer: &entrain_model::network::Layer| format!("{:.0} %", 100.0 * layer.active.unwrap_or(1.0));
        let shares: Vec<String> = network.layers.iter().map(share).collect();
        text += &format!("inputs that a column walk has to look at, over {} samples: {}\n", arguments.samples, shares.join(", "));
    }
    if let Some(folder) = &arguments.workflow {
        text += &format!(
            "workflow: {}; run it with  snakemake --cores 2 --directory {}\n",
            folder.join("Snakefile").display(),
            folder.display()
        );
    }
    if let Some(path) = &arguments.write {
        text += &format!("written: {}\n", path.display());
    }
    text
}

/// Samples a second over logic.
fn picture(project: &Project, board: &Board, ranked: &[Ranked], built: &[(usize, Result<Outcome>)]) -> String {
    let mhz = board.clock.design_mhz;
    let estimated = ranked.iter().map(|one| (one.design.logic, mhz * 1e6 / one.design.cycles as f64)).collect();
    let real = |one: &(usize, Result<Outcome>)| Some((one.1.as_ref().ok()?.logic().used as f64, speed(ranked, one)));
    scatter(
        &format!("{} on {}", project.plan.name, board.name),
        "logic cells",
        "learned samples a second",
        &[Dots { name: "estimated", points: estimated }, Dots { name: "built", points: built.iter().filter_map(real).collect() }],
    )
}

fn value(board: &Board, estimator: &Estimator, ranked: &[Ranked], built: &[(usize, Result<Outcome>)]) -> Value {
    let designs: Vec<Value> = ranked
        .iter()
        .enumerate()
        .map(|(number, Ranked { design, energy_nj })| {
            let real = built.iter().find(|(built, _)| *built == number).map(|(_, outcome)| match outcome {
                Ok(outcome) => json!({ "logic": outcome.logic().used, "fmax_mhz": outcome.fmax_mhz, "reused": outcome.reused }),
                Err(error) => json!({ "error": error.message() }),
            });
            let layers: Vec<Value> = design
                .plan
                .layers
                .iter()
                .map(|layer| json!({ "lanes": layer.lanes, "walk": layer.walk, "active": layer.active }))
                .collect();
            json!({
                "layers": layers, "cycles_per_sample": design.cycles, "multipliers": design.plan.multipliers(),
                "block_rams": design.block_rams, "logic": design.logic, "training_nj": energy_nj, "built": real,
            })
        })
        .collect();
    json!({ "board": board.name, "clock_mhz": board.clock.design_mhz, "estimator": estimator, "designs": designs })
}
