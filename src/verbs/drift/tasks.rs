//! Two tasks on one network: does a second set of codes keep the first task?

use super::{Arguments, mean, percent, scenario};
use crate::numbers::seeds_from;
use crate::output::{Format, print, table};
use crate::progress;
use crate::project::Project;
use entrain_model::{Diagnostic, Result};
use entrain_studies::drift::tasks::{alone, two_tasks};
use serde_json::{Value, json};

/// Accuracies of one way to learn both tasks, a seed each.
struct Way {
    name: &'static str,
    first_before: Vec<f64>,
    first_after: Vec<f64>,
    second: Vec<f64>,
}

pub fn run(arguments: &Arguments, project: &Project, format: Format) -> Result<bool> {
    if arguments.plot.is_some() {
        return Err(Diagnostic::new("two-tasks has no curve to draw").help("leave --plot out"));
    }
    let network = &project.network;
    let data = project.data()?;
    let (other, words) = scenario::second(arguments, network, &data)?;
    let epochs = arguments.epochs.unwrap_or(network.training.epochs);
    let first = arguments.seed.unwrap_or(network.training.seed);
    let seeds = seeds_from(first, arguments.seeds.unwrap_or(5));
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
    let row = |way: &Way| vec![way.name.to_string(), percent(&way.first_before), percent(&way.first_after), percent(&way.second)];
    let mut text = format!(
        "{}: task A is the file's, task B {words}; {epochs} epochs of A, then {epochs} of B, {} seeds\n\n",
        project.plan.name,
        seeds.len()
    );
    text += &table(&["% right of held rows", "A", "A after B", "B"], &ways.iter().map(row).collect::<Vec<_>>());
    print(
        format,
        true,
        &text,
        json!({ "scenario": "two-tasks", "seeds": seeds, "epochs": epochs, "ways": ways.iter().map(value).collect::<Vec<_>>() }),
    );
    Ok(true)
}

fn value(way: &Way) -> Value {
    let ((first_before, first_before_std), (first_after, first_after_std)) = (mean(&way.first_before), mean(&way.first_after));
    let (second, second_std) = mean(&way.second);
    json!({
        "way": way.name, "first_before": first_before, "first_before_std": first_before_std, "first_after": first_after,
        "first_after_std": first_after_std, "second": second, "second_std": second_std,
    })
}
