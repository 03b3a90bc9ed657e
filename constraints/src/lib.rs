//! Boards as data: what a board has, its clock, and the constraint files made from it.
//!
//! `boards/*.toml` say what is on a board, `parts/*.toml` what its FPGA offers; `file` is their schema.

mod board;
mod catalogue;
mod constraints;
mod file;
mod package;
mod part;
mod place;
mod pll;
mod reader;
mod tables;

pub use board::{Board, Button, Clock, Flash, FlashClock, Hold, Led, Level, OnBoard, Pin, Primitive, Programmer, Pull, Uart};
pub use catalogue::{FOLDER, names};
pub use constraints::{Port, constraints, ports};
pub use part::{Family, Mark, Package, Part, PllLimits};
pub use pll::{Clocking, Ecp5Pll, GowinPll, Ice40Pll, Pll};
