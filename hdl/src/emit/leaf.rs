//! A leaf as rust-hdl sees it: a black box of hand-written Verilog.

use super::{Direction, Port};
use rust_hdl_core::ast::{BlackBox, Verilog};
use rust_hdl_core::block::Block;
use rust_hdl_core::logic::Logic;
use rust_hdl_core::probe::Probe;

/// One hand-written Verilog file and the files whose modules it places.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Module name and file stem.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
    /// Leaves inside of this leaf.
    pub uses: &'static [&'static Source],
}

/// A leaf with its parameters set: an instance of a hand-written file.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub(super) source: &'static Source,
    parameters: Vec<(String, String)>,
    pub(super) ports: Vec<Port>,
}

impl Leaf {
    /// An instance of `source` without parameters or ports.
    pub fn new(source: &'static Source) -> Leaf {
        Leaf { source, parameters: Vec::new(), ports: Vec::new() }
    }

    /// Sets a parameter.
    pub fn parameter(mut self, name: &str, value: impl ToString) -> Leaf {
        self.parameters.push((name.into(), value.to_string()));
        self
    }

    /// States input ports and their widths.
    pub fn inputs(mut self, ports: &[(&str, u32)]) -> Leaf {
        self.ports.extend(ports.iter().map(|(name, width)| Port::new(name, Direction::Input, *width)));
        self
    }

    /// Its ports.
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// States output ports and their widths.
    pub fn outputs(mut self, ports: &[(&str, u32)]) -> Leaf {
        self.ports.extend(ports.iter().map(|(name, width)| Port::new(name, Direction::Output, *width)));
        self
    }
}

impl Logic for Leaf {
    fn update(&mut self) {}
    fn hdl(&self) -> Verilog {
        let parameters: Vec<String> = self.parameters.iter().map(|(name, value)| format!(".{name}({value})")).collect();
        let name = match parameters.is_empty() {
            true => self.source.name.to_string(),
            false => format!("{} #({})", self.source.name, parameters.join(", ")),
        };
        Verilog::Blackbox(BlackBox { name, code: String::new() })
    }
}

impl Block for Leaf {
    fn connect_all(&mut self) {}
    fn update_all(&mut self) {}
    fn has_changed(&self) -> bool {
        false
    }
    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        probe.visit_start_scope(name, self);
        self.ports.iter().for_each(|port| probe.visit_atom(&port.name, port));
        probe.visit_end_scope(name, self);
    }
}
