//! The only folder that knows rust-hdl: structural modules of any shape, written as Verilog by rust-hdl-core.
//!
//! rust-hdl's own language fixes widths in Rust's types, which no shape chosen at run time can have. So the types
//! here implement rust-hdl's traits directly: a `Port` is an `Atom` whose width is a field, a `Leaf` is a `Block`
//! that is a black box of hand-written Verilog, a `Module` is a `Block` of instances and links. rust-hdl checks that
//! every input is driven and no input is written, names the hierarchy and writes it.

mod leaf;
mod module;
mod port;

pub use leaf::{Leaf, Source};
pub use module::Module;
pub use port::{Direction, Port};

use crate::tidy;
use rust_hdl_core::block::Block;
use rust_hdl_core::check_error::{CheckError, check_all};
use rust_hdl_core::module_defines::ModuleDefines;
use std::collections::BTreeMap;

/// A design as files.
#[derive(Debug, Clone)]
pub struct Design {
    /// Name of the top module.
    pub top: String,
    /// (file name, text): the structural file first, then the leaves it uses.
    pub files: Vec<(String, String)>,
    /// Ports of the top.
    pub ports: Vec<Port>,
}

/// Checks `top` with rust-hdl and writes it.
///
/// # Panics
/// If an input is not driven: a fault of the generator.
pub fn write(name: &str, mut top: Module) -> Design {
    top.drive_outputs();
    match check_all(&top) {
        Ok(()) => {}
        Err(CheckError::OpenSignal(open)) => panic!("not driven: {:?}", open.values().collect::<Vec<_>>()),
        Err(error) => panic!("rust-hdl refuses the design: {error:?}"),
    }
    let mut defines = ModuleDefines::default();
    top.accept(name, &mut defines);
    let mut notes = BTreeMap::new();
    top.notes(name, &mut notes);
    let mut leaves = BTreeMap::new();
    top.sources(&mut leaves);
    let mut files = vec![(format!("{name}.v"), tidy::tidy(&defines.defines(), name, &notes))];
    files.extend(leaves.into_iter().map(|(leaf, text)| (format!("{leaf}.v"), text.to_string())));
    Design { top: name.into(), files, ports: top.ports }
}
