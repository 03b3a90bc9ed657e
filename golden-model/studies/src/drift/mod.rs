//! Drift: what a network meets in the field after it was trained, replayed in software.
//!
//! `Change` alters inputs as a turned, inverted or mistuned sensor would. `Scenario` makes phases of it: before, drift,
//! return. `replay` sends each phase's samples past several copies of one trained network, which differ only in whether
//! and how they learn, and measures them with rows that none of them learns. `tasks` learns two tasks one after the
//! other, with one set of codes and with two.

mod change;
mod replay;
mod rotate;
mod scenario;
pub mod tasks;

pub use change::{Change, channels};
pub use replay::{Learner, Point, Settings, Stage, Track, replay};
pub use rotate::{Axis, AxisRotation, ImageRotation};
pub use scenario::{Phase, Scenario};
