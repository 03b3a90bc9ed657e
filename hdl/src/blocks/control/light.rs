//! The pin of a light.

use crate::emit::{Leaf, Source};
use entrain_boards::Level;

/// `light.v`
pub static SOURCE: Source = Source { name: "light", text: include_str!("light.v"), uses: &[] };

/// A light that shines at the level `lit`.
pub fn leaf(lit: Level) -> Leaf {
    Leaf::new(&SOURCE).parameter("LOW", (lit == Level::Low) as u32).inputs(&[("on", 1)]).outputs(&[("pin", 1)])
}
