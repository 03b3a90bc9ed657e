//! May a frame be done, and what will be answered? Inside of `frame_bridge`.

use crate::emit::Source;

/// `frame_command.v`
pub static SOURCE: Source = Source { name: "frame_command", text: include_str!("frame_command.v"), uses: &[] };
