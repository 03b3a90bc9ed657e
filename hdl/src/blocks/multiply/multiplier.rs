//! One lane's product.

use crate::emit::Source;

/// `multiplier.v`
pub static SOURCE: Source = Source { name: "multiplier", text: include_str!("multiplier.v"), uses: &[] };
