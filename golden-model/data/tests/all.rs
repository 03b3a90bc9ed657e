//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod data_errors;
mod data_formats;
mod field;
mod mutated;
