//! The length and the bytes of an answer. Inside of `frame_bridge`.

use crate::emit::Source;

/// `frame_answer.v`
pub static SOURCE: Source = Source { name: "frame_answer", text: include_str!("frame_answer.v"), uses: &[] };
