//! Energy: activity times what each event costs.

pub mod asic;
mod events;

pub use events::*;
