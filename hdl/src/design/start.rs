//! What a bitstream's memories start with.

use entrain_model::network::Walk;
use entrain_model::plan::image::{Word, hex, images};
use entrain_model::plan::{LayerPlan, Memory};
use entrain_model::{Model, Plan};

/// File name of the start contents of layer `index`'s weights or biases.
pub fn hex_file(index: usize, biases: bool) -> String {
    format!("layer{index}_{}.hex", if biases { "biases" } else { "weights" })
}

/// Every memory of a bitstream that is no SPRAM and no shift register, with the end of the instance's path that holds it:
/// "layer0.weights.block".
pub fn memories(plan: &Plan) -> Vec<(String, Memory)> {
    let instance = |memory: &Memory, walk: Walk, parts: &mut std::ops::RangeFrom<usize>| match memory.name {
        "increments" if walk == Walk::Row => memory.name.into(),
        "activations" | "columns" | "increments" => format!("buffer.{}", memory.name),
        "active bits" => "decision.active_bits".into(),
        "accumulators" => "mac.accumulators".into(),
        "decisions" => format!("decision.parts?{}?.decisions", parts.next().unwrap_or(0)),
        "outgoing" => "sender.waiting".into(),
        name => format!("{name}.block"), // weights and biases: beside what is in SPRAM
    };
    let of_layer = |layer: &LayerPlan| {
        let (mut parts, place, walk) = (0.., layer.index, layer.walk);
        let memories = layer.memories_beside(layer.placement);
        memories.into_iter().map(move |memory| (format!("layer{place}.{}", instance(&memory, walk, &mut parts)), memory))
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

/// Every memory of a network that starts with contents, with those of `model`: not those that are in SPRAM.
pub fn start_memories(plan: &Plan, model: &Model) -> Vec<StartMemory> {
    let memories = plan.host_memories().into_iter().map(|host| {
        let name = if host.biases { "biases" } else { "weights" };
        let fills = host.biases || plan.layers[host.layer].placement.spram_bits == 0;
        (fills, hex_file(host.layer, host.biases), format!("layer{}.{name}.block", host.layer), host.memory.width)
    });
    let filled = memories.zip(images(plan, model)).filter(|((fills, ..), _)| *fills);
    filled.map(|((_, file, instance, width), words)| StartMemory { file, instance, width, words }).collect()
}

/// (file name, text) of every start file of a network.
pub fn start_files(plan: &Plan, model: &Model) -> Vec<(String, String)> {
    start_memories(plan, model).into_iter().map(|memory| (memory.file.clone(), memory.hex())).collect()
}
