//! A port as rust-hdl sees it: an atom whose width is a field.

use rust_hdl_core::ast::VerilogLiteral;
use rust_hdl_core::atom::{Atom, AtomKind};
use rust_hdl_core::constraint::PinConstraint;
use rust_hdl_core::synth::VCDValue;
use rust_hdl_core::type_descriptor::{TypeDescriptor, TypeKind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Which way a port points, seen from inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Driven from outside.
    Input,
    /// Driven from inside.
    Output,
}

/// A port: a wire of `width` bits.
#[derive(Debug, Clone)]
pub struct Port {
    /// Name.
    pub name: String,
    /// Direction.
    pub direction: Direction,
    /// Bits.
    pub width: u32,
    id: usize,
    pub(super) connected: bool,
}

impl Port {
    /// # Panics
    /// A name that begins with `next`: rust-hdl takes `$next` out of every path, and the port would stay open without a word.
    pub(super) fn new(name: &str, direction: Direction, width: u32) -> Port {
        assert!(!name.starts_with("next"), "{name}: rust-hdl has no port whose name begins with next");
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Port { name: name.into(), direction, width, id, connected: false }
    }
}

impl Atom for Port {
    fn bits(&self) -> usize {
        self.width as usize
    }
    fn connected(&self) -> bool {
        self.connected
    }
    fn changed(&self) -> bool {
        false
    }
    fn kind(&self) -> AtomKind {
        match self.direction {
            Direction::Input => AtomKind::InputParameter,
            Direction::Output => AtomKind::OutputParameter,
        }
    }
    fn descriptor(&self) -> TypeDescriptor {
        TypeDescriptor { name: format!("Bits_{}", self.width), kind: TypeKind::Bits(self.width as usize) }
    }
    fn vcd(&self) -> VCDValue {
        VCDValue::Vector(Vec::new())
    }
    fn id(&self) -> usize {
        self.id
    }
    fn verilog(&self) -> VerilogLiteral {
        0u32.into()
    }
    fn constraints(&self) -> Vec<PinConstraint> {
        Vec::new()
    }
}
