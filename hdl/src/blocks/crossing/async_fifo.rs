//! Words from one clock to another.

use super::synchroniser;
use crate::emit::Source;

/// `async_fifo.v`
pub static SOURCE: Source = Source { name: "async_fifo", text: include_str!("async_fifo.v"), uses: &[&synchroniser::SOURCE] };
