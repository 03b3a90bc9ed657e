//! What a training showed, for people and for programs.

use super::{Report, Run};
use crate::data_text;
use crate::output::{self, table, thousands};
use crate::project::Project;
use crate::svg::plot::{Line, Plot};
use entrain_model::prequential::LAST;
use entrain_model::rule::Counts;
use entrain_studies::train::{Epoch, Point};
use serde_json::{Value, json};

/// For people: how it went and what came out; with `details` also what was counted.
pub(super) fn text(report: &Report, details: bool) -> String {
    let mut text = String::new();
    let first = &report.runs[0];
    let names = &report.data.class_names;
    text += &if details { counted(report) } else { progress(first) };
    if let Some(epoch) = first.history.last().filter(|epoch| !epoch.accuracy_per_class.is_empty()) {
        text += &of_classes(epoch, names);
        if details {
            text += &data_text::confusion(names, &epoch.confusion);
        }
    }
    text += "\n";
    text += &prequential(report);
    text += &runs(report);
    text += &format!("{} samples, {} a second, one core\n", thousands(report.samples), thousands(report.samples_per_second as u64));
    text += &format!("checkpoint: {}\n", report.checkpoint.display());
    if !details {
        text += "more with --details; what was trained is what `entrain build` builds\n";
    }
    text + &report.note.as_ref().map_or(String::new(), |note| format!("\nnote: {note}\n"))
}

/// Some epochs, the first and the last among them.
fn shown(history: &[Epoch]) -> impl Iterator<Item = &Epoch> {
    history.iter().filter(|epoch| epoch.number <= 3 || epoch.number % 5 == 0 || epoch.number == history.len())
}

/// How accuracy went.
fn progress(run: &Run) -> String {
    const SHOWN: usize = 8;
    let step = run.history.len().div_ceil(SHOWN).max(1);
    let is_shown = |epoch: &&Epoch| epoch.number == 1 || epoch.number.is_multiple_of(step) || epoch.number == run.history.len();
    let row = |epoch: &Epoch| {
        let test = epoch.test_accuracy.map_or("-".into(), percent);
        vec![epoch.number.to_string(), percent(epoch.train_accuracy), test, percent(epoch.skipped())]
    };
    let rows: Vec<_> = run.history.iter().filter(is_shown).map(row).collect();
    table(&["epoch", "right before learning", "test rows right", "updates not needed"], &rows)
}

/// What was counted, epoch by epoch, and how fast the first one went.
fn counted(report: &Report) -> String {
    let first = &report.runs[0];
    let row = |epoch: &Epoch| {
        let counts = &epoch.counts;
        vec![
            epoch.number.to_string(),
            percent(epoch.train_accuracy),
            epoch.test_accuracy.map_or("-".into(), percent),
            percent(epoch.skipped()),
            thousands(counts.weights),
            thousands(counts.revivals),
            thousands(counts.saturations),
            list(&epoch.dead_units),
            list(&epoch.synchrony.iter().map(|share| format!("{share:.2}")).collect::<Vec<_>>()),
        ]
    };
    let rows: Vec<_> = shown(&first.history).map(row).collect();
    let header =
        ["epoch", "before learning", "test", "updates skipped", "weights corrected", "revivals", "saturations", "dead units", "synchrony"];
    let mut text = table(&header, &rows);
    let held = |count: &dyn Fn(&Counts) -> u64| thousands(first.history.iter().map(|epoch| count(&epoch.counts)).sum::<u64>());
    if report.policy {
        let (policy, budget) = (held(&|counts| counts.held_by_policy), held(&|counts| counts.held_by_budget));
        text += &format!("\nheld back by the policy: {policy} updates, by the budget: {budget}\n");
    }
    let chance: Vec<String> = report.chance.iter().map(|share| format!("{share:.2}")).collect();
    text += "\nskipped: the right class led by the margin. revivals: silent neurons that were raised. saturations: weights at the end of their \
             range. dead units: neurons of each layer that were silent all epoch. synchrony: the share of a layer's activity that its class codes explain";
    text += &format!(" (of a random activity: {})\n", chance.join(" "));
    text + &convergence(first)
}

/// How much of the first epoch was right before it was learned.
fn prequential(report: &Report) -> String {
    let (all, last) = report.prequential();
    let runs = if report.runs.len() > 1 { format!(", mean of {} runs", report.runs.len()) } else { String::new() };
    format!("first epoch, each sample predicted, then learned: {} right, {} of the last {LAST}{runs}\n", percent(all), percent(last))
}

/// How fast the first epoch converged.
fn convergence(run: &Run) -> String {
    let Some(epoch) = run.history.first() else { return String::new() };
    let rows: Vec<Vec<String>> = epoch.convergence.iter().map(|point| vec![point.samples.to_string(), percent(point.accuracy)]).collect();
    format!("\nfirst epoch: right before learning, since the sample before\n{}", table(&["samples", "right"], &rows))
}

/// What became of each class.
fn of_classes(epoch: &Epoch, names: &[String]) -> String {
    let share = |share: f64| format!("{:.1}", 100.0 * share);
    let cells: Vec<String> =
        names.iter().zip(&epoch.accuracy_per_class).map(|(class, right)| format!("{class}: {}", right.map_or("-".into(), share))).collect();
    format!("\n% right of each class (test): {}\n", cells.join("  "))
}

