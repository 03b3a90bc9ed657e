//! All tests of what this crate promises, in one program: it is linked once, and no core waits for the slowest file.

mod architecture;
mod boards;
mod check_json;
mod cli;
mod common;
mod convolution;
mod data;
mod demo;
mod docs;
mod drift;
mod errors;
mod examples;
mod exchange;
mod explore;
mod first_pass;
mod flash;
mod host;
mod misuse;
mod new;
mod pipe;
mod places;
mod predict;
#[path = "common/project.rs"]
mod project;
#[path = "common/small.rs"]
mod small;
#[path = "common/table.rs"]
mod table;
mod tune;
mod weights;
mod width;
