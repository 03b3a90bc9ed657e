//! The host of a board: frames over a line, the board behind them, and a virtual one.

mod board;
mod line;
mod link;
mod noise;
mod serial_port;
mod virtual_board;

pub use board::{Board, Counters, Learned};
pub use line::Line;
pub use link::{Link, Traffic};
pub use noise::{Harm, Noise, Noisy};
pub use serial_port::SerialPort;
pub use virtual_board::{VIRTUAL_BUILD, VirtualBoard, VirtualLine};
