//! Pools: maps made smaller as they pass.

pub mod max_pool;
