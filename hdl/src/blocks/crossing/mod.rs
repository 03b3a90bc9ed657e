//! From one clock to another: for a bus or streams with a clock of their own.

pub mod answer_crossing;
pub mod async_fifo;
pub mod bus_crossing;
pub mod domain_reset;
pub mod sample_crossing;
pub mod synchroniser;
