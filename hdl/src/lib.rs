//! The generator: a plan becomes Verilog.
//!
//! `layers` wires the leaf blocks of `blocks` into layers, `design` those into the core and board wrappers; `emit` writes them through
//! rust-hdl; `tidy` makes the result pleasant to read.

#[cfg(test)]
mod bench;
pub mod blocks;
pub mod design;
pub mod emit;
mod layers;
mod tidy;

pub use design::{
    FlashTimes, FlashWay, MEMORY_FOLDER, Options, Start, StartMemory, board_top, core, memories, serial, serial_divider, start_files,
    start_memories,
};
pub use emit::Design;
pub use tidy::LICENCE;
