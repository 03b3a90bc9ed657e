//! The flow: from the plan to a bitstream, one file a device family.

mod build;
mod ice40;
mod report;
pub mod tools;

pub use build::{Job, build};
pub use report::{Outcome, Resource};
