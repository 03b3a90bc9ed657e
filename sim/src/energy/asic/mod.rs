//! Energy of an ASIC: a cell library, a netlist, activity with delays.

pub mod design;
pub mod expression;
pub mod liberty;
pub mod meter;
pub mod netlist;
mod syntax;
pub mod table;
pub mod waves;
pub mod wires;
