//! Energy on an FPGA: events times coefficients that were measured on the part.

pub mod coefficients;
mod estimate;
mod least_squares;
mod meter;

pub use coefficients::{Coefficients, PartFile, UserFile};
pub use estimate::{Counts, TOGGLES_PER_BIT, counts, table};
pub use meter::{Reading, fit, readings};
