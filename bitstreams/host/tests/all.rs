//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod audit;
#[path = "common/c_driver.rs"]
mod c_driver;
mod common;
mod driver;
mod flash;
mod frames;
mod messages;
#[path = "../../../tests/common/mutant.rs"]
mod mutant;
mod mutants;
mod noise;
mod session;
mod spi;
mod thousand;
