//! The only file that knows rust-hdl: structural modules of any shape, written as Verilog by rust-hdl-core.
//!
//! rust-hdl's own language fixes widths in Rust's types, which no shape chosen at run time can have. So the types
//! here implement rust-hdl's traits directly: a `Port` is an `Atom` whose width is a field, a `Leaf` is a `Block`
//! that is a black box of hand-written Verilog, a `Module` is a `Block` of instances and links. rust-hdl checks that
//! every input is driven and no input is written, names the hierarchy and writes it.

use crate::tidy;
use rust_hdl_core::ast::{BlackBox, Verilog, VerilogLink, VerilogLinkDetails, VerilogLiteral, VerilogStatement};
use rust_hdl_core::atom::{Atom, AtomKind};
use rust_hdl_core::block::Block;
use rust_hdl_core::check_error::{CheckError, check_all};
use rust_hdl_core::constraint::PinConstraint;
use rust_hdl_core::logic::Logic;
use rust_hdl_core::module_defines::ModuleDefines;
use rust_hdl_core::probe::Probe;
use rust_hdl_core::synth::VCDValue;
use rust_hdl_core::type_descriptor::{TypeDescriptor, TypeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

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
    connected: bool,
}

impl Port {
    fn new(name: &str, direction: Direction, width: u32) -> Port {
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

/// A leaf with its parameters set: an instance of a hand-written file.
#[derive(Debug, Clone)]
pub struct Leaf {
    source: &'static Source,
    parameters: Vec<(String, String)>,
    ports: Vec<Port>,
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

#[derive(Debug, Clone)]
enum Kind {
    Leaf(Leaf),
    Module(Module),
}

#[derive(Debug, Clone)]
struct Instance {
    name: String,
    comment: String,
    kind: Kind,
}

impl Instance {
    fn ports(&self) -> &[Port] {
        match &self.kind {
            Kind::Leaf(leaf) => &leaf.ports,
            Kind::Module(module) => &module.ports,
        }
    }

    fn ports_mut(&mut self) -> &mut [Port] {
        match &mut self.kind {
            Kind::Leaf(leaf) => &mut leaf.ports,
            Kind::Module(module) => &mut module.ports,
        }
    }
}

/// A structural module: instances and the wires between them, no logic of its own.
#[derive(Debug, Clone)]
pub struct Module {
    comment: String,
    ports: Vec<Port>,
    instances: Vec<Instance>,
    /// Sink -> source, each "port" or "instance.port"; a source may be a sized constant.
    wires: BTreeMap<String, String>,
}

impl Module {
    /// An empty module; `comment` stands above it in the Verilog.
    pub fn new(comment: impl Into<String>) -> Module {
        Module { comment: comment.into(), ports: Vec::new(), instances: Vec::new(), wires: BTreeMap::new() }
    }

    /// Adds input ports.
    pub fn inputs(&mut self, ports: &[(&str, u32)]) {
        self.ports.extend(ports.iter().map(|(name, width)| Port::new(name, Direction::Input, *width)));
    }

    /// Adds output ports.
    pub fn outputs(&mut self, ports: &[(&str, u32)]) {
        self.ports.extend(ports.iter().map(|(name, width)| Port::new(name, Direction::Output, *width)));
    }

    /// Its ports.
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// Places a leaf.
    pub fn place(&mut self, name: &str, comment: &str, leaf: Leaf) {
        self.instances.push(Instance { name: name.into(), comment: comment.into(), kind: Kind::Leaf(leaf) });
    }

    /// Places a module.
    pub fn nest(&mut self, name: &str, comment: &str, module: Module) {
        self.instances.push(Instance { name: name.into(), comment: comment.into(), kind: Kind::Module(module) });
    }

    /// Drives `sink` from `source`. Both are "port" or "instance.port"; a source may be a sized constant ("4'd3").
    ///
    /// # Panics
    /// If either does not exist, the widths differ or the sink is driven already: a fault of the generator.
    pub fn wire(&mut self, sink: &str, source: &str) {
        let width = self.port(sink).width;
        if !source.contains('\'') {
            let source_width = self.port(source).width;
            assert_eq!(width, source_width, "{source} drives {sink}");
        }
        self.port_mut(sink).connected = true;
        if !source.contains('\'') {
            self.port_mut(source).connected = true;
        }
        let before = self.wires.insert(sink.into(), source.into());
        assert!(before.is_none(), "{sink} is driven twice");
    }

    /// `wire` for several pairs (sink, source).
    pub fn wires(&mut self, pairs: &[(&str, &str)]) {
        pairs.iter().for_each(|(sink, source)| self.wire(sink, source));
    }

    /// Drives the ports `names` of `instance` from ports of the same names of `from`, or of this module if "".
    pub fn same(&mut self, instance: &str, from: &str, names: &[&str]) {
        for name in names {
            let source = if from.is_empty() { name.to_string() } else { format!("{from}.{name}") };
            self.wire(&format!("{instance}.{name}"), &source);
        }
    }

    /// Drives `clk` and, where there is one, `rst` of every instance.
    pub fn clock(&mut self) {
        for index in 0..self.instances.len() {
            for name in ["clk", "rst"] {
                let instance = &self.instances[index];
                if instance.ports().iter().any(|port| port.name == name) {
                    let sink = format!("{}.{name}", instance.name);
                    self.wire(&sink, name);
                }
            }
        }
    }

    fn port(&self, path: &str) -> &Port {
        let (ports, name) = match path.split_once('.') {
            Some((instance, name)) => (self.instances.iter().find(|i| i.name == instance).map(Instance::ports), name),
            None => (Some(self.ports.as_slice()), path),
        };
        let port = ports.and_then(|ports| ports.iter().find(|port| port.name == name));
        port.unwrap_or_else(|| panic!("there is no port {path}"))
    }

    fn port_mut(&mut self, path: &str) -> &mut Port {
        let (ports, name) = match path.split_once('.') {
            Some((instance, name)) => (self.instances.iter_mut().find(|i| i.name == instance).map(Instance::ports_mut), name),
            None => (Some(self.ports.as_mut_slice()), path),
        };
        let port = ports.and_then(|ports| ports.iter_mut().find(|port| port.name == name));
        port.unwrap_or_else(|| panic!("there is no port {path}"))
    }

    /// The Verilog name of a source: a module output that shows it goes before the net of the instance.
    fn net(&self, source: &str) -> String {
        if source.contains('\'') {
            return source.into();
        }
        let shown = self.wires.iter().find(|(sink, from)| !sink.contains('.') && from.as_str() == source);
        shown.map_or(source, |(sink, _)| sink).replace('.', "$")
    }

    /// Outputs of instances that nobody reads.
    fn unread(&self) -> Vec<String> {
        let read: BTreeSet<&str> = self.wires.values().map(String::as_str).collect();
        let outputs = self.instances.iter().flat_map(|instance| {
            let outputs = instance.ports().iter().filter(|port| port.direction == Direction::Output);
            outputs.map(move |port| format!("{}.{}", instance.name, port.name))
        });
        outputs.filter(|path| !read.contains(path.as_str())).map(|path| path.replace('.', "_")).collect()
    }

    /// Everything that rust-hdl does not write: comments, unread outputs and constant ones, by module name.
    fn notes(&self, name: &str, notes: &mut BTreeMap<String, tidy::Notes>) {
        let comments = self.instances.iter().map(|instance| (instance.name.clone(), instance.comment.clone())).collect();
        let constants = self.wires.iter().filter(|(sink, source)| is_constant_output(sink, source));
        let constants = constants.map(|(sink, source)| (sink.clone(), source.clone())).collect();
        let here = tidy::Notes { comment: self.comment.clone(), instances: comments, unread: self.unread(), constants };
        notes.insert(name.into(), here);
        for instance in &self.instances {
            if let Kind::Module(module) = &instance.kind {
                module.notes(&format!("{name}_{}", instance.name), notes);
            }
        }
    }

    fn sources(&self, found: &mut BTreeMap<&'static str, &'static str>) {
        fn add(source: &'static Source, found: &mut BTreeMap<&'static str, &'static str>) {
            found.insert(source.name, source.text);
            source.uses.iter().for_each(|inner| add(inner, found));
        }
        for instance in &self.instances {
            match &instance.kind {
                Kind::Leaf(leaf) => add(leaf.source, found),
                Kind::Module(module) => module.sources(found),
            }
        }
    }

    /// An instance drives its own outputs; rust-hdl's check asks for it.
    fn drive_outputs(&mut self) {
        for instance in &mut self.instances {
            instance.ports_mut().iter_mut().filter(|port| port.direction == Direction::Output).for_each(|port| port.connected = true);
            if let Kind::Module(module) = &mut instance.kind {
                module.drive_outputs();
                module.ports.iter_mut().for_each(|port| port.connected |= port.direction == Direction::Input);
            }
        }
    }
}

/// rust-hdl writes no link from a constant to a module's own port; `tidy` does.
fn is_constant_output(sink: &str, source: &str) -> bool {
    !sink.contains('.') && source.contains('\'')
}

impl Logic for Module {
    fn update(&mut self) {}
    fn hdl(&self) -> Verilog {
        let link = |owner: String, other: String| {
            VerilogLink::Bidirectional(VerilogLinkDetails { my_name: String::new(), owner_name: owner, other_name: other })
        };
        // rust-hdl takes the first link that names a port: this module's outputs go first.
        let (inner, outer): (Vec<_>, Vec<_>) = self.wires.iter().partition(|(sink, _)| sink.contains('.'));
        let outer = outer.into_iter().filter(|(sink, source)| !is_constant_output(sink, source));
        let outer = outer.map(|(sink, source)| link(sink.clone(), source.replace('.', "$")));
        let inner = inner.into_iter().map(|(sink, source)| link(sink.replace('.', "$"), self.net(source)));
        Verilog::Combinatorial(vec![VerilogStatement::Link(outer.chain(inner).collect())])
    }
}

impl Block for Module {
    fn connect_all(&mut self) {}
    fn update_all(&mut self) {}
    fn has_changed(&self) -> bool {
        false
    }
    fn accept(&self, name: &str, probe: &mut dyn Probe) {
        probe.visit_start_scope(name, self);
        self.ports.iter().for_each(|port| probe.visit_atom(&port.name, port));
        for instance in &self.instances {
            match &instance.kind {
                Kind::Leaf(leaf) => leaf.accept(&instance.name, probe),
                Kind::Module(module) => module.accept(&instance.name, probe),
            }
        }
        probe.visit_end_scope(name, self);
    }
}

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
