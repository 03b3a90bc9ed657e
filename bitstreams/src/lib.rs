//! The flow: from the plan to a bitstream, one file a device family.

pub mod asic;
mod build;
#[cfg(test)]
mod cell_tests;
mod contents;
mod count;
mod ecp5;
mod families;
mod family;
mod fastest;
mod flash;
mod gowin;
mod ice40;
mod job;
#[cfg(test)]
mod memory_tests;
mod netlist;
mod place;
mod report;
pub mod resources;
mod steps;
mod synthesis;
pub mod tools;
mod weights;

pub use build::{build, exchange};
pub use count::count;
pub use fastest::build_fastest;
pub use flash::{Device, Flash, Flashed, PROGRAMMERS, Target, flash};
pub use job::Job;
pub use netlist::netlist;
pub use report::{Asked, Outcome, Resource, Step, Try};
