//! What `entrain explore` is made of.

pub mod accuracy;
pub mod calibrate;
pub mod front;
pub mod layout;
pub mod picture;
pub mod report;
pub mod search;
#[cfg(test)]
mod search_tests;
pub mod widths;
pub mod workflow;
