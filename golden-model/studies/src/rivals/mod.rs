//! The rivals of the integer rule: other ways to teach the same dense network, on the same samples and seeds.
//!
//! `Rule` names them, `compare` runs them and counts what they cost. All but `lls` and `backprop-int` compute in floats
//! with mini-batches. Hidden layers have the widths of the network file; where a rule needs an output layer, a linear
//! layer of C units stands behind them. The hardware is the golden model, `entrain_model::rule`; nothing there uses this.
//!
//! Activations are matrices of one row a sample, N x width; weights are outputs x inputs.

mod backprop_int;
mod compare;
mod conv_float;
mod conv_int;
pub mod cost;
mod dense;
mod feedback;
mod forward_forward;
mod integer;
mod ladder;
mod learner;
mod lls_float;
mod local_classifiers;
mod maps;
mod perceptron;
mod registry;
mod settings;
mod start;

pub use compare::{Progress, Row, compare, compare_with};
pub use cost::Cost;
pub use ladder::pick_rates;
pub use registry::Rule;
pub(crate) use registry::no_rule;
pub use settings::Settings;
