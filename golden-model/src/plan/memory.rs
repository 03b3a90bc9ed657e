//! The memories of a layer: what is in them, their shape, and which of them a host sees.

use super::index_bits;
use super::layer::LayerPlan;
use super::names;
use serde::{Serialize, Serializer};

/// What a memory holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Weights that are learned.
    Weights,
    /// Biases that are learned, in a memory of their own.
    Biases,
    /// A class code that is learned.
    Codes,
    /// What came in, in words of one input a lane.
    Activations,
    /// What came in, as a list of the inputs that need a cycle.
    Columns,
    /// What each input adds to a weight.
    Increments,
    /// One bit a neuron: its activation was above 0.
    ActiveBits,
    /// Sums that are not complete.
    Accumulators,
    /// Which neurons are corrected, and which way.
    Decisions,
    /// Activations on their way to the next layer.
    Outgoing,
    /// Maxima of a row of squares.
    Line,
    /// Summed logits of the layers before.
    Totals,
    /// A frame of the serial line, and counters.
    Frames,
}

impl Role {
    /// Its name for people, in files and, where it is an instance of its own, in the Verilog.
    pub fn name(self) -> &'static str {
        match self {
            Role::Weights => "weights",
            Role::Biases => "biases",
            Role::Codes => "codes",
            Role::Activations => "activations",
            Role::Columns => "columns",
            Role::Increments => "increments",
            Role::ActiveBits => "active bits",
            Role::Accumulators => "accumulators",
            Role::Decisions => "decisions",
            Role::Outgoing => "outgoing",
            Role::Line => "line",
            Role::Totals => "totals",
            Role::Frames => "frames",
        }
    }

    /// It holds what is learned: a host reads and writes it, and a bitstream fills it.
    pub fn is_learned(self) -> bool {
        matches!(self, Role::Weights | Role::Biases | Role::Codes)
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A memory with one read and one write port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Memory {
    /// What it holds.
    #[serde(rename = "name")]
    pub role: Role,
    /// Bits a word.
    pub width: u32,
    /// Words.
    pub depth: usize,
}

impl Memory {
    /// Address bits.
    pub fn address_bits(&self) -> u32 {
        index_bits(self.depth)
    }

    /// Total bits.
    pub fn bits(&self) -> usize {
        self.width as usize * self.depth
    }
}

/// A memory that the host can read and write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HostMemory {
    /// Its number on the port: `HostMap::A_LAYER` for each learner before, and its place among the learner's own; learned codes
    /// come behind those of all learners.
    pub select: usize,
    /// Layer, 0 first.
    pub layer: usize,
    /// Its shape.
    pub memory: Memory,
    /// Weights and biases in a word.
    pub lanes: usize,
}

impl HostMemory {
    /// The instance below the core that holds it: "layer0.weights".
    pub fn instance(&self) -> String {
        format!("{}.{}", names::layer(self.layer), self.memory.role.name())
    }

    /// The core's trace port that shows `what` (write, addr, old, new) of each write to it.
    pub fn trace_port(&self, what: &str) -> String {
        names::trace(self.layer, &names::tap(self.memory.role, what))
    }
}

/// Memory map of the weight load and read-back port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HostMap {
    /// Bits of the memory number.
    pub select_bits: u32,
    /// Bits of the word address.
    pub address_bits: u32,
    /// Bits of a word; narrower memories use the low bits.
    pub word_bits: u32,
}

/// The memories behind the host's port, in the order of their numbers: weights and biases layer by layer, then learned codes.
pub(super) fn host_memories(layers: &[LayerPlan]) -> Vec<HostMemory> {
    let learners = layers.iter().filter(|layer| layer.learner().is_some());
    let first = HostMap::A_LAYER * learners.clone().count();
    let codes = learners.filter(|layer| layer.code_memory(0).is_some()).zip(first..);
    let codes = codes.filter_map(|(layer, select)| layer.code_memory(select));
    layers.iter().flat_map(LayerPlan::host_memories).chain(codes).collect()
}

impl HostMap {
    /// Numbers that a learner has on the port, whether or not it has as many memories.
    pub const A_LAYER: usize = 2;

    /// The map over `memories` of so many learners.
    pub(super) fn new(learners: usize, memories: &[HostMemory]) -> HostMap {
        let codes = memories.iter().filter(|host| host.memory.role == Role::Codes).count();
        let widest = |bits: &dyn Fn(Memory) -> u32| memories.iter().map(|host| bits(host.memory)).max().unwrap_or(1);
        HostMap {
            select_bits: index_bits(HostMap::A_LAYER * learners + codes),
            address_bits: widest(&|memory| memory.address_bits()),
            word_bits: widest(&|memory| memory.width),
        }
    }
}
