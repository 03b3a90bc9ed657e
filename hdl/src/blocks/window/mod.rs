//! Convolutions.

pub mod active_map;
pub mod cell_counter;
pub mod cell_sums;
pub mod code_logits;
pub mod code_update;
pub mod code_walk;
pub mod map_buffer;
pub mod window_control;
pub mod window_mac;
pub mod window_sweep;
pub mod window_update;
pub mod window_walk;
