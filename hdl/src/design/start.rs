//! What a bitstream's memories start with.

use entrain_model::plan::image::{hex, images};
use entrain_model::{Model, Plan};

/// File name of the start contents of layer `index`'s weights or biases.
pub fn hex_file(index: usize, biases: bool) -> String {
    format!("layer{index}_{}.hex", if biases { "biases" } else { "weights" })
}

/// (file name, text) of every start file of a network.
pub fn start_files(plan: &Plan, model: &Model) -> Vec<(String, String)> {
    let memories = plan.host_memories().into_iter().map(|host| (hex_file(host.layer, host.biases), host.memory.width));
    memories.zip(images(plan, model)).map(|((name, width), words)| (name, hex(&words, width))).collect()
}
