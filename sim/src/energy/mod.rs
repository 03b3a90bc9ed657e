//! Energy: activity times what each event costs.

pub mod asic;
pub mod fpga;
pub mod parts;
