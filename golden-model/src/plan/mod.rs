//! Everything that follows from the network file, derived once and read by all others.

mod activity;
mod banks;
mod certificate;
mod changes;
mod device;
mod frames;
mod hardware;
pub mod image;
mod input_head;
mod interval;
pub mod lanes;
mod layer;
mod memory;
mod memory_use;
pub mod names;
mod pace;
mod placement;
mod policy;
mod quantities;
pub mod register_map;
mod registers;
mod signal;
mod timeline;
mod twin;
mod work;
mod writes;

pub use activity::{Activity, LayerActivity};
pub use certificate::{Bound, certificate};
pub use changes::{ChangedCode, ChangedRow, Changes, Teller};
pub use device::{Cutter, Device, Narrow, RamShape};
pub use input_head::InputHead;
pub use interval::{Interval, index_bits};
pub use layer::{LayerPlan, Placement};
pub use memory::{HostMap, HostMemory, Memory, Role};
pub use memory_use::MemoryUse;
pub use pace::{Pace, PacingPlan};
pub(crate) use pace::{increment_shift, most_slower};
pub use policy::{Credit, PolicyPlan};
pub use quantities::{Access, Quantities};
pub use registers::{RegisterPlan, Registers};
pub use signal::SignalPlan;
pub use timeline::Timeline;
pub use work::{Work, Workload};
pub use writes::{Place, Write, Writes};

pub use crate::layers::dense::{Column, Dense, FEWEST_WORDS, READ_STAGES, Row, Widths};
pub use crate::layers::window::Window;
pub use crate::layers::{ACTIVATION_BITS, Edge, Engine, Facts, Head, InputFormat, LearnedCode, Learner};

use crate::diagnostic::Result;
use crate::network::{Network, Training};

/// The plan of a whole network.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Name of the network and of the Verilog top.
    pub name: String,
    /// Classes C.
    pub classes: usize,
    /// Inputs of the first layer.
    pub features: usize,
    /// The layers.
    pub layers: Vec<LayerPlan>,
    /// Margin, revival, rate, seed.
    pub training: Training,
    /// When layers learn in the field.
    pub policy: PolicyPlan,
    /// One more learner, on the inputs.
    pub input_head: Option<InputHead>,
    /// How rates follow from what learners do; none: they stay.
    pub pacing: Option<PacingPlan>,
    /// What a host can change while a board runs.
    pub registers: RegisterPlan,
    /// Sets of codes.
    pub code_sets: usize,
    /// Interval of the logits summed over the layers.
    pub total: Interval,
    /// Bits of the summed logits.
    pub total_bits: u32,
    /// Bits of a class number.
    pub class_bits: u32,
    /// The host's view of the weights.
    pub host: HostMap,
}

/// Levels of an adder tree over `count` numbers, four to a node.
pub fn tree_levels(count: usize) -> usize {
    (0..).find(|level| 1 << (2 * level) >= count).unwrap_or(0)
}

/// The registers that learners leave room for, which learn so much slower than the file's rate.
fn registers(training: &Training, layers: &[LayerPlan], slower: &[u32]) -> RegisterPlan {
    let logit = layers.iter().filter_map(LayerPlan::head).map(|head| head.bits).max();
    RegisterPlan::new(training, slower.iter().copied().min().unwrap_or(0), logit.unwrap_or(1))
}

impl Plan {
    /// The layers, 1 first, whose weights or codes lie in SPRAM, which nothing can give start contents.
    pub fn in_spram(&self) -> impl Iterator<Item = usize> {
        self.learning().enumerate().filter(|(_, layer)| layer.spram_memories(layer.placement).next().is_some()).map(|(index, _)| index + 1)
    }

    /// Plans `network`, with lanes chosen for `device` where the file leaves them open.
    ///
    /// # Errors
    /// A rate or weight format that cannot learn; a network that does not fit `device`.
    pub fn new(network: &Network, device: Option<&Device>) -> Result<Plan> {
        let layers = lanes::choose(network, device)?;
        let learners = layers.iter().filter(|layer| layer.learner().is_some()).count();
        let input_head = InputHead::new(network, learners)?;
        let total = crate::layers::total(network, input_head.as_ref());
        let slower = layers.iter().filter(|layer| layer.learner().is_some()).map(|layer| layer.facts().slower);
        let slower: Vec<u32> = slower.chain(input_head.as_ref().map(InputHead::slower)).collect();
        Ok(Plan {
            name: network.name.clone(),
            classes: network.classes,
            features: network.features(),
            training: network.training.clone(),
            policy: PolicyPlan::new(network, &layers),
            pacing: PacingPlan::new(network, &slower),
            registers: registers(&network.training, &layers, &slower),
            code_sets: network.code_sets,
            total,
            total_bits: total.signed_bits(),
            class_bits: index_bits(network.classes),
            host: HostMap::new(learners, &memory::host_memories(&layers)),
            input_head,
            layers,
        })
    }

    /// The same plan for a network that learns from everything, as it does before it goes into the field.
    pub fn without_policy(&self) -> Plan {
        Plan { policy: PolicyPlan::always(self.learners()), ..self.clone() }
    }

    /// Clock cycles between two answers in steady state, learning or not.
    ///
    /// The slowest stage decides; two slow stages in a row cost the cycle of their handshake more. Where a layer skips
    /// zeros, `expected_work` is assumed; `Workload` and `Timeline` tell it from data.
    pub fn cycles_per_sample(&self) -> usize {
        let (mut timeline, work) = (Timeline::new(self), self.expected_work());
        let settled = 4 * (self.layers.len() + 2);
        let before = (0..settled).map(|_| timeline.sample(&work)).last().unwrap_or(0);
        timeline.sample(&work) - before
    }

    /// The cycles that nothing can be faster than with these lanes: the walk of the slowest layer over its weights, without
    /// a cycle before, between or after. Where a layer skips zeros, the walk over `active` of its inputs.
    pub fn ideal_cycles(&self) -> usize {
        self.layers.iter().map(|layer| layer.engine.plan().ideal_cycles()).max().unwrap_or(0)
    }

    /// The layers that learn, in the order of their numbers: flags, counters and weights are theirs.
    pub fn learning(&self) -> impl Iterator<Item = &LayerPlan> {
        self.layers.iter().filter(|layer| layer.learner().is_some())
    }

    /// All that learn: layers, and the input head.
    pub fn learners(&self) -> usize {
        self.learning().count() + self.input_head.is_some() as usize
    }

    /// The number among the learners of entry `entry` of the file, 0 first; none: it has no weights, or there is no such entry.
    pub fn learner_at(&self, entry: usize) -> Option<usize> {
        self.layers.get(entry)?.learner().map(|learner| learner.number)
    }

    /// The memories behind the host's port, in the order of their numbers.
    pub fn host_memories(&self) -> Vec<HostMemory> {
        memory::host_memories(&self.layers)
    }

    /// Block RAM of `device` that the memories take, and SPRAM, if it has any.
    pub fn memory_use(&self, device: &Device) -> (MemoryUse, Option<MemoryUse>) {
        memory_use::memory_use(&self.layers, device)
    }

    /// Block RAMs of `device` that the memories take.
    pub fn block_rams(&self, device: &Device) -> usize {
        self.memory_use(device).0.blocks
    }

    /// Weights and biases.
    pub fn parameters(&self) -> usize {
        let head = self.input_head.as_ref().map_or(0, InputHead::parameters);
        self.layers.iter().map(|layer| layer.facts().parameters).sum::<usize>() + head
    }

    /// Hardware multipliers.
    pub fn multipliers(&self) -> usize {
        placement::multipliers(&self.layers)
    }
}
