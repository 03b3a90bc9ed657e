//! One network in the field, copied: frozen, learning, following the file's policy, going back when learning did harm.

use super::{Kind, Options, mean, percent, scenario};
use crate::numbers::seeds_from;
use crate::output::{table, thousands};
use crate::progress;
use crate::project::Project;
use crate::svg::plot::{Line, Plot};
use entrain_model::Result;
use entrain_model::rollback::Event;
use entrain_studies::drift::{Learner, Point, Settings, Stage, Track, replay};
use serde_json::{Value, json};

/// One accuracy of a copy's phases.
type Figure = fn(&[Stage]) -> f64;

/// What was replayed.
pub struct Report {
    kind: Kind,
    headline: String,
    phases: Vec<&'static str>,
    seeds: Vec<u32>,
    /// A list of tracks for each seed.
    runs: Vec<Vec<Track>>,
    /// Why a copy is missing.
    note: Option<&'static str>,
}

/// Replays the scenario with each copy from each seed.
///
/// # Errors
/// No data; a scenario that does not fit them.
pub fn work(project: &Project, options: &Options, kind: Kind) -> Result<Report> {
    let data = project.data()?;
    let settings = Settings {
        epochs: options.epochs.unwrap_or(project.plan.training.epochs),
        samples: options.samples,
        passes: options.passes,
        points: options.points,
        rollback: options.rollback,
    };
    let mut learners = vec![Learner::Frozen, Learner::Learning, Learner::Policy, Learner::Rollback];
    let free = project.plan.policy.is_always();
    learners.retain(|learner| *learner != Learner::Policy || !free);
    let first = options.seed.unwrap_or(project.plan.training.seed);
    let seeds = seeds_from(first, options.seeds.unwrap_or(1));
    let bar = progress::bar("drift", (seeds.len() * (settings.epochs + 3 * learners.len())) as u64);
    let (mut runs, mut words, mut lengths, mut phases) = (Vec::new(), String::new(), Vec::new(), Vec::new());
    for &seed in &seeds {
        let mut plan = project.plan.clone();
        plan.training.seed = seed;
        let (life, what) = scenario::scenario(options, kind, &project.network, &data, seed)?;
        words = what;
        phases = life.phases.iter().map(|phase| phase.name).collect();
        lengths = life.phases.iter().map(|phase| thousands(settings.length(phase) as u64)).collect();
        runs.push(replay(&plan, &life, &learners, &settings, &mut || bar.inc(1)));
    }
    bar.finish_and_clear();
    let headline = format!(
        "{}: {words}; trained for {} epochs, then {} samples before, in and after it; {} held rows",
        project.plan.name,
        settings.epochs,
        lengths.join(", "),
        thousands(data.test.len() as u64)
    );
    let note = free.then_some("the file has no [policy] that holds anything back, so no copy follows one");
    Ok(Report { kind, headline, phases, seeds, runs, note })
}

/// The accuracies of one copy that the table and the JSON have: name for programs, head of the column, value.
fn figures(phases: &[&str]) -> Vec<(&'static str, String, Figure)> {
    let (drift, back) = (phases[1], phases[2]);
    vec![
        ("before", phases[0].to_string(), |stages| end(&stages[0]).current),
        ("drift_at_once", format!("{drift}, at once"), |stages| stages[1].points[0].current),
        ("drift_learned", "learned".to_string(), |stages| end(&stages[1]).current),
        ("old_then", "old rows then".to_string(), |stages| end(&stages[1]).old),
        ("return_at_once", format!("{back}, at once"), |stages| stages[2].points[0].current),
        ("return_learned", "learned".to_string(), |stages| end(&stages[2]).current),
    ]
}

/// The last measurement of a phase.
fn end(stage: &Stage) -> Point {
    stage.points[stage.points.len() - 1]
}

/// One figure of one copy, a seed each.
fn over_seeds(report: &Report, learner: usize, figure: Figure) -> Vec<f64> {
    report.runs.iter().map(|tracks| figure(&tracks[learner].stages)).collect()
}

