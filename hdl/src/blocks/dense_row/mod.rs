//! A dense layer walked by rows.

pub mod act_buffer;
pub mod active_bits;
pub mod bias_lane;
pub mod gather;
pub mod increments;
pub mod layer_control;
pub mod mac_lanes;
pub mod row_decision;
pub mod update_lanes;
