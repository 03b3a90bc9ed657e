//! A session in words.

use super::report::Report;
use crate::output::thousands;
use crate::verbs::selftest::line_text;
use crate::weights::hashes;
use entrain_host::News;
use entrain_model::prequential::LAST;

/// News in words.
pub fn words(news: &News, names: &[String]) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    match news {
        News::Difference { sample, expected, found } if expected == found => {
            format!("DIFFERENCE at sample {sample}: other layers correct themselves than in the golden model")
        }
        News::Difference { sample, expected, found } => {
            let name = |class: &usize| names.get(*class).cloned().unwrap_or_else(|| class.to_string());
            format!("DIFFERENCE at sample {sample}: class {}, the golden model says {}", name(found), name(expected))
        }
        News::Rollback(event) if event.restored => {
            let what = if event.from_start { "the weights of the start" } else { "the last good weights" };
            format!("rolled back to {what}: {} of the held-out samples right instead of {}", percent(event.saved), percent(event.now))
        }
        News::Rollback(event) => format!("these weights are good: {} right, {} before", percent(event.now), percent(event.saved)),
        News::Drift { accuracy, best } => format!("DRIFT: {} right in the last window, {} in the best", percent(*accuracy), percent(*best)),
        News::Recovered { accuracy } => format!("recovered: {} right in the last window", percent(*accuracy)),
    }
}

/// The end of a session.
pub fn summary(report: &Report) -> String {
    let (now, status) = (report.now(), &report.status);
    let percent = |share: Option<f64>| share.map_or("-".into(), |share| format!("{:.2} %", 100.0 * share));
    let mut text = format!(
        "{}: {} samples, {} learned, {} right ({} in the last window), {:.0} a second\n",
        now.title,
        thousands(status.samples),
        thousands(status.learned),
        percent(status.accuracy),
        percent(status.window_accuracy),
        now.rate()
    );
    if let Some(all) = status.prequential_accuracy {
        let last = percent(status.prequential_last_200);
        text += &format!(
            "  right before it was learned: {} of the samples learned, {last} of the last {LAST} (prequential)\n",
            percent(Some(all))
        );
    }
    for (layer, ((updates, skips), synchrony)) in status.updates.iter().zip(&status.skips).zip(&status.synchrony).enumerate() {
        text +=
            &format!("  layer {}   {} updates, {} skipped, synchrony {synchrony:.3}\n", layer + 1, thousands(*updates), thousands(*skips));
    }
    text += &format!(
        "  {} saturations, {} revivals; {} alarms, {} times rolled back\n  {}\n",
        thousands(status.saturations),
        thousands(status.revivals),
        status.alarms,
        status.restored,
        line_text(&now.traffic, report.advice.as_deref())
    );
    if report.refused > 0 {
        text += &format!("  {} rows could not be used; the log says why\n", thousands(report.refused));
    }
    text += &format!("  {} answers differ from the golden model's; weights {} ", status.differences, hashes(&report.found).join(" "));
    text + if report.same { "are the golden model's\n" } else { "are NOT the golden model's\n" }
}
