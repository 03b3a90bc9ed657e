//! Energy on an FPGA: events times coefficients that were measured on the part.

pub mod coefficients;
