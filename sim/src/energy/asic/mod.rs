//! Energy of an ASIC: a cell library, a netlist, activity with delays.

mod bench;
pub mod clock_tree;
pub mod design;
pub mod expression;
pub mod fast;
pub mod gates;
mod job;
pub mod liberty;
pub mod meter;
pub mod netlist;
mod outputs;
pub mod run;
pub mod sram;
mod syntax;
pub mod table;
pub mod waves;
pub mod wires;
