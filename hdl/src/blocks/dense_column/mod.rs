//! A dense layer walked by columns.

pub mod column_buffer;
pub mod column_control;
pub mod column_decision;
pub mod column_mac;
pub mod column_readout;
pub mod column_update;
pub mod serialiser;
