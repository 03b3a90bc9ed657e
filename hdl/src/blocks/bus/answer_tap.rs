//! Tells when an answer leaves.

use crate::emit::{Leaf, Source};

/// `answer_tap.v`
pub static SOURCE: Source = Source { name: "answer_tap", text: include_str!("answer_tap.v"), uses: &[] };

/// The tap.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE).inputs(&[("m_valid", 1), ("m_ready", 1)]).outputs(&[("answered", 1)])
}
