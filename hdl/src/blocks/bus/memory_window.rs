//! The memories through a window of 32 bits; register_file places it.

use crate::emit::Source;

/// `memory_window.v`
pub static SOURCE: Source = Source { name: "memory_window", text: include_str!("memory_window.v"), uses: &[] };