/// A line a run, and their mean.
fn runs(report: &Report) -> String {
    let first = &report.runs[0];
    let of = if first.is_tested() { "" } else { " of the training rows, before learning each (there are no test rows)" };
    let several = report.runs.iter().any(|run| run.split != first.split);
    let line = |run: &Run| {
        let codes = match run.code_hashes.is_empty() {
            true => String::new(),
            false => format!(", codes {}", hex(&run.code_hashes).join(" ")),
        };
        let split = run.split.filter(|_| several).map_or(String::new(), |split| format!(", split {split}"));
        let (accuracy, epochs) = (percent(run.accuracy()), epochs(run.history.len()));
        format!("seed {}{split}: {accuracy}{of} after {epochs}, hashes {}{codes}\n", run.seed, hex(&run.hashes).join(" "))
    };
    let mut text: String = report.runs.iter().map(line).collect();
    if report.runs.len() > 1 {
        let (mean, deviation) = report.mean();
        text += &format!("mean of {} runs: {} +- {:.2}{of}\n", report.runs.len(), percent(mean), 100.0 * deviation);
    }
    text
}

fn hex(hashes: &[u32]) -> Vec<String> {
    hashes.iter().map(|hash| format!("{hash:08x}")).collect()
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

/// How many epochs, in words.
fn epochs(count: usize) -> String {
    if count == 1 { "1 epoch".into() } else { format!("{count} epochs") }
}

/// Values of the layers, first to last.
fn list<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// Accuracy and synchrony over the epochs.
pub(super) fn curve(project: &Project, report: &Report) -> Plot {
    let history = &report.runs[0].history;
    let line = |name: String, dashed: bool, value: &dyn Fn(&Epoch) -> Option<f64>| Line {
        name,
        dashed,
        points: history.iter().filter_map(|epoch| value(epoch).map(|value| (epoch.number as f64, 100.0 * value))).collect(),
    };
    let mut lines = vec![
        line("test accuracy".into(), false, &|epoch| epoch.test_accuracy),
        line("accuracy before learning".into(), false, &|epoch| Some(epoch.train_accuracy)),
    ];
    for (learner, layer) in project.plan.learning().enumerate() {
        lines.push(line(format!("synchrony of layer {}", layer.index + 1), true, &|epoch| epoch.synchrony.get(learner).copied()));
    }
    lines.retain(|line| !line.points.is_empty());
    Plot { title: format!("{}: accuracy and synchrony", project.plan.name), across: "epoch".into(), up: "%".into(), lines }
}

/// For programs.
pub(super) fn value(report: &Report) -> Value {
    let tested = |run: &Run| run.is_tested().then(|| run.accuracy());
    let (prequential, last) = report.prequential();
    let run = |run: &Run| {
        let (hashes, codes) = (hex(&run.hashes), hex(&run.code_hashes));
        json!({ "seed": run.seed, "split": run.split, "test_accuracy": tested(run), "hashes": hashes, "code_hashes": codes,
            "prequential_accuracy": run.prequential().0, "prequential_last_200": run.prequential().1 })
    };
    let epoch = |epoch: &Epoch| {
        json!({
            "epoch": epoch.number, "train_accuracy": epoch.train_accuracy, "test_accuracy": epoch.test_accuracy,
            "updates": epoch.counts.updates, "skips": epoch.counts.skips,
            "held_by_policy": epoch.counts.held_by_policy, "held_by_budget": epoch.counts.held_by_budget, "weights_corrected": epoch.counts.weights,
            "revivals": epoch.counts.revivals, "saturations": epoch.counts.saturations, "skipped": epoch.skipped(),
            "accuracy_per_class": epoch.accuracy_per_class, "synchrony": epoch.synchrony, "dead_units": epoch.dead_units,
        })
    };
    let (mean, deviation) = match tested(&report.runs[0]) {
        Some(_) => (Some(report.mean().0), Some(report.mean().1)),
        None => (None, None),
    };
    let history = &report.runs[0].history;
    let point = |point: &Point| json!({ "samples": point.samples, "accuracy": point.accuracy });
    json!({
        "accuracy_per_class": history.last().map(|epoch| &epoch.accuracy_per_class),
        "synchrony": history.last().map(|epoch| &epoch.synchrony), "synchrony_chance": report.chance,
        "dead_units": history.last().map(|epoch| &epoch.dead_units),
        "convergence": history.first().map(|epoch| epoch.convergence.iter().map(point).collect::<Vec<_>>()),
        "prequential_accuracy": prequential, "prequential_last_200": last,
        "test_accuracy": mean, "samples": report.samples, "samples_per_second": report.samples_per_second,
        "hashes": hex(&report.runs[0].hashes), "code_hashes": hex(&report.runs[0].code_hashes), "test_accuracy_mean": mean,
        "test_accuracy_std": deviation, "runs": report.runs.iter().map(run).collect::<Vec<_>>(),
        "curve": report.runs[0].history.iter().map(epoch).collect::<Vec<_>>(),
        "checkpoint": output::shown(&report.checkpoint), "note": report.note, "class_names": report.data.class_names,
        "confusion": history.last().map(|epoch| &epoch.confusion), "data": { "report": report.data, "scaling": report.scaling },
    })
}
