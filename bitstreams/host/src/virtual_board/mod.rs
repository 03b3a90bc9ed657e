//! A board in Verilator: the same Verilog as in a bitstream, with its line at its pins.

mod line;
mod pty;
mod terminal;

pub use line::{FLASH_BYTES, VIRTUAL_BUILD, VirtualBoard, VirtualLine};
pub use pty::{VirtualPort, VirtualTerminal};
