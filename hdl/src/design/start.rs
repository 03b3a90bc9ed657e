//! What a bitstream's memories start with.

use super::Start;
use entrain_model::network::Walk;
use entrain_model::plan::image::{Word, hex, images};
use entrain_model::plan::{LayerPlan, Memory};
use entrain_model::{Model, Plan};

/// Files with the start contents of a layer's weights or biases, one a bank; none for weights in SPRAM.
fn hex_files(layer: &LayerPlan, biases: bool) -> Vec<String> {
    let (index, placement) = (layer.index, layer.placement);
    match (biases, placement.spram_bits, placement.banks) {
        (true, ..) => vec![format!("layer{index}_biases.hex")],
        (false, 0, 1) => vec![format!("layer{index}_weights.hex")],
        (false, 0, banks) => (0..banks).map(|bank| format!("layer{index}_weights_{bank}.hex")).collect(),
        _ => Vec::new(),
    }
}

/// Parameter of the top, and of all modules on the way to a memory: the folder of the files with start contents.
pub const MEMORY_FOLDER: &str = "MEMORY_FOLDER";

/// A file's name where it stands among those of other networks.
fn named(plan: &Plan, file: &str) -> String {
    format!("{}_{file}", plan.name)
}

/// What names those files in Verilog (`banked_ram.v`), as an expression: the file, or what the files of several banks begin with.
pub(super) fn init(plan: &Plan, layer: &LayerPlan, biases: bool, start: Start) -> String {
    let file = match &hex_files(layer, biases)[..] {
        _ if start == Start::Nothing => String::new(),
        [] => String::new(),
        [file] => file.clone(),
        _ => format!("layer{}_weights", layer.index),
    };
    match start {
        Start::Named if !file.is_empty() => format!("{{{MEMORY_FOLDER}, \"/{}\"}}", named(plan, &file)),
        _ => format!("\"{file}\""),
    }
}

/// Where the weights' block RAM is in its layer, or bank number `bank` of several; ? stands for a bracket.
fn weights_instance(layer: &LayerPlan, bank: usize) -> String {
    let several = if layer.placement.banks > 1 { format!(".ram.several.banks?{bank}?") } else { String::new() };
    format!("layer{}.weights.block{several}", layer.index)
}

/// Every memory of a bitstream that is no SPRAM and no shift register, with the end of the instance's path that holds it:
/// "layer0.weights.block".
pub fn memories(plan: &Plan) -> Vec<(String, Memory)> {
    let of_layer = |layer: &LayerPlan| {
        let (mut banks, mut parts, place, walk) = (0.., 0.., layer.index, layer.walk);
        let instances = layer.memories_beside(layer.placement).into_iter().map(|memory| {
            let instance = match memory.name {
                "weights" => return (weights_instance(layer, banks.next().unwrap_or(0)), memory),
                "increments" if walk == Walk::Row => memory.name.into(),
                "activations" | "columns" | "increments" => format!("buffer.{}", memory.name),
                "active bits" => "decision.active_bits".into(),
                "accumulators" => "mac.accumulators".into(),
                "decisions" => format!("decision.parts?{}?.decisions", parts.next().unwrap_or(0)),
                "outgoing" => "sender.waiting".into(),
                name => format!("{name}.block"), // biases
            };
            (format!("layer{place}.{instance}"), memory)
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
        let (layer, width) = (&plan.layers[host.layer], host.memory.width);
        let files = hex_files(layer, host.biases);
        let banks = files.len();
        let bank = move |(bank, file): (usize, String)| StartMemory {
            file,
            instance: if host.biases { format!("layer{}.biases.block", layer.index) } else { weights_instance(layer, bank) },
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
