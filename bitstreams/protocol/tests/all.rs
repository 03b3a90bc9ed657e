//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod codec;
mod table;
