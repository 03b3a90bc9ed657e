//! A build, for people and for programs.

use super::work::samples_per_second;
use crate::output::{shown, table, thousands};
use crate::project::Project;
use crate::verbs::check;
use crate::weights;
use entrain_flow::Outcome;
use serde_json::{Value, json};

/// The build for programs.
pub fn value(project: &Project, outcome: &Outcome) -> Value {
    let (cells, rams, dsps) = (outcome.logic(), outcome.resource("block RAM"), outcome.resource("DSP"));
    json!({
        "board": outcome.board, "device": outcome.device, "fmax_mhz": outcome.fmax_mhz, "clock_mhz": outcome.clock_mhz,
        "luts": cells.used, "luts_available": cells.available, "brams": rams.used, "brams_available": rams.available,
        "dsps": dsps.used, "dsps_available": dsps.available, "resources": outcome.resources,
        "tries": outcome.tries, "clocks_asked": outcome.asked, "fmax_spread_mhz": outcome.spread(),
        "cycles_per_sample": project.plan.cycles_per_sample(),
        "trained_samples_per_second": samples_per_second(project, outcome.clock_mhz),
        "bitstream": shown(&outcome.bitstream), "bitstream_bytes": outcome.bitstream_bytes, "build_id": outcome.build_id,
        "hashes": outcome.weights, "weights": outcome.origin.as_ref().map(weights::value), "seconds": outcome.seconds, "steps": outcome.steps, "tools": outcome.tools,
        "reused": outcome.reused,
    })
}

/// The build for people.
pub fn text(project: &Project, outcome: &Outcome) -> String {
    let row = |resource: &entrain_flow::Resource| {
        let share = 100.0 * resource.used as f64 / resource.available.max(1) as f64;
        vec![resource.name.clone(), resource.used.to_string(), resource.available.to_string(), format!("{share:.0} %")]
    };
    let rows: Vec<_> = outcome.resources.iter().map(row).collect();
    let mut text = format!("{} on {} ({})\n\n", project.plan.name, outcome.board, outcome.device);
    text += &table(&["resource", "used", "of", ""], &rows);
    let rate = |mhz: f64| thousands(samples_per_second(project, mhz) as u64);
    text += &format!("\nclock      {} MHz; the slowest path would allow {:.1} MHz\n", outcome.clock_mhz, outcome.fmax_mhz);
    let asked = outcome.asked.iter().map(|it| match it.fmax_mhz {
        Some(fmax) => format!("{} ({fmax:.1} reached)", it.clock_mhz),
        None => format!("{} (not routed)", it.clock_mhz),
    });
    if !outcome.asked.is_empty() {
        text += &format!("asked for  {} MHz\n", asked.collect::<Vec<_>>().join(", "));
    }
    if let Some([worst, median, best]) = outcome.spread().filter(|_| outcome.tries.len() > 1) {
        let failed = outcome.tries.iter().filter(|it| it.fmax_mhz.is_none()).count();
        let failed = if failed > 0 { format!("; {failed} could not be routed") } else { String::new() };
        text += &format!("{} seeds    {worst:.1} / {median:.1} / {best:.1} MHz (worst, median, best: kept){failed}\n", outcome.tries.len());
    }
    text += &check::in_spram(&project.plan);
    let (now, most) = (rate(outcome.clock_mhz), rate(outcome.fmax_mhz));
    text += &format!("learning   {now} samples/s at this clock, {most} at the largest\n");
    text += &format!("build id   {}\n", outcome.build_id);
    let origin = outcome.origin.as_ref().map_or(String::new(), |origin| format!(": {}", origin.words()));
    text += &format!("weights    {}{origin}\n", outcome.weights.join(" "));
    let earlier = outcome.steps.iter().any(|step| step.earlier);
    let how = match outcome.reused {
        true => "nothing changed since it was built".into(),
        false if earlier => format!("weights exchanged in {:.1} s, placed and routed earlier", outcome.seconds),
        false => format!("built in {:.1} s", outcome.seconds),
    };
    text += &format!("bitstream  {} ({} bytes; {how})\n", outcome.bitstream.display(), thousands(outcome.bitstream_bytes));
    let step = |step: &entrain_flow::Step| format!("{} {:.2} s{}", step.name, step.seconds, if step.earlier { " (earlier)" } else { "" });
    let steps: Vec<String> = outcome.steps.iter().map(step).collect();
    text += &format!("steps      {}\n", steps.join(", "));
    text + &format!("tools      {}\n", outcome.tools.join("; "))
}
