//! Around the layers: samples in, settings, a light.

pub mod light;
pub mod sample_input;
pub mod settings;
