//! Between a core and the system around it: the registers, fronts of buses and of streams.

pub mod answer_tap;
pub mod axi_lite;
pub mod axis_in;
pub mod axis_out;
pub mod core_reset;
pub mod memory_window;
pub mod pace_registers;
pub mod register_file;
pub mod reset_input;
pub mod sample_gate;
pub mod wishbone;
