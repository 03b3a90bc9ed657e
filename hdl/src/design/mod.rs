//! The structure: layers, the core, and what a bitstream's memories start with.

mod about;
mod board;
mod core;
mod flash;
mod fronts;
mod paces;
mod start;
mod system;

pub use self::core::core;
pub use board::{board_top, serial, serial_divider, spi};
pub use flash::{FlashTimes, FlashWay};
pub use fronts::{Bus, Domain, Fronts, Stream};
pub(crate) use start::init;
pub use start::{MEMORY_FOLDER, StartMemory, memories, start_files, start_memories};
pub use system::design;

use entrain_boards::Family;

/// What memories start with, where they start with anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// Nothing in particular: a host loads them.
    #[default]
    Nothing,
    /// Files of a build, in the folder that it works in: `start_memories`.
    Build,
    /// Files that carry the network's name, so that two networks may share a folder: `start_files`. The folder is the top's
    /// parameter MEMORY_FOLDER, for a simulation that is started elsewhere.
    Named,
}

/// What to generate besides the network itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Ports that show every weight write, for lockstep; never in a bitstream.
    pub trace: bool,
    /// What the memories start with.
    pub start: Start,
    /// Ports for the registers that a host sets: margin, revival, rate. Without them these are constants.
    pub registers: bool,
    /// Device family whose own cells are placed, where a layer needs them; none: plain Verilog, which every tool reads.
    pub family: Option<Family>,
}
