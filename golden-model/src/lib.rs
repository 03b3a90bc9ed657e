//! Entrain's definition of itself: the network file, the plan derived from it, and the integer
//! learning rule that the hardware equals bit by bit.
//!
//! `Network` (what a person wrote, checked) -> `Plan` (every width, schedule and address, derived once)
//! -> `Model` (the rule). The generator, the simulator and the flow read the plan and derive nothing. What a layer is, the
//! plan asks the kinds of layers (`layers`), and nobody else knows them.

pub mod checkpoint;
pub mod codes;
pub mod diagnostic;
pub mod digest;
pub mod layers;
pub mod network;
pub mod plan;
pub mod prequential;
pub mod rollback;
pub mod rule;
mod samples;
pub mod synchrony;
pub mod toml_file;

pub use diagnostic::{Diagnostic, Result};
pub use network::Network;
pub use plan::Plan;
pub use rule::Model;
pub use samples::Samples;
