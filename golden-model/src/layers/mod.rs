//! The kinds of layers. A kind is two rooms: its meaning here (keys of the network file, plan, rule), its hardware in
//! `hdl/src/layers`. All others ask the plan of a stage and do not know which kind it is.

pub mod dense;
mod edge;
mod engine;
mod head;
mod kinds;

pub(crate) use edge::HIDDEN_FRACTION;
pub use edge::{ACTIVATION_BITS, Edge, InputFormat};
pub use engine::{Claim, Clock, EnginePlan, Facts, Logic, Multiplier, Offer, Traffic};
pub use head::{Head, Learner};
pub use kinds::{KINDS, Kind};
pub(crate) use kinds::{Keys, entries};

use dense::{Column, Dense, Row};

/// What makes a stage of the pipeline. Only this folder and `hdl/src/layers/mod.rs` match on it; golden-model/tests/kinds.rs sees to it.
#[derive(Debug, Clone)]
pub enum Engine {
    /// Dense, neuron by neuron.
    Row(Row),
    /// Dense, input by input.
    Column(Column),
}

impl Engine {
    /// What can be asked of every engine.
    pub fn plan(&self) -> &dyn EnginePlan {
        match self {
            Engine::Row(row) => row,
            Engine::Column(column) => column,
        }
    }

    /// The same, to be changed.
    pub fn plan_mut(&mut self) -> &mut dyn EnginePlan {
        match self {
            Engine::Row(row) => row,
            Engine::Column(column) => column,
        }
    }

    /// The dense layer, if it is one: for the rule.
    pub fn dense(&self) -> Option<&Dense> {
        match self {
            Engine::Row(Row { dense, .. }) | Engine::Column(Column { dense, .. }) => Some(dense),
        }
    }

    /// The same, to be changed.
    pub fn dense_mut(&mut self) -> Option<&mut Dense> {
        match self {
            Engine::Row(Row { dense, .. }) | Engine::Column(Column { dense, .. }) => Some(dense),
        }
    }
}
