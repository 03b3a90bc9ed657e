//! The kinds of layers. A kind is two rooms: its meaning here (keys of the network file, plan, rule), its hardware in
//! `hdl/src/layers`. All others ask the plan of a stage and do not know which kind it is.

pub mod dense;
mod edge;
mod engine;
mod head;
mod kinds;
pub mod pool;
pub mod window;

pub use edge::{ACTIVATION_BITS, Edge, HIDDEN_FRACTION, InputFormat};
pub use engine::{Claim, Clock, EnginePlan, Facts, Logic, Multiplier, Offer, Traffic};
pub use head::{Head, LearnedCode, Learner};
pub use kinds::{KINDS, Kind};
pub(crate) use kinds::{Keys, entries};

use crate::diagnostic::Result;
use crate::network::{Layer, LayerType, Network, Walk};
use crate::plan::{InputHead, Interval};
use dense::{Column, Dense, Row};
use pool::Pool;
use window::Window;

/// What makes a stage of the pipeline. Only this folder and `hdl/src/layers/mod.rs` match on it; golden-model/tests/kinds.rs sees to it.
#[derive(Debug, Clone)]
pub enum Engine {
    /// Dense, neuron by neuron.
    Row(Row),
    /// Dense, input by input.
    Column(Column),
    /// The largest of each square; it has no weights.
    Pool(Pool),
    /// A square of a map with the same weights at each place.
    Window(Window),
}

/// What leaves an entry of the network file that `edge` reaches.
fn edge_behind(layer: &Layer, edge: Edge) -> Edge {
    match layer.kind {
        LayerType::Dense { units } => Edge::hidden(vec![units]),
        LayerType::MaxPool { size } => pool::behind(size, edge),
        LayerType::Conv2d { channels, .. } => window::behind(channels, edge),
    }
}

/// Plans entry `index` of the file with `lanes` lanes, walked as `walk` says, where the kind has lanes and walks.
///
/// # Errors
/// What the kind says.
pub(crate) fn plan(network: &Network, index: usize, lanes: usize, walk: Walk) -> Result<Engine> {
    let input = Edge::before(network, index);
    let number = network.layers[..index].iter().filter(|layer| layer.has_weights()).count();
    match network.layers[index].kind {
        LayerType::Dense { units } => dense::plan(network, index, (number, units), &input, lanes, walk),
        LayerType::MaxPool { size } => pool::plan(network, index, size, input),
        LayerType::Conv2d { channels, kernel, cells } => window::plan(network, index, number, input, (channels, kernel, cells), lanes),
    }
}

/// Codes and logits of entry `index` of the file; none: it has no weights.
fn head(network: &Network, index: usize) -> Option<Head> {
    match network.layers[index].kind {
        LayerType::Dense { units } => Some(Head::new(network, units)),
        LayerType::MaxPool { .. } => None,
        LayerType::Conv2d { channels, cells, .. } => Some(window::head(network, &Edge::before(network, index), channels, cells)),
    }
}

/// Interval of the logits summed over all learners.
pub(crate) fn total(network: &Network, input_head: Option<&InputHead>) -> Interval {
    let votes = (0..network.layers.len()).filter_map(|index| head(network, index)).map(|head| head.vote());
    votes.chain(input_head.map(InputHead::vote)).fold(Interval::new(0, 0), |sum, vote| sum + vote)
}

impl Engine {
    /// What can be asked of every engine.
    pub fn plan(&self) -> &dyn EnginePlan {
        match self {
            Engine::Row(row) => row,
            Engine::Column(column) => column,
            Engine::Pool(pool) => pool,
            Engine::Window(window) => window,
        }
    }

    /// The same, to be changed.
    pub fn plan_mut(&mut self) -> &mut dyn EnginePlan {
        match self {
            Engine::Row(row) => row,
            Engine::Column(column) => column,
            Engine::Pool(pool) => pool,
            Engine::Window(window) => window,
        }
    }

    /// The dense layer, if it is one: for the rule.
    pub fn dense(&self) -> Option<&Dense> {
        match self {
            Engine::Row(Row { dense, .. }) | Engine::Column(Column { dense, .. }) => Some(dense),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn dense_mut(&mut self) -> Option<&mut Dense> {
        match self {
            Engine::Row(Row { dense, .. }) | Engine::Column(Column { dense, .. }) => Some(dense),
            _ => None,
        }
    }

    /// The convolution, if it is one: for the rule.
    pub fn window(&self) -> Option<&Window> {
        match self {
            Engine::Window(window) => Some(window),
            _ => None,
        }
    }

    /// The pool, if it is one: for the rule.
    pub fn pool(&self) -> Option<&Pool> {
        match self {
            Engine::Pool(pool) => Some(pool),
            _ => None,
        }
    }
}
