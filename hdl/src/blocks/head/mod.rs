//! Heads: codes, logits, the error of a sample, the answer.

pub mod class_codes;
pub mod code_gen;
pub mod column_logits;
pub mod error_unit;
pub mod layer_flags;
pub mod logit_store;
pub mod logit_sum;
pub mod logits;
pub mod pacer;
pub mod prediction;
