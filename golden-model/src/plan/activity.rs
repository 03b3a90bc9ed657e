//! What the hardware did, counted while it ran or foretold by the golden model.

use super::{Plan, Role};
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

impl LayerActivity {
    /// Words written back to the memory of a role.
    pub fn writes(&mut self, role: Role) -> &mut u64 {
        match role {
            Role::Biases => &mut self.bias_writes,
            _ => &mut self.weight_writes,
        }
    }
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

    /// What happened since `earlier`, a shorter run of the same: without filling the pipeline and without the flush, which both have.
    pub fn since(&self, earlier: &Activity) -> Activity {
        let layer = |(now, then): (&LayerActivity, &LayerActivity)| LayerActivity {
            walk_cycles: now.walk_cycles - then.walk_cycles,
            weight_writes: now.weight_writes.saturating_sub(then.weight_writes),
            bias_writes: now.bias_writes.saturating_sub(then.bias_writes),
            scan_cycles: now.scan_cycles - then.scan_cycles,
        };
        Activity {
            cycles: self.cycles - earlier.cycles,
            samples: self.samples - earlier.samples,
            updates: self.updates.saturating_sub(earlier.updates),
            layers: self.layers.iter().zip(&earlier.layers).map(layer).collect(),
        }
    }
}
