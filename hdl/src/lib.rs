//! The generator: a plan becomes Verilog.
//!
//! `layers` wires the leaf blocks of `blocks` into layers, `design` those into the core and board wrappers; `emit` writes them through
//! rust-hdl; `tidy` makes the result pleasant to read.

#[cfg(test)]
mod bench;
pub mod blocks;
pub mod design;
pub mod emit;
pub mod integration;
mod layers;
mod tidy;

pub use design::{
    Bus, FlashTimes, FlashWay, Fronts, MEMORY_FOLDER, Options, Start, StartMemory, Stream, board_top, core, memories, serial,
    serial_divider, start_files, start_memories, system,
};
pub use emit::Design;
pub use tidy::LICENCE;
