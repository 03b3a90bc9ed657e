//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod build;
mod common;
mod makers;
mod narrow;
mod pins;
mod taken;
