//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

#[path = "../../hdl/tests/common/mod.rs"]
mod common;
mod gcd;
mod icarus;
mod levels;
#[path = "../../tests/common/mutant.rs"]
mod mutant;
mod netlist;
mod quantities;
mod watched;
