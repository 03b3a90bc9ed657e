//! `entrain energy` on the board of the network: events of co-simulation, or foretold by the golden model, times what was measured.

use super::options::{Fpga, Options};
use crate::progress;
use crate::project::Project;
use crate::verbs::cosim::first;
use entrain_model::Samples;
use entrain_model::{Diagnostic, Plan, Result};
use entrain_sim::energy::fpga::{Coefficients, Counts, PartFile, TOGGLES_PER_BIT, UserFile, counts, table};
use entrain_sim::energy::parts::{Table, total};
use entrain_sim::{Activity, Cache, Lockstep, Stimulus, predict};
use std::path::PathBuf;

/// Samples over which events are counted.
const SAMPLES: usize = 200;

/// The estimate and what it stands on.
pub struct Report {
    pub plan: Plan,
    pub clock_mhz: f64,
    pub coefficients: Coefficients,
    pub calibrated: bool,
    pub assumptions: Vec<String>,
    pub learning: Table,
    pub inference: Table,
    pub twin: Table,
    pub counts: Counts,
    pub inference_counts: Counts,
    /// How the events were counted.
    pub counted: &'static str,
}

/// The file of a board's own coefficients: beside the network file.
pub fn own_file(project: &Project) -> PathBuf {
    let board = project.board.as_ref().map_or("board", |board| &board.name);
    project.network.folder().join(format!("{board}.energy.toml"))
}

/// The coefficients of the board: from the file given, its own file, its part's, or, uncalibrated, the UP5K's; whether they
/// are those of the board, and where they come from.
pub fn coefficients(project: &Project, given: Option<&PathBuf>) -> Result<(Coefficients, bool, String)> {
    let own = own_file(project);
    if let Some(path) = given.or(Some(&own).filter(|path| path.is_file())) {
        return Ok((UserFile::load(path)?.coefficients(), true, format!("coefficients of {}", path.display())));
    }
    let part = project.board.as_ref().map_or("iCE40 UP5K", |board| board.device.resources.part.as_str());
    let up5k = PartFile::of("up5k").ok_or_else(|| Diagnostic::new("there are no coefficients of the UP5K"))?;
    if part.to_lowercase().contains("up5k") {
        return Ok((
            up5k.coefficients(),
            true,
            "coefficients of the iCE40 UP5K, fitted to published currents; `--model` shows how well".into(),
        ));
    }
    let text = format!(
        "UNCALIBRATED: nobody has published what the {part} takes; these are the UP5K's coefficients. `--measured current.csv` or `--coefficients FILE` puts yours in their place"
    );
    Ok((up5k.coefficients(), false, text))
}

/// Counts events, with learning and without, and estimates.
pub fn work(project: &Project, options: &Options, fpga: &Fpga) -> Result<Report> {
    estimate(project, options, coefficients(project, fpga.coefficients.as_ref())?)
}

/// Nanojoules of a learned sample and of a sample of the inference-only twin, and what they stand on; events are foretold by the
/// golden model from the start weights.
///
/// # Errors
/// No data to count events with.
pub fn foretold(project: &Project) -> Result<(f64, f64, Vec<String>)> {
    let (data, start, plan) = (project.data()?, project.model(None)?, &project.plan);
    let (coefficients, _, source) = coefficients(project, None)?;
    let count = |learns: bool| steady(plan, &data.train, SAMPLES, &|samples: &Samples| Ok(predict(plan, &start, samples, &|_| learns)));
    let (learning, inference, clock_mhz) = (count(true)?, count(false)?, project.clock_mhz());
    let of = |plan: &Plan, activity: &Activity| total(&table(plan, activity, clock_mhz, &coefficients));
    let activity = format!("activity: {} samples in file order, foretold by the golden model", learning.samples);
    let energies = (of(plan, &learning), of(&plan.inference_twin(), &inference));
    Ok((energies.0, energies.1, assumptions(&source, clock_mhz, &activity, &coefficients)))
}

