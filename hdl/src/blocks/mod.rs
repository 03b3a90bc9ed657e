//! The leaf blocks: one Verilog file and the Rust file that places it, each named by what it is.

pub mod act_buffer;
pub mod bias_lane;
pub mod byte_bridge;
pub mod code_gen;
pub mod ecp5_clock;
pub mod error_unit;
pub mod gowin_clock;
pub mod ice40_clock;
pub mod layer_control;
pub mod light;
pub mod logit_sum;
pub mod logits;
pub mod mac_lanes;
pub mod multiplier;
pub mod power_on;
pub mod prediction;
pub mod quantise;
pub mod row_decision;
pub mod sample_input;
pub mod sat_update;
pub mod sdp_ram;
pub mod trace_tap;
pub mod uart_rx;
pub mod uart_tx;
pub mod update_lanes;
pub mod weight_memory;
