//! What an exploration says: a table for people, an object for programs.

use super::calibrate::Refused;
use super::front::{ALIKE, Front, Ranked, lanes, list};
use super::widths::Width;
use crate::output::{table, thousands};
use entrain_flow::resources::{Calibration, Estimator, Point};
use serde_json::{Value, json};

/// The table, and what its figures are.
pub fn text(front: &Front, estimator: &Estimator) -> String {
    let (board, mhz) = (front.board, front.board.clock.design_mhz);
    let rows: Vec<Vec<String>> = (0..front.designs.len()).map(|number| row(front, number)).collect();
    let (name, count) = (&front.project.plan.name, front.designs.len());
    let mut text = format!("{name} on {}: {count} designs that no other beats, fastest first\n\n", board.name);
    let ((looked_at, all), [cycles, logic, energy]) = (front.looked_at, ALIKE.map(|share| 100.0 * share));
    let columns = ["", "lanes", "cycles", "samples/s", "multipliers", "block RAM", "logic", "nJ/sample", "built: logic, clock"];
    text += &match front.has_widths() {
        false => table(&columns, &rows),
        true => table(&[&columns[..2], &["bits", "accuracy %"], &columns[2..]].concat(), &rows),
    };
    if let Some(number) = front.chosen() {
        let bits = if front.has_widths() { format!(", {} bits", front.width(number).choice.bits) } else { String::new() };
        let (rate, lanes) = (thousands(front.rate(number) as u64), lanes(&front.designs[number].design.plan));
        text += &format!("\nfastest that was built and fits: {} ({lanes}{bits}), {rate} learned samples a second\n", number + 1);
    }
    text += &front.misfits().map(|(number, error)| format!("\nnot built: {}: {}", number + 1, error.message())).collect::<String>();
    if front.misfits().next().is_some() {
        text += "\n";
    }
    if front.has_widths() {
        text += &widths(front);
    }
    text += &format!(
        "\nlooked at {} layers and combinations of {} designs: what another beats is dropped layer by layer; one is shown of those\n\
         that are alike (cycles within {cycles} %, logic and energy within {logic} and {energy} %)\n",
        thousands(looked_at as u64),
        if all < 1e12 { thousands(all as u64) } else { format!("{all:.1e}") }
    );
    if board.device.resources.sprams > 0 && !front.search.spram {
        text += "designs with weights in SPRAM, which a host has to load, count only if nothing else fits; --spram: always\n";
    }
    text += &format!("samples/s and nJ at {mhz} MHz, learning; multipliers and block RAM as planned\n{}\n", errors(estimator));
    let share = |layer: &entrain_model::network::Layer| format!("{:.0} %", 100.0 * layer.active.unwrap_or(1.0));
    for width in &front.widths.all {
        let shares: Vec<String> = width.network.layers.iter().map(share).collect();
        let of = if front.has_widths() { format!(", {} bits", width.choice.bits) } else { String::new() };
        let samples = front.search.samples;
        text += &format!("inputs that a column walk has to look at, over {samples} samples{of}: {}\n", shares.join(", "));
    }
    text += "\nnJ, of a learned sample:\n";
    text + &front.assumptions.iter().map(|line| format!("  {line}\n")).collect::<String>()
}

/// A design.
fn row(front: &Front, number: usize) -> Vec<String> {
    let Ranked { design, energy_nj, .. } = &front.designs[number];
    let rate = thousands((front.board.clock.design_mhz * 1e6 / design.cycles as f64) as u64);
    let real = match front.result(number) {
        Some(Ok(outcome)) => format!("{} at {:.1} MHz", thousands(outcome.logic().used as u64), outcome.fmax_mhz),
        Some(Err(_)) => "not built, see below".into(),
        None => String::new(),
    };
    let mut cells = vec![(number + 1).to_string(), lanes(&design.plan)];
    if let (true, width) = (front.has_widths(), front.width(number)) {
        cells.extend([width.choice.bits.to_string(), percent(width)]);
    }
    let soft: usize = design.plan.layers.iter().map(|layer| layer.placement.soft_lanes).sum();
    let more = |count: usize, what: &str| if count > 0 { format!(" + {count} {what}") } else { String::new() };
    let multipliers = format!("{}{}", design.plan.multipliers(), more(soft, "of logic"));
    let memory = format!("{}{}", design.block_rams, more(design.sprams, "SPRAM"));
    cells.extend([thousands(design.cycles as u64), rate, multipliers, memory]);
    cells.extend([thousands(design.logic as u64), format!("{energy_nj:.0}"), real]);
    cells
}

/// The accuracy of a width.
pub fn percent(width: &Width) -> String {
    width.accuracy.as_ref().map_or("-".into(), |accuracy| format!("{:.2}", 100.0 * accuracy.mean))
}

