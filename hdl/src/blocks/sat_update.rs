//! One weight's saturating correction.

use crate::emit::Source;

/// `sat_update.v`
pub static SOURCE: Source = Source { name: "sat_update", text: include_str!("sat_update.v"), uses: &[] };
