//! A session as it runs: samples to the board, and what happens into the view, the log and the audit log.

use super::log::Log;
use super::stop::Stop;
use super::text::words;
use super::{Now, View};
use entrain_host::audit::{Audit, Deed};
use entrain_host::{Line, News, Session};
use entrain_model::Result;
use entrain_model::data::Samples;
use serde_json::json;
use std::time::{Duration, Instant};

/// Samples between two lines of the audit log: what a killed program has not yet written down is at most this.
const AUDITED: u64 = 1000;

/// What is to be sent, and what it is called.
pub(super) struct Stream<'a> {
    pub title: &'a str,
    pub samples: &'a Samples,
    pub source: &'a str,
    pub wanted: u64,
    pub every: u64,
    /// Names of the classes.
    pub names: &'a [String],
    /// Share of the source's values that are clipped, 0 to 1.
    pub clipped: f64,
}

impl Stream<'_> {
    /// Sends the samples; the seconds that it took. Whatever ends it, what was learned is in the audit log.
    pub fn go<L: Line>(&self, session: &mut Session<L>, view: &mut dyn View, log: &mut Log, audit: &mut Audit) -> Result<f64> {
        let (started, mut audited) = (Instant::now(), 0);
        let gone = self.stream(session, view, log, audit, started, &mut audited);
        let noted = self.learned(session, audit, &mut audited);
        gone.and(noted).map(|()| started.elapsed().as_secs_f64())
    }

    /// The samples that were learned since the last line about them.
    fn learned<L: Line>(&self, session: &Session<L>, audit: &mut Audit, audited: &mut u64) -> Result<()> {
        let learned = session.learned_samples();
        if learned == *audited {
            return Ok(());
        }
        let samples = learned - std::mem::replace(audited, learned);
        let deed = Deed::Learned {
            samples,
            source: self.source.into(),
            samples_sha256: session.learned_sha256(),
            class_names: self.names.to_vec(),
            clipped_ppm: (1e6 * self.clipped).ceil() as u32,
        };
        audit.add(deed, &session.shadow().hashes())
    }

    fn stream<L: Line>(
        &self,
        session: &mut Session<L>,
        view: &mut dyn View,
        log: &mut Log,
        audit: &mut Audit,
        started: Instant,
        audited: &mut u64,
    ) -> Result<()> {
        let (mut shown, asked) = (Duration::ZERO, Stop::listen());
        for index in 0..self.wanted {
            let (input, label) = self.samples.get(index as usize % self.samples.len());
            for news in session.step(input, label)? {
                let text = words(&news, self.names);
                view.tell(&text);
                log.add(json!({ "sample": index + 1, "news": text }))?;
                self.note(&news, session, audit)?;
            }
            let (elapsed, last) = (started.elapsed(), index + 1 == self.wanted);
            if (index + 1).is_multiple_of(self.every) || last {
                log.add(json!({ "seconds": elapsed.as_secs_f64(), "status": session.status(), "traffic": session.board().traffic() }))?;
            }
            let mut stop = asked.is_asked();
            if (index + 1).is_multiple_of(self.every) || last || elapsed - shown > Duration::from_millis(100) {
                shown = elapsed;
                let (status, traffic) = (session.status(), session.board().traffic());
                let now = Now { title: self.title, status, traffic, wanted: self.wanted, seconds: elapsed.as_secs_f64() };
                stop |= !view.show(&now)?;
            }
            if session.learned_samples() - *audited >= AUDITED {
                self.learned(session, audit, audited)?;
            }
            if stop {
                break;
            }
        }
        Ok(())
    }

    /// What of the news belongs into the audit log.
    fn note<L: Line>(&self, news: &News, session: &Session<L>, audit: &mut Audit) -> Result<()> {
        let deed = match news {
            News::Rollback(event) if event.restored => {
                let place = if event.from_start { "the weights of the start" } else { "the last weights that proved good" };
                Deed::Restored { place: place.into(), why: words(news, self.names) }
            }
            News::Rollback(_) => Deed::Kept { place: "the last weights that proved good".into() },
            _ => return Ok(()),
        };
        audit.add(deed, &session.shadow().hashes())
    }
}
