//! `entrain cosim`

mod report;

use super::Target;
use crate::numbers::at_least_one;
use crate::output::{Format, print};
use crate::progress;
use crate::project::Project;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use entrain_model::Samples;
use entrain_model::{Diagnostic, Result};
use entrain_sim::{Cache, Level, Lockstep, Report as Run, Stimulus, Wanted, World};
pub use report::Report;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// What is simulated: the Verilog in Verilator, in Icarus Verilog (with X and Z), or what synthesis makes of it for the board.
    #[arg(long, default_value_t, value_parser = levels())]
    pub level: Level,
    /// Only the first N training samples, and as many events [default: all of them, one epoch; 20 in Icarus Verilog].
    #[arg(long, value_parser = at_least_one)]
    pub samples: Option<usize>,
    /// Seed of the gaps and stalls, and of the random schedule.
    #[arg(long, default_value_t = SEED)]
    pub seed: u32,
    /// Nothing but the random schedule of this seed; 7:0-3,9 plays some of its events only, as a difference prints them.
    #[arg(long, value_name = "SEED", value_parser = schedule)]
    pub schedule: Option<Wanted>,
    /// Checkpoint to start from [default: the start weights].
    #[arg(long)]
    pub weights: Option<PathBuf>,
}

/// How the Verilog is compared; the default is what `entrain cosim PATH` does.
pub struct Options {
    pub level: Level,
    /// Training samples, and as many events; all without.
    pub samples: Option<usize>,
    /// Of gaps, stalls and the random schedule.
    pub seed: u32,
    /// Nothing but this schedule.
    pub schedule: Option<Wanted>,
    /// Checkpoint to start from; the start weights without.
    pub weights: Option<PathBuf>,
}

/// Where nobody says another one.
const SEED: u32 = 1;

impl Default for Options {
    fn default() -> Options {
        Options { level: Level::default(), samples: None, seed: SEED, schedule: None, weights: None }
    }
}

impl Arguments {
    fn options(&self) -> Options {
        let (schedule, weights) = (self.schedule.clone(), self.weights.clone());
        Options { level: self.level, samples: self.samples, seed: self.seed, schedule, weights }
    }
}

/// Events of the random schedule, where nobody says how many.
const EVENTS: usize = 1000;
/// Samples in Icarus Verilog, which takes a thousand times as long, where nobody says how many.
const ICARUS_SAMPLES: usize = 20;
/// How long events are left out of a schedule that found a difference.
const SHRINKING: Duration = Duration::from_secs(30);

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, &arguments.options())?;
    print(format, report.mismatches() == 0, &report.text(&project), report.value(&project));
    Ok(report.mismatches() == 0)
}

/// The first `count` samples, or all.
pub fn first(samples: &Samples, count: Option<usize>) -> Samples {
    let mut chosen = Samples::new(samples.get(0).0.len());
    samples.iter().take(count.unwrap_or(usize::MAX)).for_each(|(input, label)| chosen.push(input, label));
    chosen
}

/// Runs the lockstep: with gaps and stalls, streaming, and by a random schedule; on a difference, once more for the waveform
/// around it.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    project.hardware_ready()?;
    let data = project.data()?;
    let (level, cache) = (options.level, Cache::user());
    let count = options.samples.or((level == Level::Icarus).then_some(ICARUS_SAMPLES));
    let (samples, start) = (first(&data.train, count), project.model(options.weights.as_deref())?);
    let spinner = progress::spinner("compiling");
    // The plain runs take the core as `generate` writes it; the schedule sets registers, as in a bitstream.
    let sources = match level {
        Level::Netlist => vec![project.netlist(&cache)?],
        _ => vec![project.traced(false), project.traced(project.plan.learns())],
    };
    let job = |registers: bool| Lockstep {
        level,
        ..Lockstep::new(&project.plan, &sources[registers as usize % sources.len()], &cache, &start, &samples)
    };
    let events = count.unwrap_or(EVENTS.min(samples.len()));
    let wanted = options.schedule.clone().unwrap_or(Wanted { seed: options.seed, events: None });
    let schedule = wanted.schedule(events);
    let length = schedule.events.len() as u64;
    let stalls = Stimulus::random(options.seed, 2 * project.plan.cycles_per_sample());
    let mut worlds = vec![(World::Schedule(schedule.clone()), length)];
    if options.schedule.is_none() {
        let plain = [stalls, Stimulus::streaming()].map(|stimulus| (World::Plain(stimulus), samples.len() as u64));
        worlds.splice(0..0, plain);
    }
    for (world, _) in &worlds {
        level.open(job(is_scheduled(world)).sources, &cache, false)?;
    }
    spinner.finish_and_clear();
    let bar = progress::bar("lockstep", worlds.iter().map(|(_, length)| length).sum());
    let (mut report, mut before) = (Report { level, family: family(project, level)?, schedule, ..Report::default() }, 0);
    for (world, length) in &worlds {
        let run = job(is_scheduled(world)).run_in(world, &mut |done| bar.set_position(before + done))?;
        before += length;
        let differs = run.mismatch.is_some();
        report.keep(world, run);
        if differs {
            bar.finish_and_clear();
            explain(project, &job(is_scheduled(world)), world, &mut report)?;
            break;
        }
    }
    bar.finish_and_clear();
    Ok(report)
}

/// The words of the levels.
fn levels() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(Level::ALL.map(Level::word)).try_map(|word| word.parse::<Level>())
}

/// Family of the cells, of a netlist.
fn family(project: &Project, level: Level) -> Result<Option<&'static str>> {
    Ok(if level == Level::Netlist { Some(project.needs_board()?.device.family.name()) } else { None })
}

fn is_scheduled(world: &World) -> bool {
    !matches!(world, World::Plain(_))
}

/// The events that matter, and a waveform around the difference.
fn explain(project: &Project, job: &Lockstep, world: &World, report: &mut Report) -> Result<()> {
    let mut world = world.clone();
    if let World::Schedule(schedule) = &mut world {
        let spinner = progress::spinner("shortening the schedule");
        *schedule = job.shrink(schedule, SHRINKING)?;
        let run = job.run_in(&World::Schedule(schedule.clone()), &mut |_| {})?;
        spinner.finish_and_clear();
        report.again = Some(schedule.clone());
        report.keep(&World::Schedule(schedule.clone()), run);
    }
    let Some(mismatch) = report.mismatch().cloned() else { return Ok(()) };
    let path = project.build_folder().join("mismatch.fst");
    std::fs::create_dir_all(project.build_folder()).map_err(|error| Diagnostic::io("make the folder", &project.build_folder(), &error))?;
    job.waves(&world, &mismatch, &path)?;
    report.waves = Some(path);
    Ok(())
}

impl Report {
    fn keep(&mut self, world: &World, run: Run) {
        match world {
            World::Plain(stimulus) if stimulus.is_streaming() => self.streaming = run,
            World::Plain(_) => self.stalled = run,
            _ => self.scheduled = run,
        }
    }
}

/// A schedule as an option gives it.
fn schedule(text: &str) -> std::result::Result<Wanted, String> {
    text.parse().map_err(|_| "a seed, 7, or a seed and the numbers of some of its events, 7:0-3,9".to_string())
}
