//! The memory of every block: one read and one write port.

use crate::emit::Source;

/// `sdp_ram.v`
pub static SOURCE: Source = Source { name: "sdp_ram", text: include_str!("sdp_ram.v"), uses: &[] };
