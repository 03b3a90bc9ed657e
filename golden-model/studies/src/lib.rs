//! Training runs over a data set, and what is measured of the rule: the rules it is compared with, the float reference of the
//! published rule, settings chosen on rows held out, and what drift does in the field. Nothing of it goes into hardware.

pub mod augment;
pub mod drift;
pub mod float;
pub mod online;
pub mod parallel;
pub mod rivals;
mod statistics;
pub mod train;
pub mod tune;
