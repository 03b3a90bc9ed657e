//! The registers that a bus sees, once. The constants of the Verilog (`hdl/tests/registers_table.rs`), the C header, the SystemRDL
//! and the tables of docs/registers.md are written from here.

use super::{Plan, index_bits};
use crate::network::Pacing;
use serde::Serialize;

/// What a bus may do with a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It is only read.
    Read,
    /// It holds what was written.
    ReadWrite,
    /// A 1 that is written does something, or ends something.
    WriteOne,
}

/// Bits of a field, some of which follow from the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bits {
    Fixed(u32),
    /// One a layer that learns.
    Learners,
    Margin,
    Revival,
    Slower,
    /// Of a memory's number.
    Select,
    /// Of a part's address.
    Part,
}

/// What a field holds after a reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reset {
    Value(u32),
    /// The network file's.
    Margin,
    /// The network file's.
    Revival,
    /// Of the Verilog and the start weights.
    Build,
    /// Of the network.
    Fingerprint,
}

/// Some bits of a register.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its lowest bit.
    pub low: u32,
    /// What may be done with it.
    pub access: Access,
    /// What it is for.
    pub why: &'static str,
    bits: Bits,
    reset: Reset,
}

/// Which networks have a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// All of them.
    All,
    /// Those whose learners have a pace.
    Paced,
    /// Those whose learners have a pace of their own.
    SelfPaced,
}

impl Only {
    fn has(self, plan: &Plan) -> bool {
        let law = plan.pacing.as_ref().map(|pacing| pacing.law);
        match self {
            Only::All => true,
            Only::Paced => law.is_some(),
            Only::SelfPaced => law == Some(Pacing::SelfPaced),
        }
    }
}

/// A register: 32 bits at an address of bytes.
#[derive(Debug, Clone, Copy)]
pub struct Register {
    /// Its name, as in the Verilog.
    pub name: &'static str,
    /// Of its lowest byte; that of layer 0 where each layer that learns has one, `LEARNER_STEP` bytes apart.
    pub address: u32,
    /// Whether each layer that learns has one.
    pub each_learner: bool,
    /// The networks that have it.
    pub only: Only,
    /// Its bits; those that no field has are 0.
    pub fields: &'static [Field],
}

/// What ID reads: "ENTR".
pub const IDENTITY: u32 = 0x454e_5452;
/// What VERSION reads.
pub const MAP_VERSION: u32 = 1;
/// From the registers of one layer that learns to those of the next, bytes.
pub const LEARNER_STEP: u32 = 0x20;
/// Bits of an address.
pub const ADDRESS_BITS: u32 = 12;

const fn whole(name: &'static str, reset: Reset, why: &'static str) -> Field {
    Field { name, low: 0, access: Access::Read, why, bits: Bits::Fixed(32), reset }
}

const fn setting(name: &'static str, bits: Bits, reset: Reset, why: &'static str) -> Field {
    Field { name, low: 0, access: Access::ReadWrite, why, bits, reset }
}

const fn flag(name: &'static str, low: u32, access: Access, reset: u32, why: &'static str) -> Field {
    Field { name, low, access, why, bits: Bits::Fixed(1), reset: Reset::Value(reset) }
}

const fn register(name: &'static str, address: u32, fields: &'static [Field]) -> Register {
    Register { name, address, each_learner: false, only: Only::All, fields }
}

