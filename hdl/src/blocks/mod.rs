//! The leaf blocks, a folder a subject: one Verilog file and the Rust file that places it, with its proofs and its faults, each named by
//! what it is.

pub mod bus;
pub mod clock;
pub mod control;
pub mod crossing;
pub mod dense_column;
pub mod dense_row;
pub mod flash;
pub mod frames;
pub mod head;
pub mod memory;
pub mod multiply;
pub mod pool;
pub mod window;

pub use bus::*;
pub use clock::*;
pub use control::*;
pub use crossing::*;
pub use dense_column::*;
pub use dense_row::*;
pub use flash::*;
pub use frames::*;
pub use head::*;
pub use memory::*;
pub use multiply::*;
pub use pool::*;
pub use window::*;
