//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod buses;
mod clocks;
mod collisions;
mod common;
mod convolution;
mod emitted;
mod faults;
mod foreign;
mod fronts;
mod lockstep;
mod memory_folder;
#[path = "../../tests/common/mutant.rs"]
mod mutant;
mod mutants;
mod pace;
mod protocol;
mod random;
mod registers;
mod registers_table;
mod schedule;
mod texts;
mod twin;
mod waves;
