//! Entrain's definition of itself: the network file, the plan derived from it, and the integer
//! learning rule that the hardware equals bit by bit.
//!
//! `Network` (what a person wrote, checked) -> `Plan` (every width, schedule and address, derived once)
//! -> `Model` (the rule). The generator, the simulator and the flow read the plan and derive nothing. What a layer is, the
//! plan asks the kinds of layers (`layers`), and nobody else knows them.

pub mod augment;
pub mod checkpoint;
pub mod codes;
pub mod data;
pub mod diagnostic;
pub mod digest;
pub mod drift;
pub mod float;
pub mod layers;
pub mod network;
pub mod parallel;
pub mod plan;
pub mod rivals;
pub mod rule;
pub mod synchrony;
pub mod toml_file;
pub mod train;
pub mod tune;

pub use diagnostic::{Diagnostic, Result};
pub use network::Network;
pub use plan::Plan;
pub use rule::Model;
