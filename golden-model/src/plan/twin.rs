//! The inference-only twin: the same network with the same lanes, walks and cycles, without what learning needs. The
//! difference between the two is the cost of learning.

use super::{LayerPlan, Plan};

impl Plan {
    /// This plan without learning: no increments, no decisions, no corrections, no error unit.
    pub fn inference_twin(&self) -> Plan {
        Plan { layers: self.layers.iter().map(LayerPlan::inference_twin).collect(), pacing: None, ..self.clone() }
    }

    /// Whether it is no such twin.
    pub fn learns(&self) -> bool {
        self.layers.iter().any(LayerPlan::learns)
    }
}

impl LayerPlan {
    fn inference_twin(&self) -> LayerPlan {
        let mut twin = self.clone();
        twin.engine.plan_mut().forget_learning();
        twin
    }
}
