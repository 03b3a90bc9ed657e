//! The way to a flash, and back after a reset.

pub mod boot_restore;
pub mod ecp5_flash_clock;
pub mod spi_master;
