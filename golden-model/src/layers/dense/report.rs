//! What a dense layer tells programs of itself (`entrain check --format json`): keys that stay.

use super::{Column, Dense, Row};
use crate::layers::EnginePlan;
use crate::network::Walk;
use serde_json::{Value, json};

impl Row {
    pub(super) fn told(&self) -> Value {
        let Row { levels, pipeline, ahead, queue, .. } = self;
        let row = json!({ "levels": levels, "pipeline": pipeline, "ahead": ahead, "queue": queue });
        let memories = json!({
            "weight_memory": self.weights, "bias_memory": self.biases, "activation_memory": self.activations,
            "increment_memory": self.increments, "active_memory": self.active, "row": row, "column": null,
        });
        self.dense.told(self.facts().walk, memories)
    }
}

impl Column {
    pub(super) fn told(&self) -> Value {
        let Column { readout, chunks, levels, accumulators, decisions, outgoing, .. } = self;
        let column = json!({
            "readout": readout, "chunks": chunks, "levels": levels, "accumulators": accumulators, "decisions": decisions,
            "outgoing": outgoing,
        });
        let memories = json!({
            "weight_memory": self.weights, "bias_memory": null, "activation_memory": self.columns,
            "increment_memory": self.increments, "active_memory": self.active, "row": null, "column": column,
        });
        self.dense.told(self.facts().walk, memories)
    }
}

impl Dense {
    /// What both walks have, and what `of_walk` adds.
    fn told(&self, walk: Option<Walk>, of_walk: Value) -> Value {
        let mut told = json!({
            "fan_in": self.fan_in(), "units": self.units(), "learns": self.learner.learns, "walk": walk, "lanes": self.lanes,
            "words": self.words, "active": self.active, "input": self.input.format, "widths": self.widths(), "shift_h": self.shift_h,
            "shift_u": self.shift_u, "signal": self.signal, "paces": self.paces, "slower_paces": self.slower_paces,
            "start_exponent": self.start_exponent, "code": self.head().code, "accumulator": self.accumulator,
            "logit": self.head().logit,
        });
        if let (Some(told), Value::Object(of_walk)) = (told.as_object_mut(), of_walk) {
            told.extend(of_walk);
        }
        told
    }
}