/// All registers, by their addresses.
pub const REGISTERS: [Register; 20] = [
    register("ID", 0x00, &[whole("id", Reset::Value(IDENTITY), "\"ENTR\": an Entrain core is here")]),
    register("VERSION", 0x04, &[whole("version", Reset::Value(MAP_VERSION), "of this table")]),
    register("BUILD_ID", 0x08, &[whole("build_id", Reset::Build, "of the Verilog and the weights that the memories start with")]),
    register("FINGERPRINT", 0x0c, &[whole("fingerprint", Reset::Fingerprint, "of the network, as in checkpoints and frames")]),
    register(
        "CONTROL",
        0x10,
        &[
            flag("learn", 0, Access::ReadWrite, 1, "0: samples are predicted, whatever they say of learning"),
            flag("flush", 1, Access::WriteOne, 0, "make the corrections that are due; STATUS.busy until they are in the weights"),
            flag("reset", 2, Access::WriteOne, 0, "the core starts anew: samples inside are lost; weights, registers, counters stay"),
            flag("pause", 3, Access::ReadWrite, 0, "no sample is begun; one that has begun goes on, and a flush is made"),
        ],
    ),
    register(
        "STATUS",
        0x14,
        &[
            flag("busy", 0, Access::Read, 0, "a sample or a flush is inside, or an answer waits"),
            flag(
                "error",
                1,
                Access::WriteOne,
                0,
                "something was not done: a value that its register cannot hold; MEM_DATA, SLOWER, MARGIN, REVIVAL without a flush before",
            ),
        ],
    ),
    register("HELD", 0x18, &[setting("held", Bits::Learners, Reset::Value(0), "bit k: learner k stays as it is")]),
    register("SLOWER", 0x1c, &[setting("slower", Bits::Slower, Reset::Value(0), "the rate is 2^-(L + slower), L the network file's")]),
    register("MARGIN", 0x20, &[setting("margin", Bits::Margin, Reset::Margin, "M: a lead from which on nothing is corrected")]),
    register("REVIVAL", 0x24, &[setting("revival", Bits::Revival, Reset::Revival, "the mask of the turns in which silent units learn")]),
    register("CODE_SET", 0x28, &[setting("code_set", Bits::Fixed(1), Reset::Value(0), "0, the only set of codes that hardware has")]),
    register(
        "MEM_SELECT",
        0x30,
        &[setting("memory", Bits::Select, Reset::Value(0), "2k: weights of learner k; 2k + 1: its biases, if it is walked by rows")],
    ),
    register("MEM_ADDR", 0x34, &[setting("part", Bits::Part, Reset::Value(0), "the part that MEM_DATA reads or writes next")]),
    register(
        "MEM_DATA",
        0x38,
        &[setting("data", Bits::Fixed(32), Reset::Value(0), "32 bits of a memory, low ones first; then MEM_ADDR is that of the next ones")],
    ),
    register("SAMPLES", 0x40, &[whole("samples", Reset::Value(0), "samples taken to be learned, modulo 2^32")]),
    register("REFUSED", 0x44, &[whole("refused", Reset::Value(0), "samples to be learned whose label is no class")]),
    register("BAD_LENGTH", 0x48, &[whole("bad_length", Reset::Value(0), "samples that the stream ended too early or too late")]),
    Register {
        each_learner: true,
        ..register("UPDATES", 0x100, &[whole("updates", Reset::Value(0), "samples that learner k corrected itself by, modulo 2^32")])
    },
    Register {
        each_learner: true,
        only: Only::SelfPaced,
        ..register(
            "SHARE",
            0x104,
            &[setting(
                "share",
                Bits::Fixed(16),
                Reset::Value(0xffff),
                "e of learner k, which its rate follows from; 65535: it warms up, as after any reset of the core",
            )],
        )
    },
    Register {
        each_learner: true,
        only: Only::Paced,
        ..register(
            "PACE",
            0x108,
            &[Field { bits: Bits::Fixed(4), ..whole("pace", Reset::Value(0), "s: learner k learns its next sample at 2^-(L + s)") }],
        )
    },
];

/// A field of the registers of one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlacedField {
    /// Its name.
    pub name: &'static str,
    /// Its lowest bit.
    pub low: u32,
    /// How many it has.
    pub bits: u32,
    /// What may be done with it.
    pub access: Access,
    /// What it holds after a reset.
    pub reset: u32,
    /// What it is for.
    pub why: &'static str,
}

/// A register of one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlacedRegister {
    /// Its name, with the learner's number where each has one.
    pub name: String,
    /// Of its lowest byte.
    pub address: u32,
    /// Its bits.
    pub fields: Vec<PlacedField>,
}

impl Plan {
    /// Parts of 32 bits that a memory's word has behind MEM_DATA.
    pub fn word_parts(&self) -> u32 {
        self.host.word_bits.div_ceil(32).max(1)
    }

    /// Bits of MEM_ADDR that count the parts of a word: it takes as many addresses as the next power of two.
    pub fn part_bits(&self) -> u32 {
        if self.word_parts() == 1 { 0 } else { index_bits(self.word_parts() as usize) }
    }

    /// Every register, with the bits and reset values of this network.
    pub fn register_map(&self, build_id: u32) -> Vec<PlacedRegister> {
        let learners = self.learning().count() as u32;
        let copies = |register: &Register| if register.each_learner { learners } else { 1 };
        let name = |register: &Register, k: u32| match register.each_learner {
            true => format!("{}{k}", register.name),
            false => register.name.to_string(),
        };
        let placed = |register: &'static Register, k: u32| PlacedRegister {
            name: name(register, k),
            address: register.address + k * LEARNER_STEP,
            fields: register.fields.iter().map(|field| self.placed(field, build_id)).collect(),
        };
        REGISTERS
            .iter()
            .filter(|register| register.only.has(self))
            .flat_map(|register| (0..copies(register)).map(move |k| placed(register, k)))
            .collect()
    }

    fn placed(&self, field: &Field, build_id: u32) -> PlacedField {
        let bits = match field.bits {
            Bits::Fixed(bits) => bits,
            Bits::Learners => self.learning().count() as u32,
            Bits::Margin => self.registers.margin_bits,
            Bits::Revival => self.registers.revival_bits,
            Bits::Slower => self.registers.slower_bits(),
            Bits::Select => self.host.select_bits,
            Bits::Part => self.host.address_bits + self.part_bits(),
        };
        let reset = match field.reset {
            Reset::Value(value) => value,
            Reset::Margin => self.registers.margin(self.training.margin),
            Reset::Revival => self.training.revival,
            Reset::Build => build_id,
            Reset::Fingerprint => self.fingerprint(),
        };
        PlacedField { name: field.name, low: field.low, bits, access: field.access, reset, why: field.why }
    }
}