/// What each width was, and how accurate.
fn widths(front: &Front) -> String {
    let row = |width: &Width| {
        let spread = width.accuracy.as_ref().map_or("-".into(), |accuracy| format!("{:.2}", 100.0 * accuracy.deviation));
        let built = if width.is_near(front.widths.best(), front.search.loss) { "" } else { "not built: too far below the best" };
        let choice = width.choice;
        let numbers = [choice.bits, choice.fraction, choice.rate].map(|number| number.to_string());
        [numbers.to_vec(), vec![percent(width), spread, (width.rank + 1).to_string(), built.into()]].concat()
    };
    let rows: Vec<Vec<String>> = front.widths.all.iter().map(row).collect();
    let mut text = format!("\n{}", table(&["bits", "fraction", "rate", "accuracy %", "+-", "rank", ""], &rows));
    text += &front.widths.refused.iter().map(|(bits, why)| format!("refused: {bits} bits: {why}\n")).collect::<String>();
    let (rows, test) = front.judged_by;
    let judges = if test { "test rows" } else { "training rows, for there are no test rows" };
    let (search, loss) = (&front.search, front.search.loss);
    let seeds = match &search.seeds[..] {
        [one] => format!("seed {one}"),
        many => format!("mean of seeds {}", list(many)),
    };
    text += &format!(
        "accuracy: golden model, {} epochs, {seeds}, on {} {judges}; a rank is what chance cannot tell apart\n",
        search.epochs,
        thousands(rows as u64)
    );
    text + &format!("built and chosen is what loses {loss} points at most to the best width\n")
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

/// The builds of a calibration beside what the others say of each.
pub fn calibration(calibration: &Calibration, refused: &[Refused]) -> String {
    let row = |(point, estimate): (&Point, f64)| {
        let error = format!("{:+.1}", 100.0 * (estimate / point.logic - 1.0));
        vec![point.network.clone(), thousands(point.logic as u64), thousands(estimate as u64), error]
    };
    let rows: Vec<Vec<String>> = calibration.points.iter().zip(Estimator::left_out(calibration)).map(row).collect();
    let text = table(&["network", "logic", "estimated without it", "%"], &rows);
    text + &refused.iter().map(|(network, why)| format!("left out: {network}: {why}\n")).collect::<String>()
}

/// The same for programs; `chosen` counts from 0.
pub fn value(front: &Front, estimator: &Estimator) -> Value {
    let design = |number: usize| {
        let Ranked { design, energy_nj, .. } = &front.designs[number];
        let real = front.result(number).map(|outcome| match outcome {
            Ok(outcome) => json!({ "logic": outcome.logic().used, "fmax_mhz": outcome.fmax_mhz, "reused": outcome.reused }),
            Err(error) => json!({ "error": error.message() }),
        });
        let layer = |layer: &entrain_model::plan::LayerPlan| {
            let facts = layer.facts();
            json!({
                "lanes": facts.lanes, "of_logic": layer.placement.soft_lanes, "walk": facts.walk, "active": facts.active
            })
        };
        let (layers, choice) = (design.plan.layers.iter().map(layer).collect::<Vec<_>>(), front.width(number).choice);
        json!({
            "layers": layers, "bits": choice.bits, "fraction": choice.fraction, "rate": choice.rate,
            "accuracy": front.width(number).accuracy.as_ref().map(|accuracy| accuracy.mean),
            "cycles_per_sample": design.cycles, "multipliers": design.plan.multipliers(),
            "block_rams": design.block_rams, "sprams": design.sprams, "logic": design.logic, "training_nj": energy_nj, "built": real,
        })
    };
    let width = |width: &Width| {
        let choice = width.choice;
        json!({
            "bits": choice.bits, "fraction": choice.fraction, "rate": choice.rate, "accuracy": width.accuracy, "rank": width.rank,
            "near_the_best": width.is_near(front.widths.best(), front.search.loss),
        })
    };
    let refused = |(bits, why): &(u32, String)| json!({ "bits": bits, "why": why });
    let (board, search) = (front.board, &front.search);
    json!({
        "board": board.name, "clock_mhz": board.clock.design_mhz, "estimator": estimator, "looked_at": front.looked_at.0, "all": front.looked_at.1, "chosen": front.chosen(),
        "designs": (0..front.designs.len()).map(design).collect::<Vec<_>>(),
        "widths": front.widths.all.iter().map(width).collect::<Vec<_>>(),
        "refused": front.widths.refused.iter().map(refused).collect::<Vec<_>>(),
        "accuracy_of": { "epochs": search.epochs, "seeds": search.seeds, "rows": front.judged_by.0, "test_rows": front.judged_by.1 },
        "assumptions": front.assumptions,
    })
}
