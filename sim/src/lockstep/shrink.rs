//! From a schedule that shows a difference to a short one that still does.

use super::schedule::Schedule;
use entrain_model::Result;
use std::time::{Duration, Instant};

/// Leaves out events as long as `differs` says that the rest still shows a difference, and for no longer than `limit`.
///
/// Larger runs of events go first, then smaller ones (delta debugging, Zeller and Hildebrandt 2002).
///
/// # Errors
/// Those of `differs`.
pub fn shrink(schedule: &Schedule, limit: Duration, differs: &mut dyn FnMut(&Schedule) -> Result<bool>) -> Result<Schedule> {
    let (started, mut best) = (Instant::now(), schedule.clone());
    let mut run = best.events.len().div_ceil(2);
    while run > 0 {
        let (mut at, mut shorter) = (best.events.len(), false);
        // From the end: what comes after the difference goes first.
        while at > 0 {
            if started.elapsed() > limit {
                return Ok(best);
            }
            let from = at.saturating_sub(run);
            let mut rest = best.clone();
            rest.events.drain(from..at);
            if differs(&rest)? {
                (best, shorter) = (rest, true);
            }
            at = from;
        }
        if run == 1 && !shorter {
            break;
        }
        run = if run == 1 { 1 } else { run.div_ceil(2).min(best.events.len()) };
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_left() {
        let schedule = Schedule::new(1, 300);
        let mut runs = 0;
        let needs = |schedule: &Schedule| [17, 120, 121].iter().all(|event| schedule.events.contains(event));
        let short = shrink(&schedule, Duration::from_secs(60), &mut |schedule| {
            runs += 1;
            Ok(needs(schedule))
        });
        assert_eq!(short.map(|schedule| schedule.events).unwrap_or_default(), [17, 120, 121]);
        assert!(runs < 200, "{runs} runs");
    }

    #[test]
    fn nothing_is_left_where_nothing_matters() {
        let short = shrink(&Schedule::new(1, 5), Duration::from_secs(60), &mut |_| Ok(true));
        assert_eq!(short.map(|schedule| schedule.events.len()).ok(), Some(0));
    }
}
