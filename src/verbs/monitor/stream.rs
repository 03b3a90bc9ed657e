//! A session as it runs: samples to the board, and what happens into the view, the log and the audit log.

use super::feed::{Feed, Next};
use super::log::Log;
use super::stop::Stop;
use super::text::words;
use super::{Now, View};
use entrain_host::audit::{Audit, Deed};
use entrain_host::{Line, News, Session};
use entrain_model::Result;
use serde_json::json;
use std::time::{Duration, Instant};

/// Samples between two lines of the audit log: what a killed program has not yet written down is at most this.
const AUDITED: u64 = 1000;

/// What is to be sent, and what it is called.
pub(super) struct Stream<'a> {
    pub title: &'a str,
    pub source: &'a str,
    pub every: u64,
    /// Names of the classes.
    pub names: &'a [String],
}

impl Stream<'_> {
    /// Sends the samples; the seconds that it took. Whatever ends it, what was learned is in the audit log.
    pub fn go<L: Line>(
        &self,
        feed: &mut Feed,
        session: &mut Session<L>,
        view: &mut dyn View,
        log: &mut Log,
        audit: &mut Audit,
    ) -> Result<f64> {
        let (started, mut audited) = (Instant::now(), 0);
        let gone = self.stream(feed, session, (view, log, audit), started, &mut audited);
        let noted = self.learned(feed, session, audit, &mut audited);
        gone.and(noted).map(|()| started.elapsed().as_secs_f64())
    }

    /// The samples that were learned since the last line about them.
    fn learned<L: Line>(&self, feed: &Feed, session: &Session<L>, audit: &mut Audit, audited: &mut u64) -> Result<()> {
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
            clipped_ppm: (1e6 * feed.clipped()).ceil() as u32,
        };
        audit.add(deed, &session.shadow().hashes())
    }

    fn stream<L: Line>(
        &self,
        feed: &mut Feed,
        session: &mut Session<L>,
        (view, log, audit): (&mut dyn View, &mut Log, &mut Audit),
        started: Instant,
        audited: &mut u64,
    ) -> Result<()> {
        let (mut shown, asked, mut sent) = (Duration::ZERO, Stop::listen(), 0u64);
        loop {
            let came = match feed.next()? {
                Next::Sample(input, label) => {
                    sent += 1;
                    for news in session.step(&input, label)? {
                        let text = words(&news, self.names);
                        view.tell(&text);
                        log.add(json!({ "sample": sent, "news": text }))?;
                        self.note(&news, session, audit)?;
                    }
                    true
                }
                Next::Refused(why) => {
                    view.tell(&format!("not used: {why}"));
                    log.add(json!({ "sample": sent, "refused": why }))?;
                    false
                }
                Next::Wait => false,
                Next::End => return Ok(()),
            };
            let (elapsed, now_and_then) = (started.elapsed(), came && (sent.is_multiple_of(self.every) || feed.wanted == Some(sent)));
            if now_and_then {
                log.add(json!({ "seconds": elapsed.as_secs_f64(), "status": session.status(), "traffic": session.board().traffic() }))?;
            }
            let mut stop = asked.is_asked();
            if now_and_then || elapsed - shown > Duration::from_millis(100) {
                shown = elapsed;
                let (status, traffic) = (session.status(), session.board().traffic());
                let now = Now { title: self.title, status, traffic, wanted: feed.wanted, seconds: elapsed.as_secs_f64() };
                stop |= !view.show(&now)?;
            }
            if session.learned_samples() - *audited >= AUDITED {
                self.learned(feed, session, audit, audited)?;
            }
            if stop {
                return Ok(());
            }
        }
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
