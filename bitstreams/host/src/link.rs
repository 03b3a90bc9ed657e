//! Questions and answers over a line that may fail: numbered, checked, repeated until answered.

use crate::line::Line;
use entrain_model::{Diagnostic, Result};
use entrain_protocol::{Answer, Command, Decoder, Frame, Refusal};
use serde::Serialize;
use std::collections::VecDeque;

/// How often a question is asked before the board counts as silent.
const TRIES: usize = 20;
/// Bytes beside an answer that may come before a question counts as not heard: a device that never falls silent is no board.
const BABBLE: usize = 4096;

/// What has gone over the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Traffic {
    /// Questions asked and answered.
    pub answered: u64,
    /// Frames sent, repetitions included.
    pub sent: u64,
    /// Questions that had to be asked again.
    pub repeated: u64,
    /// Frames that came damaged.
    pub damaged: u64,
    /// Answers that came when they were no longer waited for.
    pub stale: u64,
}

/// One question at a time; its number is that of the answer.
#[derive(Debug)]
pub struct Link<L> {
    line: L,
    number: u8,
    decoder: Decoder,
    /// Received, but not looked at yet.
    waiting: VecDeque<u8>,
    traffic: Traffic,
    /// Bytes kept coming when the last question was given up.
    babbles: bool,
}

impl<L: Line> Link<L> {
    /// A link over `line`.
    pub fn new(line: L) -> Link<L> {
        Link { line, number: 0, decoder: Decoder::default(), waiting: VecDeque::new(), traffic: Traffic::default(), babbles: false }
    }

    /// What has gone over the line so far.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// The line.
    pub fn line(&mut self) -> &mut L {
        &mut self.line
    }

    /// Gives the line back.
    pub fn into_line(self) -> L {
        self.line
    }

    /// Asks until there is an answer. The board does a command once, however often it is asked: it knows the number.
    ///
    /// # Errors
    /// The line is gone, the board stays silent, or refuses.
    pub fn ask(&mut self, command: &Command) -> Result<Vec<u8>> {
        let answer = self.ask_up_to(TRIES, command)?;
        answer.ok_or_else(|| if self.babbles { babbling() } else { silent() })
    }

    /// Asks up to `tries` times; none if there is no answer.
    ///
    /// # Errors
    /// The line is gone, or the board refuses.
    pub fn ask_up_to(&mut self, tries: usize, command: &Command) -> Result<Option<Vec<u8>>> {
        self.number = self.number.wrapping_add(1);
        let question = command.frame(self.number).encode();
        for attempt in 0..tries {
            self.line.send(&question)?;
            self.traffic.sent += 1;
            self.traffic.repeated += (attempt == 1) as u64;
            if let Some(answer) = self.answer(command)? {
                self.traffic.answered += 1;
                return match answer {
                    Answer::Done(payload) => Ok(Some(payload)),
                    Answer::Refused(refusal) => Err(refused(command, refusal)),
                };
            }
        }
        Ok(None)
    }

    /// The answer, unless the line falls silent first, or never does.
    fn answer(&mut self, command: &Command) -> Result<Option<Answer>> {
        let mut left = BABBLE + 2 * command.answer_bytes();
        self.babbles = false;
        loop {
            while let Some(byte) = self.waiting.pop_front() {
                match self.decoder.push(byte) {
                    Some(Ok(frame)) => match self.read(command, &frame) {
                        Some(answer) => return Ok(Some(answer)),
                        None => self.traffic.stale += 1,
                    },
                    Some(Err(_)) => self.traffic.damaged += 1,
                    None => {}
                }
            }
            let bytes = self.line.receive()?;
            self.babbles = bytes.len() > left;
            if bytes.is_empty() || self.babbles {
                return Ok(None);
            }
            left -= bytes.len();
            self.waiting.extend(bytes);
        }
    }

    fn read(&self, command: &Command, frame: &Frame) -> Option<Answer> {
        Answer::read(command, frame).filter(|_| frame.number == self.number)
    }
}

fn silent() -> Diagnostic {
    Diagnostic::new(format!("the board does not answer (asked {TRIES} times)"))
        .help("is it the right port, and is this project's bitstream loaded? `entrain build` makes it, `entrain flash` loads it")
}

fn babbling() -> Diagnostic {
    Diagnostic::new(format!("bytes keep coming from the line, but no answer of a board (asked {TRIES} times)"))
        .help("another device may be at this port, or the board's line has another speed: `baud` in its file")
}

/// A refusal as a person should read it.
fn refused(command: &Command, refusal: Refusal) -> Diagnostic {
    match refusal {
        Refusal::Version(version) => Diagnostic::new(format!(
            "the board speaks version {version} of the protocol, this program version {}",
            entrain_protocol::VERSION
        ))
        .help("build its bitstream again with this program, or use the one that made it"),
        Refusal::NoSession => {
            Diagnostic::new("the board was reset in the middle: what it had learned since its bitstream was loaded may be lost")
                .help("check its power and its cable; `entrain monitor --restore` goes back to weights that were kept")
        }
        Refusal::Unknown => Diagnostic::new(format!("the board does not know the command {:02x}", command.kind()))
            .help("its bitstream was built without it; build it again with this program"),
        Refusal::Length => Diagnostic::new(format!("the board wants another number of bytes with the command {:02x}", command.kind()))
            .help("it was built from another network file; build it again from this one"),
        Refusal::Range => Diagnostic::new(format!("the board's registers cannot hold what the command {:02x} gives them", command.kind()))
            .help("it was built from another network file; build it again from this one"),
        Refusal::Label => Diagnostic::new("the board was to learn a sample whose label is no class of its network; it did not")
            .help("labels count from 0; it was built from another network file, or the data are another network's"),
        Refusal::Other(reason) => Diagnostic::new(format!("the board refuses the command {:02x}, reason {reason}", command.kind())),
    }
}
