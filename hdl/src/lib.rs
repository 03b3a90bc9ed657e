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
    Bus, Domain, FlashTimes, FlashWay, Fronts, MEMORY_FOLDER, Options, Start, StartMemory, Stream, board_top, core, design, memories,
    serial, serial_divider, spi, start_files, start_memories,
};
pub use emit::Design;
pub use tidy::LICENCE;
