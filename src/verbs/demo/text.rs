//! What the demo says: a line a step, and the summary.

use super::Report;
use crate::output::thousands;
use crate::verbs::{build, check, cosim, energy, generate, train};
use entrain_flow::Outcome;

pub fn trained(report: &train::Report) -> String {
    format!(
        "{} samples, test accuracy {:.1} %, {} samples/s",
        thousands(report.samples),
        100.0 * report.mean().0,
        thousands(report.samples_per_second as u64)
    )
}

pub fn generated(report: &generate::Report) -> String {
    format!("{} lines of Verilog", thousands(report.lines as u64))
}

pub fn compared(report: &cosim::Report) -> String {
    format!(
        "{} samples, {} weight writes compared, {} differences, {:.1} Mcycle/s",
        thousands(report.stalled.samples + report.streaming.samples),
        thousands(report.updates_checked()),
        report.mismatches(),
        report.cycles_per_second() / 1e6
    )
}

pub fn built(outcome: &Outcome) -> String {
    let cells = outcome.logic();
    format!(
        "{}: {} of {} {}, {:.1} MHz, {} bytes",
        outcome.board,
        thousands(cells.used as u64),
        thousands(cells.available as u64),
        cells.name,
        outcome.fmax_mhz,
        thousands(outcome.bitstream_bytes)
    )
}

pub fn spent(report: &energy::Report) -> String {
    format!("{:.0} nJ an inference, {:.0} nJ a learned sample (estimate)", report.inference_nj(), report.training_nj())
}

/// The summary: what it is worth, then where everything is.
pub fn text(report: &Report) -> String {
    let mut text = format!("\n{}\n{}\n{}", check::headline(&report.project), worth(report), places(report));
    for line in &report.skipped {
        text += &format!("  skipped     {line}\n");
    }
    text + &format!("  in {:.0} s\n", report.seconds)
}

/// What the hardware does and costs.
fn worth(report: &Report) -> String {
    let mut text = String::new();
    if let Some(trained) = &report.trained {
        let hashes: Vec<String> = trained.runs[0].hashes.iter().map(|hash| format!("{hash:08x}")).collect();
        text += &format!(
            "  learns      {:.1} % of the test rows right after {} epochs (hashes {})\n",
            100.0 * trained.mean().0,
            trained.runs[0].history.len(),
            hashes.join(" ")
        );
    }
    if let Some(compared) = &report.compared {
        text += &match compared.mismatches() {
            0 => format!(
                "  is right    Verilog equals the golden model in all {} weight writes, {} answers and every cycle\n",
                thousands(compared.updates_checked()),
                thousands(compared.stalled.answers_compared + compared.streaming.answers_compared)
            ),
            _ => "  IS WRONG    the Verilog differs from the golden model: run `entrain cosim`\n".into(),
        };
    }
    if let Some(outcome) = &report.built {
        text += &format!(
            "  is fast     {} learned samples/s on {} at {} MHz\n",
            thousands(build::samples_per_second(&report.project, outcome.clock_mhz) as u64),
            outcome.board,
            outcome.clock_mhz
        );
    }
    if let Some(spent) = &report.spent {
        text += &format!(
            "  costs       {:.0} nJ a learned sample, {:.3} times one of its inference-only twin (`entrain energy` prints the assumptions)\n",
            spent.training_nj(),
            spent.learning_overhead()
        );
    }
    text
}

/// Where everything is that was made.
fn places(report: &Report) -> String {
    let mut text = String::new();
    if let Some(trained) = &report.trained {
        text += &format!("  weights     {}\n", trained.checkpoint.display());
    }
    if let Some(generated) = &report.generated {
        text += &format!("  Verilog     {}\n", generated.folder.display());
    }
    if let Some(waves) = report.compared.as_ref().and_then(|compared| compared.waves.as_ref()) {
        text += &format!("  waveform    {}\n", waves.display());
    }
    if let Some(outcome) = &report.built {
        text += &format!("  bitstream   {} (build {})\n", outcome.bitstream.display(), outcome.build_id);
        let origin = outcome.origin.as_ref().map_or(String::new(), |origin| format!(": {}", origin.words()));
        text += &format!("  starts with {}{origin}\n", outcome.weights.join(" "));
    }
    text
}
