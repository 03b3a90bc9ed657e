//! Two tasks on one network: does a second set of codes keep the first task?

use super::{Kind, Options, mean, percent, scenario};
use crate::numbers::seeds_from;
use crate::output::table;
use crate::progress;
use crate::project::Project;
use entrain_model::Result;
use entrain_studies::drift::tasks::{alone, two_tasks};
use serde_json::{Value, json};

/// Accuracies of one way to learn both tasks, a seed each.
struct Way {
    name: &'static str,
    first_before: Vec<f64>,
    first_after: Vec<f64>,
    second: Vec<f64>,
}

/// What came of each way.
pub struct Report {
    network: String,
    /// The second task, in words.
    second: String,
    epochs: usize,
    seeds: Vec<u32>,
    ways: Vec<Way>,
}

/// Learns both tasks in each way from each seed.
///
/// # Errors
/// No data; a second task that does not fit them; too few units for two sets of codes.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    let network = &project.network;
    let data = project.data()?;
    let (other, second) = scenario::second(options, network, &data)?;
    let epochs = options.epochs.unwrap_or(network.training.epochs);
    let first = options.seed.unwrap_or(network.training.seed);
    let seeds = seeds_from(first, options.seeds.unwrap_or(5));
    let bar = progress::bar("two tasks", (seeds.len() * 5 * epochs) as u64);
    let mut ways = ["one set of codes", "two sets of codes", "two networks"].map(|name| Way {
        name,
        first_before: Vec::new(),
        first_after: Vec::new(),
        second: Vec::new(),
    });
    for &seed in &seeds {
        for (switched, way) in [false, true].into_iter().zip(&mut ways) {
            let seen = two_tasks(network, [&data, &other], switched, seed, epochs, &mut || bar.inc(1))?;
            way.first_before.push(seen.first_before);
            way.first_after.push(seen.first_after);
            way.second.push(seen.second);
        }
        let kept = ways[0].first_before.clone();
        (ways[2].first_before, ways[2].first_after) = (kept.clone(), kept);
        ways[2].second.push(alone(network, &other, seed, epochs, &mut || bar.inc(1))?);
    }
    bar.finish_and_clear();
    Ok(Report { network: project.plan.name.clone(), second, epochs, seeds, ways: ways.into() })
}

/// For people.
pub fn text(report: &Report) -> String {
    let Report { network, second, epochs, seeds, ways } = report;
    let row = |way: &Way| vec![way.name.to_string(), percent(&way.first_before), percent(&way.first_after), percent(&way.second)];
    let text =
        format!("{network}: task A is the file's, task B {second}; {epochs} epochs of A, then {epochs} of B, {} seeds\n\n", seeds.len());
    text + &table(&["% right of held rows", "A", "A after B", "B"], &ways.iter().map(row).collect::<Vec<_>>())
}

/// For programs.
pub fn value(report: &Report) -> Value {
    let ways: Vec<Value> = report.ways.iter().map(of_way).collect();
    json!({ "scenario": Kind::TwoTasks.name(), "seeds": report.seeds, "epochs": report.epochs, "ways": ways })
}

fn of_way(way: &Way) -> Value {
    let ((first_before, first_before_std), (first_after, first_after_std)) = (mean(&way.first_before), mean(&way.first_after));
    let (second, second_std) = mean(&way.second);
    json!({
        "way": way.name, "first_before": first_before, "first_before_std": first_before_std, "first_after": first_after,
        "first_after_std": first_after_std, "second": second, "second_std": second_std,
    })
}
