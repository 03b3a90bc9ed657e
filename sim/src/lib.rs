//! Co-simulation: the Verilog, or what synthesis makes of it, beside the golden model.

pub mod energy;
mod icarus;
mod level;
mod lockstep;
mod model;
mod port;
mod predict;
mod serial;
mod stimulus;
mod verilated;
mod verilator;

pub use entrain_model::plan::{Activity, LayerActivity};
pub use level::Level;
pub use lockstep::{Event, Happened, Lockstep, Mismatch, Progress, Report, Sample, Schedule, Wanted, World};
pub use model::Simulation;
pub use port::{Port, PortHandle};
pub use predict::predict;
pub use serial::Serial;
pub use stimulus::Stimulus;
pub use verilator::{Cache, Sources, lint};
