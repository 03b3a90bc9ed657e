//! The host of a board: frames over a line, the board behind them, and a virtual one.

pub mod audit;
mod board;
pub mod flash;
mod held;
mod line;
mod link;
mod noise;
mod selftest;
mod serial_port;
mod session;
mod virtual_board;

pub use board::{Board, Counters, Learned};
pub use held::{Held, held};
pub use line::Line;
pub use link::{Link, Traffic};
pub use noise::{Harm, Noise, Noisy};
pub use selftest::{SelfTest, WrongWeight, selftest};
pub use serial_port::SerialPort;
pub use session::{News, Session, Settings, Status};
pub use virtual_board::{FLASH_BYTES, VIRTUAL_BUILD, VirtualBoard, VirtualLine, VirtualPort, VirtualTerminal};
