//! Co-simulation: the Verilog, compiled by Verilator, beside the golden model.

mod activity;
pub mod energy;
mod lockstep;
mod model;
mod predict;
mod serial;
mod stimulus;
mod verilator;

pub use activity::{Activity, LayerActivity};
pub use lockstep::{Event, Happened, Lockstep, Mismatch, Progress, Report, Sample, Schedule, Wanted, World};
pub use model::{Port, PortHandle, Simulation};
pub use predict::predict;
pub use serial::Serial;
pub use stimulus::Stimulus;
pub use verilator::{Cache, Sources, lint};
