//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod checkpoint;
mod convolution;
mod engine;
mod kinds;
mod pace;
mod plans;
mod policy;
mod reference;
mod window;
