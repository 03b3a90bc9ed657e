//! Arithmetic on weights: products, sums, corrections, rounding.

pub mod adder_tree;
pub mod correction;
pub mod multiplier;
pub mod multiplier_bank;
pub mod multiplier_pair;
pub mod quantise;
pub mod sat_update;
pub mod soft_multiplier;
pub mod value_increments;
