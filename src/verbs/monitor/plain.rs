//! A session as lines.

use super::{Now, View};
use crate::output::{fitted, put, thousands, width};
use entrain_model::Result;

/// A line now and then.
pub struct Plain {
    every: u64,
    /// Samples at the line last written.
    last: u64,
}

impl Plain {
    /// A line after every so many samples.
    pub fn new(every: u64) -> Plain {
        Plain { every, last: 0 }
    }
}

impl View for Plain {
    fn show(&mut self, now: &Now) -> Result<bool> {
        let status = &now.status;
        let is_new = status.samples != std::mem::replace(&mut self.last, status.samples);
        if is_new && (status.samples.is_multiple_of(self.every) || now.wanted == Some(status.samples)) {
            let percent = |share: Option<f64>| share.map_or("-".into(), |share| format!("{:.1} %", 100.0 * share));
            let list = |numbers: &[u64]| numbers.iter().map(|&number| thousands(number)).collect::<Vec<_>>().join("/");
            let synchrony: Vec<String> = status.synchrony.iter().map(|share| format!("{share:.2}")).collect();
            let line = format!(
                "{:>9}  right {} (window {})  updates {}  skipped {}  synchrony {}  saturations {}  {:.0}/s{}\n",
                thousands(status.samples),
                percent(status.accuracy),
                percent(status.window_accuracy),
                list(&status.updates),
                list(&status.skips),
                synchrony.join("/"),
                thousands(status.saturations),
                now.rate(),
                if status.alarm { "  DRIFT" } else { "" }
            );
            return Ok(put(&fitted(&line, width()))); // nobody reads on: the session is over
        }
        Ok(true)
    }

    fn tell(&mut self, news: &str) {
        put(&fitted(&format!("           {news}\n"), width()));
    }
}