/// For people.
pub fn text(report: &Report) -> String {
    let figures = figures(&report.phases);
    let names: Vec<&str> = report.runs[0].iter().map(|track| track.learner.name()).collect();
    let row = |(learner, name): (usize, &&str)| {
        let cells = figures.iter().map(|(_, _, figure)| percent(&over_seeds(report, learner, *figure)));
        [name.to_string()].into_iter().chain(cells).collect::<Vec<String>>()
    };
    let header: Vec<&str> = ["% right"].into_iter().chain(figures.iter().map(|(_, head, _)| head.as_str())).collect();
    let mut text = format!("{}\n\n", report.headline);
    text += &table(&header, &names.iter().enumerate().map(row).collect::<Vec<_>>());
    text += "\nheld rows as the phase has them; \"old rows\": held rows of before the drift, what was forgotten\n";
    if report.seeds.len() > 1 {
        text += &format!("mean and deviation of {} seeds; what follows is of seed {}\n", report.seeds.len(), report.seeds[0]);
    }
    text += "\n";
    let counted = report.runs[0].iter().filter(|track| track.learner != Learner::Frozen);
    let rows: Vec<_> = counted
        .map(|track| {
            let sum = |count: &dyn Fn(&Stage) -> u64| thousands(track.stages.iter().map(count).sum::<u64>());
            vec![
                track.learner.name().to_string(),
                sum(&|stage| stage.counts.updates),
                sum(&|stage| stage.counts.skips),
                sum(&|stage| stage.counts.held_by_policy),
                sum(&|stage| stage.counts.held_by_budget),
                sum(&|stage| stage.counts.weights),
            ]
        })
        .collect();
    text += &table(&["layers", "updates", "skipped by margin", "held by policy", "held by budget", "weights corrected"], &rows);
    text + &rollbacks(report) + &report.note.map_or(String::new(), |note| format!("\n{note}\n"))
}

/// What the rollback of the first seed did.
fn rollbacks(report: &Report) -> String {
    let events: Vec<_> = report.runs[0].iter().flat_map(|track| &track.stages).flat_map(|stage| &stage.events).collect();
    let share = |share: f64| format!("{:.0} %", 100.0 * share);
    let line = |samples: usize, event: &Event| {
        let which = if event.from_start { "the start's weights" } else { "the last good weights" };
        let (now, saved) = (share(event.now), share(event.saved));
        format!("  after {} samples: {which} restored, {saved} of the window right instead of {now}\n", thousands(samples as u64))
    };
    let kept = events.iter().filter(|(_, event)| !event.restored).count();
    let restored: String = events.iter().filter(|(_, event)| event.restored).map(|(samples, event)| line(*samples, event)).collect();
    let times = if kept == 1 { "once" } else { &format!("{kept} times") };
    let nothing = if restored.is_empty() { "  nothing was restored\n" } else { "" };
    format!("\nrollback: good weights kept {times}\n{restored}{nothing}")
}

/// Accuracy over samples: on what is there now, and, dashed, what the learning copy still knows of before.
pub fn plot(report: &Report) -> Plot {
    let tracks = &report.runs[0];
    let line = |name: String, dashed: bool, track: &Track, value: fn(&Point) -> f64| {
        let points = track.stages.iter().flat_map(|stage| &stage.points).map(|point| (point.samples as f64, 100.0 * value(point)));
        Line { name, dashed, points: points.collect() }
    };
    let mut lines: Vec<Line> =
        tracks.iter().map(|track| line(track.learner.name().to_string(), false, track, |point| point.current)).collect();
    let learning = tracks.iter().filter(|track| track.learner == Learner::Learning);
    lines.extend(learning.map(|track| line("learning, old rows".into(), true, track, |point| point.old)));
    let title = report.headline.split(';').next().unwrap_or_default().to_string();
    Plot { title: format!("{title}: held rows right"), across: "samples in the field".into(), up: "%".into(), lines }
}

/// For programs.
pub fn value(report: &Report) -> Value {
    let figures = figures(&report.phases);
    let event = |(samples, event): &(usize, Event)| {
        let what = if event.restored { "restored" } else { "kept" };
        json!({ "samples": samples, "what": what, "from_start": event.from_start, "now": event.now, "saved": event.saved })
    };
    let stage = |stage: &Stage| {
        let points: Vec<Value> =
            stage.points.iter().map(|point| json!({ "samples": point.samples, "current": point.current, "old": point.old })).collect();
        let counts = &stage.counts;
        json!({
            "phase": stage.name, "points": points, "updates": counts.updates, "skips": counts.skips,
            "held_by_policy": counts.held_by_policy, "held_by_budget": counts.held_by_budget, "weights_corrected": counts.weights,
            "events": stage.events.iter().map(event).collect::<Vec<_>>(),
        })
    };
    let track = |(learner, track): (usize, &Track)| {
        let mut object = json!({ "learner": track.learner.name(), "stages": track.stages.iter().map(stage).collect::<Vec<_>>() });
        for (name, _, figure) in &figures {
            let (mean, deviation) = mean(&over_seeds(report, learner, *figure));
            object[*name] = mean.into();
            object[format!("{name}_std")] = deviation.into();
        }
        object
    };
    let tracks: Vec<Value> = report.runs[0].iter().enumerate().map(track).collect();
    json!({ "scenario": report.kind.name(), "phases": report.phases, "seeds": report.seeds, "learners": tracks })
}