/// The same with the coefficients of the UP5K, whatever the board's own file says.
pub fn with_part(project: &Project, options: &Options) -> Result<Report> {
    let up5k = PartFile::of("up5k").ok_or_else(|| Diagnostic::new("there are no coefficients of the UP5K"))?;
    estimate(project, options, (up5k.coefficients(), false, "coefficients of the UP5K".into()))
}

/// The events of `wanted` samples in the full pipeline: of a run over these and a few before, less those of a run over the few.
pub fn steady(plan: &Plan, train: &Samples, wanted: usize, count: &dyn Fn(&Samples) -> Result<Activity>) -> Result<Activity> {
    let filling = plan.layers.len() + 2;
    let all = count(&first(train, Some(wanted.max(1) + filling)))?;
    if all.samples as usize <= filling {
        return Ok(all);
    }
    Ok(all.since(&count(&first(train, Some(filling)))?))
}

/// `steady` with learning and without.
fn both(plan: &Plan, train: &Samples, wanted: usize, count: &dyn Fn(&Samples, bool) -> Result<Activity>) -> Result<(Activity, Activity)> {
    let measure = |learns| steady(plan, train, wanted, &|samples| count(samples, learns));
    Ok((measure(true)?, measure(false)?))
}

/// What the estimate stands on: where the coefficients come from, how events were counted, what is left out, each coefficient.
pub fn assumptions(source: &str, clock_mhz: f64, activity: &str, coefficients: &Coefficients) -> Vec<String> {
    let around = [
        format!("{source}; room temperature, core rail only"),
        format!("clock {clock_mhz} MHz; {activity}"),
        format!("an adder with its gates and register toggles {TOGGLES_PER_BIT} times a result bit"),
        "left out: pins, oscillator, PLL (667 uW where it runs), UART, flash, regulators".into(),
    ];
    let each = coefficients.list.iter().map(|c| format!("{}: {:.3} {} ({}; source: {})", c.name, c.value, c.unit, c.error, c.source));
    around.into_iter().chain(each).collect()
}

fn estimate(project: &Project, options: &Options, (coefficients, calibrated, text): (Coefficients, bool, String)) -> Result<Report> {
    let data = project.data()?;
    let start = project.model(options.weights.as_deref())?;
    let plan = project.plan.clone();
    let both = |count: &dyn Fn(&Samples, bool) -> Result<Activity>| both(&plan, &data.train, options.samples.unwrap_or(SAMPLES), count);
    let (learning, inference) = if options.fast {
        both(&|samples, learns| Ok(predict(&plan, &start, samples, &|_| learns)))?
    } else {
        project.hardware_ready()?;
        let (sources, cache) = (project.traced(false), Cache::user());
        let spinner = progress::spinner("counting");
        let found = both(&|samples, learns| {
            let predict_every = if learns { None } else { Some(1) };
            let job = Lockstep { predict_every, ..Lockstep::new(&plan, &sources, &cache, &start, samples) };
            let report = job.run(Stimulus::streaming(), &mut |_| {})?;
            match report.mismatch {
                None => Ok(report.activity),
                Some(mismatch) => {
                    Err(Diagnostic::new(format!("the Verilog differs from the golden model in {mismatch}")).help("run `entrain cosim`"))
                }
            }
        })?;
        spinner.finish_and_clear();
        found
    };
    let clock_mhz = options.clock_mhz.unwrap_or(project.clock_mhz());
    let counted = if options.fast { "foretold by the golden model" } else { "counted in co-simulation" };
    let activity = format!("activity: {} samples in file order behind those that fill the pipeline, {counted}", learning.samples);
    let assumptions = assumptions(&text, clock_mhz, &activity, &coefficients);
    let of = |plan: &Plan, activity: &Activity| table(plan, activity, clock_mhz, &coefficients);
    Ok(Report {
        learning: of(&plan, &learning),
        inference: of(&plan, &inference),
        twin: of(&plan.inference_twin(), &inference),
        counts: counts(&plan, &learning),
        inference_counts: counts(&plan, &inference),
        plan,
        clock_mhz,
        coefficients,
        calibrated,
        assumptions,
        counted,
    })
}
