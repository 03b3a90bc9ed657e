//! What an exploration says: a table for people, an object for programs.

use super::front::{Front, Ranked, lanes};
use crate::output::{table, thousands};
use entrain_flow::resources::Estimator;
use serde_json::{Value, json};

/// The table, and what its figures are.
pub fn text(front: &Front, estimator: &Estimator, samples: usize) -> String {
    let (board, mhz) = (front.board, front.board.clock.design_mhz);
    let rows: Vec<Vec<String>> = front
        .designs
        .iter()
        .enumerate()
        .map(|(number, Ranked { design, energy_nj })| {
            let rate = thousands((mhz * 1e6 / design.cycles as f64) as u64);
            let real = match front.result(number) {
                Some(Ok(outcome)) => format!("{} at {:.1} MHz", thousands(outcome.logic().used as u64), outcome.fmax_mhz),
                Some(Err(error)) => error.message().chars().take(40).collect(),
                None => String::new(),
            };
            let numbers = [design.plan.multipliers().to_string(), design.block_rams.to_string(), thousands(design.logic as u64)];
            let energy = format!("{energy_nj:.0}");
            let first = vec![(number + 1).to_string(), lanes(&design.plan), thousands(design.cycles as u64), rate];
            [first, numbers.to_vec(), vec![energy, real]].concat()
        })
        .collect();
    let (name, count) = (&front.project.plan.name, front.designs.len());
    let mut text = format!("{name} on {}: {count} designs that no other beats, fastest first\n\n", board.name);
    text += &table(&["", "lanes", "cycles", "samples/s", "multipliers", "block RAM", "logic", "nJ/sample", "built: logic, clock"], &rows);
    if let Some(number) = front.chosen() {
        let (rate, lanes) = (thousands(front.rate(number) as u64), lanes(&front.designs[number].design.plan));
        text += &format!("\nfastest that was built and fits: {} ({lanes}), {rate} learned samples a second\n", number + 1);
    }
    text += &format!("\nsamples/s and nJ at {mhz} MHz, learning; multipliers and block RAM as planned\n{}\n", errors(estimator));
    text += "nJ: events of the golden model times the UP5K's coefficients (`entrain energy` prints them)\n";
    if let Some(network) = front.designs.first().map(|one| &one.design.network) {
        let share = |layer: &entrain_model::network::Layer| format!("{:.0} %", 100.0 * layer.active.unwrap_or(1.0));
        let shares: Vec<String> = network.layers.iter().map(share).collect();
        text += &format!("inputs that a column walk has to look at, over {samples} samples: {}\n", shares.join(", "));
    }
    text
}

/// How far the estimate of logic can be trusted.
pub fn errors(estimator: &Estimator) -> String {
    format!(
        "estimate of logic: fitted to {} real builds; error of each when it is left out: median {:.1} %, worst {:.1} %",
        estimator.builds,
        100.0 * estimator.median_error,
        100.0 * estimator.worst_error
    )
}

/// The same for programs; `chosen` counts from 0.
pub fn value(front: &Front, estimator: &Estimator) -> Value {
    let designs: Vec<Value> = front
        .designs
        .iter()
        .enumerate()
        .map(|(number, Ranked { design, energy_nj })| {
            let real = front.result(number).map(|outcome| match outcome {
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
    let board = front.board;
    json!({
        "board": board.name, "clock_mhz": board.clock.design_mhz, "estimator": estimator, "designs": designs, "chosen": front.chosen(),
    })
}
