//! Two flip-flops behind another clock.

use crate::emit::Source;

/// `synchroniser.v`
pub static SOURCE: Source = Source { name: "synchroniser", text: include_str!("synchroniser.v"), uses: &[] };
