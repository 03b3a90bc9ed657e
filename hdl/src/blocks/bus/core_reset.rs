//! A reset of the core alone.

use crate::emit::{Leaf, Source};

/// `core_reset.v`
pub static SOURCE: Source = Source { name: "core_reset", text: include_str!("core_reset.v"), uses: &[] };

/// Both resets together.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE).inputs(&[("rst", 1), ("asked", 1)]).outputs(&[("core", 1)])
}
