//! What a host asks and what a board answers.

use crate::table::{Kind, Reason};
use crate::{Frame, Identity};

/// Set in the kind of every answer.
const ANSWER: u8 = 0x80;
/// Set in the kind of an answer that says why something was not done; the reason is its payload.
pub const REFUSED: u8 = 0x40;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Who are you? Opens a session: after a reset a board does nothing else.
    Identify,
    /// The class of a sample.
    Predict {
        /// One byte a value, two's complement where the input is signed.
        values: Vec<u8>,
    },
    /// The class of a sample, and then learn that it should be `label`.
    Learn {
        /// The right class.
        label: u8,
        /// One byte a value.
        values: Vec<u8>,
    },
    /// Words of a weight memory.
    Read {
        /// Number of the memory: 2k for the weights of layer k, 2k + 1 for its biases.
        memory: u8,
        /// First word.
        address: u16,
        /// How many bytes; whole words.
        bytes: u16,
    },
    /// The same, written.
    Write {
        /// Number of the memory.
        memory: u8,
        /// First word.
        address: u16,
        /// Whole words, low byte first.
        words: Vec<u8>,
    },
    /// Which layers stay as they are.
    Set {
        /// Bit k freezes layer k; bit 7 turns learning off altogether.
        held: u8,
    },
    /// Samples learned since the reset, then updates of each layer: 32 bits each.
    Counters,
    /// Bytes to the flash behind the chip select, then some from it.
    Flash {
        /// How many to read.
        read: u16,
        /// What to send first.
        bytes: Vec<u8>,
    },
    /// Rate, margin and revival from the next sample on.
    Registers {
        /// M, 24 bits.
        margin: u32,
        /// The mask RV.
        revival: u16,
        /// The rate is 2^-(L + slower), L being the network file's.
        slower: u8,
    },
    /// The value of a register.
    Peek {
        /// Its address, bytes.
        address: u16,
    },
    /// A value into a register.
    Poke {
        /// Its address, bytes.
        address: u16,
        /// 32 bits.
        value: u32,
    },
}

impl Command {
    /// Its kind.
    pub fn row(&self) -> &'static Kind {
        match self {
            Command::Identify => &Kind::IDENTIFY,
            Command::Predict { .. } => &Kind::PREDICT,
            Command::Learn { .. } => &Kind::LEARN,
            Command::Read { .. } => &Kind::READ,
            Command::Write { .. } => &Kind::WRITE,
            Command::Set { .. } => &Kind::SET,
            Command::Counters => &Kind::COUNTERS,
            Command::Flash { .. } => &Kind::FLASH,
            Command::Registers { .. } => &Kind::REGISTERS,
            Command::Peek { .. } => &Kind::PEEK,
            Command::Poke { .. } => &Kind::POKE,
        }
    }

    /// The byte of its kind.
    pub fn kind(&self) -> u8 {
        self.row().byte
    }

    /// Its frame.
    pub fn frame(&self, number: u8) -> Frame {
        let lengths = |bytes: u16| (bytes + crate::CRC_BYTES as u16).to_le_bytes();
        let payload = match self {
            Command::Identify | Command::Counters => Vec::new(),
            Command::Predict { values } => [&[0], values.as_slice()].concat(),
            Command::Learn { label, values } => [&[*label], values.as_slice()].concat(),
            Command::Read { memory, address, bytes } => [[*memory].as_slice(), &address.to_le_bytes(), &lengths(*bytes)].concat(),
            Command::Write { memory, address, words } => [[*memory].as_slice(), &address.to_le_bytes(), words].concat(),
            Command::Set { held } => vec![*held],
            Command::Flash { read, bytes } => [lengths(*read).as_slice(), bytes].concat(),
            Command::Registers { margin, revival, slower } => [&margin.to_le_bytes()[..3], &revival.to_le_bytes(), &[*slower]].concat(),
            Command::Peek { address } => address.to_le_bytes().to_vec(),
            Command::Poke { address, value } => [address.to_le_bytes().as_slice(), &value.to_le_bytes()].concat(),
        };
        Frame::new(number, self.kind(), payload)
    }

    /// Bytes of the largest payload that answers it, without escapes.
    pub fn answer_bytes(&self) -> usize {
        match self {
            Command::Read { bytes, .. } => usize::from(*bytes),
            Command::Flash { read, .. } => usize::from(*read),
            // Identity and counters of 255 layers are shorter.
            _ => 1100,
        }
    }

    /// The kind of the answer to a command, if it is done.
    pub fn done(&self) -> u8 {
        ANSWER | self.kind()
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done, with what it says.
    Done(Vec<u8>),
    /// Not done.
    Refused(Refusal),
}

