//! Around the layers: samples in, a light.

pub mod light;
pub mod sample_input;
