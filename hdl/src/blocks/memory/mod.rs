//! Memories: what is kept, and who shares it.

pub mod banked_ram;
pub mod sdp_ram;
pub mod spram_memory;
pub mod spram_single;
pub mod trace_tap;
pub mod weight_memory;
