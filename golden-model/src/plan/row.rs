//! The row walk: neuron by neuron, the lanes are inputs.

use super::layer::{ACTIVATION_BITS, LayerPlan, Memory};

/// Register stages from the issue of a word to its h; see hdl/src/blocks/layer_control.v.
pub const PIPELINE: usize = 7;

/// Fills in the memories and the cycles.
pub(super) fn complete(layer: &mut LayerPlan, classes: usize) {
    let (lanes, words, units) = (layer.lanes as u32, layer.words, layer.units);
    let memory = |name, width, depth| Memory { name, width, depth };
    layer.weight_memory = memory("weights", lanes * layer.widths.weight, units * words);
    layer.bias_memory = Some(memory("biases", layer.widths.weight, units));
    layer.activation_memory = memory("activations", lanes * ACTIVATION_BITS, 2 * words);
    layer.increment_memory = memory("increments", lanes * (layer.widths.increment + 1), 3 * words);
    layer.active_memory = memory("active bits", 1, units);
    layer.cycles = 1 + units * words + PIPELINE + classes + 1;
}
