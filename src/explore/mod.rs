//! What `entrain explore` is made of.

pub mod calibrate;
pub mod layout;
pub mod search;
pub mod workflow;
