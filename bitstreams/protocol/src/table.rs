//! The kinds of frames and the reasons for a refusal, once. [`Command`](crate::Command) and [`Refusal`](crate::Refusal) take their numbers
//! from here. Constants, cases and comments of the Verilog (`hdl/tests/protocol.rs`) and the tables of docs/protocol.md (`tests/table.rs`)
//! are written from here, and the block `frame_command` is held to [`refusal`].

/// Bytes of a part of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// So many, low byte first.
    Bytes(u8),
    /// One an input of the network.
    Values,
    /// All others, one at least.
    Rest,
}

/// A part of a payload: what it is, and its bytes.
pub type Part = (&'static str, Size);

/// What the answer to a question consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// Class and corrected layers of a sample: `SampleAnswer`.
    Class,
    /// Words of a memory.
    Words,
    /// `Identity`.
    Identity,
    /// The counters.
    Counters,
    /// The value of a register.
    Register,
    /// Bytes from the flash.
    Flash,
}

/// A kind of frame that a host sends. The answer's has the same byte, with bit 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// The byte in a frame.
    pub byte: u8,
    /// Parts of its payload; without any, its length does not matter.
    pub question: &'static [Part],
    /// What the answer consists of.
    pub content: Content,
    /// The answer in words.
    pub answer: &'static str,
    /// Only a board with a way to a flash knows it.
    pub needs_flash: bool,
}

/// Why a board did not do something. The first that holds, in the order of [`REASONS`] but that an unidentified board says so first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Its name.
    pub name: &'static str,
    /// The payload of the answer.
    pub byte: u8,
    /// In words.
    pub why: &'static str,
}

const MEMORY: Part = ("memory", Size::Bytes(1));
const WORD: Part = ("word address", Size::Bytes(2));
const LENGTH: Part = ("length of the answer", Size::Bytes(2));
const REGISTER: Part = ("address of a register", Size::Bytes(2));
const VALUES: Part = ("the values", Size::Values);

impl Kind {
    /// Who are you?
    pub const IDENTIFY: Kind = Kind::new("identify", 0x01, &[], Content::Identity, "identity, below");
    /// The class of a sample.
    pub const PREDICT: Kind =
        Kind::new("predict", 0x02, &[("a byte that does not matter", Size::Bytes(1)), VALUES], Content::Class, "class, `00`");
    /// The class of a sample, which is then learned.
    pub const LEARN: Kind = Kind::new(
        "learn",
        0x03,
        &[("label", Size::Bytes(1)), VALUES],
        Content::Class,
        "class that was predicted before learning; layers that correct themselves, bit 0 the first",
    );
    /// Words of a memory.
    pub const READ: Kind = Kind::new("read", 0x04, &[MEMORY, WORD, LENGTH], Content::Words, "words");
    /// Words into a memory.
    pub const WRITE: Kind = Kind::new("write", 0x05, &[MEMORY, WORD, ("words", Size::Rest)], Content::Nothing, "");
    /// Layers that stay as they are.
    pub const SET: Kind = Kind::new(
        "set",
        0x06,
        &[("bit k: layer k + 1 stays as it is; bit 7: nothing is learned at all", Size::Bytes(1))],
        Content::Nothing,
        "",
    );
    /// What was learned.
    pub const COUNTERS: Kind =
        Kind::new("counters", 0x07, &[], Content::Counters, "samples learned since the reset (4), updates of each layer (4 each)");
    /// Bytes to and from the flash.
    pub const FLASH: Kind = Kind {
        needs_flash: true,
        ..Kind::new("flash", 0x08, &[LENGTH, ("bytes", Size::Rest)], Content::Flash, "bytes that come back behind those")
    };
    /// Margin, revival and rate.
    pub const REGISTERS: Kind = Kind::new(
        "registers",
        0x09,
        &[
            ("margin", Size::Bytes(3)),
            ("revival", Size::Bytes(2)),
            ("slower: the rate is 2^-(L + slower), L being the network file's", Size::Bytes(1)),
        ],
        Content::Nothing,
        "",
    );

