//! Frames over a serial line or SPI.

pub mod crc16;
pub mod frame_answer;
pub mod frame_bridge;
pub mod frame_command;
pub mod frame_registers;
pub mod frame_rx;
pub mod frame_tx;
pub mod spi_slave;
pub mod uart_rx;
pub mod uart_tx;
