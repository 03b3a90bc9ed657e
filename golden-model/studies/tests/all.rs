//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod codes;
mod drift;
mod first_pass;
mod rivals;
mod rivals_conv;
mod tune;
mod vectors;
