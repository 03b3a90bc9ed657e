//! Energy: activity times what each event costs.

pub mod asic;
mod events;
pub mod fpga;

pub use events::*;
