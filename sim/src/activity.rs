//! What the hardware did, counted while it ran.

use entrain_model::Plan;
use serde::Serialize;

/// Events of one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LayerActivity {
    /// Cycles in which a weight word was walked: one read of weights, activations and increments each.
    pub walk_cycles: u64,
    /// Weight words written back.
    pub weight_writes: u64,
    /// Biases written back.
    pub bias_writes: u64,
    /// Cycles in which a logit was read out.
    pub scan_cycles: u64,
}

/// Events of a run, from the trace ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// Clock cycles.
    pub cycles: u64,
    /// Samples learned or predicted.
    pub samples: u64,
    /// Layer updates that the margin did not skip.
    pub updates: u64,
    /// Events of each layer.
    pub layers: Vec<LayerActivity>,
}

impl Activity {
    /// Nothing yet.
    pub fn new(plan: &Plan) -> Activity {
        Activity { layers: vec![LayerActivity::default(); plan.layers.len()], ..Activity::default() }
    }
}
