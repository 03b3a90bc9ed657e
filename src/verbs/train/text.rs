//! What a training showed, for people and for programs.

use super::{Report, Run};
use crate::data_text;
use crate::output::{shown, table, thousands};
use crate::plot::{Line, Plot};
use crate::project::Project;
use entrain_model::rule::Counts;
use entrain_model::train::{Epoch, Point};
use serde_json::{Value, json};

/// For people.
pub(super) fn text(report: &Report) -> String {
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    let mut text = String::new();
    let first = &report.runs[0];
    let shown = first.history.iter().filter(|epoch| epoch.number <= 3 || epoch.number % 5 == 0 || epoch.number == first.history.len());
    let rows: Vec<_> = shown
        .map(|epoch| {
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
        })
        .collect();
    let header =
        ["epoch", "before learning", "test", "updates skipped", "weights corrected", "revivals", "saturations", "dead units", "synchrony"];
    text += &table(&header, &rows);
    let held = |count: &dyn Fn(&Counts) -> u64| thousands(first.history.iter().map(|epoch| count(&epoch.counts)).sum::<u64>());
    if report.policy {
        let (policy, budget) = (held(&|counts| counts.held_by_policy), held(&|counts| counts.held_by_budget));
        text += &format!("\nheld back by the policy: {policy} updates, by the budget: {budget}\n");
    }
    let chance: Vec<String> = report.chance.iter().map(|share| format!("{share:.2}")).collect();
    text += &format!("\nsynchrony of a random activity: {}\n", chance.join(" "));
    text += &measures(first, &report.data.class_names);
    let of = if first.is_tested() { "" } else { " of the training rows, before learning each (there are no test rows)" };
    let several = report.runs.iter().any(|run| run.split != first.split);
    for run in &report.runs {
        let hashes: Vec<String> = run.hashes.iter().map(|hash| format!("{hash:08x}")).collect();
        text += &format!(
            "\nseed {}{}: {}{of} after {}, hashes {}",
            run.seed,
            if several { run.split.map_or(String::new(), |split| format!(", split {split}")) } else { String::new() },
            percent(run.accuracy()),
            epochs(run.history.len()),
            hashes.join(" ")
        );
    }
    if report.runs.len() > 1 {
        let (mean, deviation) = report.mean();
        text += &format!("\nmean of {} runs: {} +- {:.2}{of}", report.runs.len(), percent(mean), 100.0 * deviation);
    }
    text += &format!("\n{} samples, {} a second, one core\n", thousands(report.samples), thousands(report.samples_per_second as u64));
    text += &format!("checkpoint: {}\n", report.checkpoint.display());
    text + &report.note.as_ref().map_or(String::new(), |note| format!("\nnote: {note}\n"))
}

/// How many epochs, in words.
fn epochs(count: usize) -> String {
    if count == 1 { "1 epoch".into() } else { format!("{count} epochs") }
}

/// Values of the layers, first to last.
fn list<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// How fast the first epoch converged, and what became of each class.
fn measures(run: &Run, names: &[String]) -> String {
    let share = |share: f64| format!("{:.1}", 100.0 * share);
    let mut text = String::new();
    if let Some(epoch) = run.history.first() {
        let (samples, accuracy): (Vec<_>, Vec<_>) =
            epoch.convergence.iter().map(|point| (point.samples.to_string(), share(point.accuracy))).unzip();
        text += "\nconvergence: % right before learning, since the sample before, in the first epoch\n";
        let width = samples.iter().chain(&accuracy).map(String::len).max().unwrap_or(0);
        let line = |cells: &[String]| cells.iter().map(|cell| format!(" {cell:>width$}")).collect::<String>();
        text += &format!("  sample {}\n  right  {}\n", line(&samples), line(&accuracy));
    }
    if let Some(epoch) = run.history.last().filter(|epoch| !epoch.accuracy_per_class.is_empty()) {
        let classes = names.iter().zip(&epoch.accuracy_per_class);
        let cells: Vec<String> = classes.map(|(class, right)| format!("{class}: {}", right.map_or("-".into(), share))).collect();
        text += &format!("\n% right of each class (test): {}\n", cells.join("  "));
        text += &data_text::confusion(names, &epoch.confusion);
    }
    text
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
    for layer in 0..project.plan.layers.len() {
        lines.push(line(format!("synchrony of layer {}", layer + 1), true, &|epoch| epoch.synchrony.get(layer).copied()));
    }
    lines.retain(|line| !line.points.is_empty());
    Plot { title: format!("{}: accuracy and synchrony", project.plan.name), across: "epoch".into(), up: "%".into(), lines }
}

/// For programs.
pub(super) fn value(report: &Report) -> Value {
    let hashes = |run: &Run| run.hashes.iter().map(|hash| format!("{hash:08x}")).collect::<Vec<_>>();
    let tested = |run: &Run| run.is_tested().then(|| run.accuracy());
    let run = |run: &Run| json!({ "seed": run.seed, "split": run.split, "test_accuracy": tested(run), "hashes": hashes(run) });
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
        "test_accuracy": mean, "samples": report.samples, "samples_per_second": report.samples_per_second,
        "hashes": hashes(&report.runs[0]), "test_accuracy_mean": mean,
        "test_accuracy_std": deviation, "runs": report.runs.iter().map(run).collect::<Vec<_>>(),
        "curve": report.runs[0].history.iter().map(epoch).collect::<Vec<_>>(),
        "checkpoint": shown(&report.checkpoint), "note": report.note, "class_names": report.data.class_names,
        "confusion": history.last().map(|epoch| &epoch.confusion), "data": { "report": report.data, "scaling": report.scaling },
    })
}
