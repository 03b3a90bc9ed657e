//! Clocks of the families, and the reset.

pub mod ecp5_clock;
pub mod gowin_clock;
pub mod ice40_clock;
pub mod power_on;
