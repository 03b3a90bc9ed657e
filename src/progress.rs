//! Progress of long work, on standard error: what step, how far, how long.

use entrain_studies::tune::{Knob, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A bar of `length` units; hidden where standard error is no terminal.
pub fn bar(what: &str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let style = ProgressStyle::with_template("{msg:<16} [{bar:32}] {pos}/{len}  {elapsed}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    bar.set_message(what.to_string());
    bar
}

/// A bar of `length` jobs that take minutes each, several at a time: what is done, and no guess at what is left.
pub fn jobs(what: &str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let style = ProgressStyle::with_template("{spinner} {pos}/{len} done  {elapsed}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what.to_string());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// What a search tells, shown by a bar whose length grows with the settings that are tried: each is `epochs` passes of all its seeds.
pub fn search(bar: &ProgressBar, epochs: u64) -> impl FnMut(Progress) {
    move |progress| match progress {
        Progress::Step { step, steps, knob, settings } => {
            bar.set_message(format!("[{step}/{steps}] {}", knob.map_or("start", Knob::name)));
            bar.inc_length(settings as u64 * epochs);
        }
        Progress::Epoch => bar.inc(1),
    }
}

/// A spinner for a step whose length nobody knows.
pub fn spinner(what: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {msg:<16} {elapsed}");
    spinner.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    spinner.set_message(what.to_string());
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}
