//! What `entrain explore` is made of.

pub mod calibrate;
pub mod front;
pub mod layout;
pub mod picture;
pub mod report;
pub mod search;
pub mod workflow;