/// Why a board did not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It speaks another version, which its answer carries.
    Version(u8),
    /// A command that it does not have.
    Unknown,
    /// The payload has not the length of this command.
    Length,
    /// It was reset, or nobody has identified it yet.
    NoSession,
    /// A value that its registers cannot hold.
    Range,
    /// A label that is no class: the sample was not learned.
    Label,
    /// A reason that this program does not know.
    Other(u8),
}

impl Refusal {
    /// From the reason in an answer of a board that speaks `version`.
    pub fn from_byte(reason: u8, version: u8) -> Refusal {
        let known = |known: Reason| known.byte == reason;
        match reason {
            _ if known(Reason::VERSION) => Refusal::Version(version),
            _ if known(Reason::UNKNOWN) => Refusal::Unknown,
            _ if known(Reason::LENGTH) => Refusal::Length,
            _ if known(Reason::NO_SESSION) => Refusal::NoSession,
            _ if known(Reason::RANGE) => Refusal::Range,
            _ if known(Reason::LABEL) => Refusal::Label,
            other => Refusal::Other(other),
        }
    }
}

impl Answer {
    /// Reads the answer to `command` from a frame with its number; none if it answers something else.
    pub fn read(command: &Command, frame: &Frame) -> Option<Answer> {
        if frame.kind == command.done() {
            return Some(Answer::Done(frame.payload.clone()));
        }
        // A board of another version may not know the command, so only the mark of a refusal counts.
        let refused = frame.kind & (ANSWER | REFUSED) == ANSWER | REFUSED && frame.kind & !(ANSWER | REFUSED) == command.kind();
        let reason = *frame.payload.first().filter(|_| refused)?;
        Some(Answer::Refused(Refusal::from_byte(reason, frame.version)))
    }
}

/// What predict and learn answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleAnswer {
    /// The class that was predicted, before learning.
    pub class: u8,
    /// Bit k: layer k corrects itself; it had not reached its margin.
    pub updates: u8,
}

impl SampleAnswer {
    /// Bytes of its payload.
    pub const BYTES: usize = 2;

    /// From the payload.
    pub fn read(payload: &[u8]) -> Option<SampleAnswer> {
        match payload {
            &[class, updates] => Some(SampleAnswer { class, updates }),
            _ => None,
        }
    }
}

impl Identity {
    /// From the answer to `Identify`.
    pub fn read(payload: &[u8]) -> Option<Identity> {
        let two = |at: usize| Some(u16::from_le_bytes(payload.get(at..at + 2)?.try_into().ok()?));
        let four = |at: usize| Some(u32::from_le_bytes(payload.get(at..at + 4)?.try_into().ok()?));
        let layers = *payload.get(12)? as usize;
        let identity = Identity {
            build_id: four(0)?,
            network: four(4)?,
            features: two(8)?,
            classes: two(10)?,
            word_bytes: *payload.get(13)?,
            room: two(14)?,
            abilities: *payload.get(16)?,
            units: (0..layers).map(|layer| two(17 + 2 * layer)).collect::<Option<_>>()?,
        };
        (payload.len() == identity.bytes().len()).then_some(identity)
    }
}
