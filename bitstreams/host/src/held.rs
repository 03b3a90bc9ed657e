//! What a board holds that a new bitstream would end.

use crate::line::Line;
use crate::link::Link;
use entrain_model::Result;
use entrain_protocol::{Command, Identity};

/// How often to ask a board that may have no bitstream of ours: a second and a half, in which a busy machine gets its bytes through.
/// Not to hear one that has learned would end what it has learned unasked.
const TRIES: usize = 6;

/// The network that runs on a board, and what it has learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Fingerprint of the network (`Plan::fingerprint`).
    pub network: u32,
    /// Build id of its bitstream.
    pub build_id: u32,
    /// Samples learned since its reset.
    pub samples: u32,
}

/// Asks the board behind `line`, whatever network it runs; none if it does not answer as ours do.
///
/// # Errors
/// The line is gone.
pub fn held<L: Line>(line: L) -> Result<Option<Held>> {
    let mut link = Link::new(line);
    let Some(identity) = link.ask_up_to(TRIES, &Command::Identify)?.and_then(|answer| Identity::read(&answer)) else { return Ok(None) };
    let counters = link.ask_up_to(TRIES, &Command::Counters)?;
    let samples = counters.and_then(|answer| Some(u32::from_le_bytes(answer.get(..4)?.try_into().ok()?)));
    Ok(samples.map(|samples| Held { network: identity.network, build_id: identity.build_id, samples }))
}