    /// The value of a register.
    pub const PEEK: Kind = Kind::new("peek", 0x0a, &[REGISTER], Content::Register, "value (4)");
    /// A value into a register.
    pub const POKE: Kind = Kind::new("poke", 0x0b, &[REGISTER, ("value", Size::Bytes(4))], Content::Nothing, "");

    const fn new(name: &'static str, byte: u8, question: &'static [Part], content: Content, answer: &'static str) -> Kind {
        Kind { name, byte, question, content, answer, needs_flash: false }
    }

    /// Whether `bytes` of payload are what it asks with, on a network with so many inputs.
    pub fn takes(&self, bytes: usize, inputs: usize) -> bool {
        let least: usize = self.question.iter().map(|(_, size)| size.least(inputs)).sum();
        let open = self.question.is_empty() || self.question.iter().any(|(_, size)| *size == Size::Rest);
        bytes == least || (open && bytes > least)
    }
}

impl Size {
    /// The fewest bytes that it can be.
    pub fn least(self, inputs: usize) -> usize {
        match self {
            Size::Bytes(bytes) => bytes as usize,
            Size::Values => inputs,
            Size::Rest => 1,
        }
    }
}

/// All kinds, by their bytes.
pub const KINDS: [Kind; 11] = [
    Kind::IDENTIFY,
    Kind::PREDICT,
    Kind::LEARN,
    Kind::READ,
    Kind::WRITE,
    Kind::SET,
    Kind::COUNTERS,
    Kind::FLASH,
    Kind::REGISTERS,
    Kind::PEEK,
    Kind::POKE,
];

impl Reason {
    /// Another version of the protocol.
    pub const VERSION: Reason = Reason { name: "version", byte: 1, why: "the board speaks another version: that in the answer's byte 0" };
    /// No such kind.
    pub const UNKNOWN: Reason =
        Reason { name: "unknown", byte: 2, why: "it does not know the command (flash, where its bitstream has no way to one)" };
    /// Not the bytes of this kind.
    pub const LENGTH: Reason = Reason { name: "length", byte: 3, why: "the payload has the wrong length" };
    /// A reset, or a beginning.
    pub const NO_SESSION: Reason = Reason { name: "no_session", byte: 4, why: "nobody has identified it since its reset" };
    /// Not a value of a register.
    pub const RANGE: Reason = Reason { name: "range", byte: 5, why: "a register cannot hold its value; all of them stay as they are" };
    /// Not a class.
    pub const LABEL: Reason =
        Reason { name: "label", byte: 6, why: "the label of a sample to be learned is no class; nothing is learned from it" };
}

/// All reasons, by their bytes.
pub const REASONS: [Reason; 6] = [Reason::VERSION, Reason::UNKNOWN, Reason::LENGTH, Reason::NO_SESSION, Reason::RANGE, Reason::LABEL];

/// What a board knows of itself when a frame comes.
#[derive(Debug, Clone, Copy)]
pub struct Listener {
    /// Somebody has identified it since its reset.
    pub open: bool,
    /// It has a way to a flash.
    pub flash: bool,
    /// Inputs of its network.
    pub inputs: usize,
}

/// Why a frame with `bytes` of payload is not done; none if it is, as far as that can be said without its payload.
pub fn refusal(board: Listener, version: u8, kind: u8, bytes: usize) -> Option<Reason> {
    let known = KINDS.iter().find(|known| known.byte == kind && (board.flash || !known.needs_flash));
    match known {
        _ if version != crate::VERSION => Some(Reason::VERSION),
        _ if !board.open && kind != Kind::IDENTIFY.byte => Some(Reason::NO_SESSION),
        None => Some(Reason::UNKNOWN),
        Some(known) => (!known.takes(bytes, board.inputs)).then_some(Reason::LENGTH),
    }
}
