//! The structure: layers, the core, and what a bitstream's memories start with.

mod board;
mod column;
mod core;
mod flash;
mod layer;
mod row;
mod start;

pub use self::core::core;
pub use board::{board_top, serial, serial_divider};
pub use flash::{FlashTimes, FlashWay};
pub use start::{StartMemory, hex_init, memories, start_files, start_memories};

use entrain_boards::Family;

/// What to generate besides the network itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Ports that show every weight write, for lockstep; never in a bitstream.
    pub trace: bool,
    /// Memories start with the contents of the files that `hex_init` names.
    pub start: bool,
    /// Ports for the registers that a host sets: margin, revival, rate. Without them these are constants.
    pub registers: bool,
    /// Device family whose own cells are placed, where a layer needs them; none: plain Verilog, which every tool reads.
    pub family: Option<Family>,
}
