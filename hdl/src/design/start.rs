//! What a bitstream's memories start with.

use super::Start;
use crate::layers;
use entrain_model::plan::image::{Word, hex, images};
use entrain_model::plan::{HostMemory, LayerPlan, Memory, Role, names};
use entrain_model::{Model, Plan};

/// Files with the start contents of a memory, one a bank; none for what is in SPRAM.
fn hex_files(plan: &Plan, host: &HostMemory) -> Vec<String> {
    let (name, placement) = (file_stem(host), plan.layers[host.layer].placed(host.memory.role));
    match (placement.spram_bits, placement.banks) {
        (0, 2..) => (0..placement.banks).map(|bank| format!("{name}_{bank}.hex")).collect(),
        (0, _) => vec![format!("{name}.hex")],
        _ => Vec::new(),
    }
}

/// What the files of a memory begin with.
fn file_stem(host: &HostMemory) -> String {
    format!("{}_{}", names::layer(host.layer), host.memory.role.name())
}

/// Parameter of the top, and of all modules on the way to a memory: the folder of the files with start contents.
pub const MEMORY_FOLDER: &str = "MEMORY_FOLDER";

/// A file's name where it stands among those of other networks.
fn named(plan: &Plan, file: &str) -> String {
    format!("{}_{file}", plan.name)
}

/// What names those files in Verilog (`banked_ram.v`), as an expression: the file, or what the files of several banks begin with.
pub(crate) fn init(plan: &Plan, host: &HostMemory, start: Start) -> String {
    let file = match &hex_files(plan, host)[..] {
        _ if start == Start::Nothing => String::new(),
        [] => String::new(),
        [file] => file.clone(),
        _ => file_stem(host),
    };
    match start {
        Start::Named if !file.is_empty() => format!("{{{MEMORY_FOLDER}, \"/{}\"}}", named(plan, &file)),
        _ => format!("\"{file}\""),
    }
}

/// Where a memory is in its layer; a host's in a block, or, where the weights have several banks, in bank number `number`.
fn instance(layer: &LayerPlan, role: Role, number: usize) -> String {
    let place = layers::instance(layer, role, number);
    let bank = if layer.placed(role).banks > 1 { format!(".ram.several.banks?{number}?") } else { String::new() };
    if role.is_learned() { format!("{place}.block{bank}") } else { place }
}

/// Every memory of a bitstream that is no SPRAM and no shift register, with the end of the instance's path that holds it:
/// "layer0.weights.block".
pub fn memories(plan: &Plan) -> Vec<(String, Memory)> {
    let of_layer = |layer: &LayerPlan| {
        let mut before: Vec<Role> = Vec::new();
        let instances = layer.memories_beside(layer.placement).into_iter().map(move |memory| {
            let number = before.iter().filter(|role| **role == memory.role).count();
            before.push(memory.role);
            (format!("{}.{}", names::layer(layer.index), instance(layer, memory.role, number)), memory)
        });
        instances.collect::<Vec<_>>()
    };
    // Beside the core.
    let frames = ("bridge.buffer".to_string(), plan.frame_buffer());
    plan.layers.iter().flat_map(of_layer).chain([frames]).collect()
}

/// A memory that starts with contents.
#[derive(Debug, Clone)]
pub struct StartMemory {
    /// The file for $readmemh.
    pub file: String,
    /// The instance that holds the memory, below the core: "layer0.weights.block".
    pub instance: String,
    /// Bits a word.
    pub width: u32,
    /// The words.
    pub words: Vec<Word>,
}

impl StartMemory {
    /// The words as text for $readmemh.
    pub fn hex(&self) -> String {
        hex(&self.words, self.width)
    }
}

/// Every memory of a network that starts with contents, with those of `model`: not those that are in SPRAM. Word a of the
/// weights is in bank a mod banks.
pub fn start_memories(plan: &Plan, model: &Model) -> Vec<StartMemory> {
    let memories = plan.host_memories().into_iter().zip(images(plan, model)).flat_map(|(host, words)| {
        let (layer, role, width) = (&plan.layers[host.layer], host.memory.role, host.memory.width);
        let files = hex_files(plan, &host);
        let banks = files.len();
        let bank = move |(bank, file): (usize, String)| StartMemory {
            file,
            instance: format!("{}.{}", names::layer(layer.index), instance(layer, role, bank)),
            width,
            words: words.iter().skip(bank).step_by(banks).cloned().collect(),
        };
        files.into_iter().enumerate().map(bank).collect::<Vec<_>>()
    });
    memories.collect()
}

/// (file name, text) of every start file of a network, for `Start::Named`.
pub fn start_files(plan: &Plan, model: &Model) -> Vec<(String, String)> {
    start_memories(plan, model).into_iter().map(|memory| (named(plan, &memory.file), memory.hex())).collect()
}
