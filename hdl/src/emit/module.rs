//! A module as rust-hdl sees it: instances and the links between them.

use super::{Direction, Leaf, Port, Source};
use crate::tidy;
use rust_hdl_core::ast::{Verilog, VerilogLink, VerilogLinkDetails, VerilogStatement};
use rust_hdl_core::block::Block;
use rust_hdl_core::logic::Logic;
use rust_hdl_core::probe::Probe;
use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) ports: Vec<Port>,
    instances: Vec<Instance>,
    /// Sink -> source, each "port" or "instance.port"; a source may be a sized constant.
    wires: BTreeMap<String, String>,
    /// A parameter for the folder of files, the folder at hand if nobody sets it.
    folder: Option<&'static str>,
}

impl Module {
    /// An empty module; `comment` stands above it in the Verilog.
    pub fn new(comment: impl Into<String>) -> Module {
        Module { comment: comment.into(), ports: Vec::new(), instances: Vec::new(), wires: BTreeMap::new(), folder: None }
    }

    /// Adds input ports.
    pub fn inputs(&mut self, ports: &[(&str, u32)]) {
        self.ports.extend(ports.iter().map(|(name, width)| Port::new(name, Direction::Input, *width)));
    }

    /// Adds output ports.
    pub fn outputs(&mut self, ports: &[(&str, u32)]) {
        self.ports.extend(ports.iter().map(|(name, width)| Port::new(name, Direction::Output, *width)));
    }

    /// Gives it a parameter for the folder of files, which it hands on to the modules in it that have one.
    pub fn folder(&mut self, parameter: &'static str) {
        self.folder = Some(parameter);
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

    /// Shows the port `inside` ("instance.port") as the port `name` of this module.
    pub fn pass(&mut self, name: &str, inside: &str) {
        let Port { width, direction, .. } = *self.port(inside);
        match direction {
            Direction::Input => {
                self.inputs(&[(name, width)]);
                self.wire(inside, name);
            }
            Direction::Output => {
                self.outputs(&[(name, width)]);
                self.wire(name, inside);
            }
        }
    }

    /// Whether there is an instance of this name.
    pub fn has(&self, instance: &str) -> bool {
        self.instances.iter().any(|one| one.name == instance)
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

    /// The module's output that shows a source, the first of several.
    fn shown(&self, source: &str) -> Option<&str> {
        self.wires.iter().find(|(sink, from)| !sink.contains('.') && from.as_str() == source).map(|(sink, _)| sink.as_str())
    }

    /// The Verilog name of a source: a module output that shows it goes before the net of the instance.
    fn net(&self, source: &str) -> String {
        if !source.contains('.') {
            return source.into();
        }
        self.shown(source).unwrap_or(source).replace('.', "$")
    }

    /// What drives an output that `tidy` has to assign: rust-hdl writes no link from a constant, or from one of a module's own ports, to
    /// another, and loses all outputs but one that show the same.
    fn assigned(&self, sink: &str, source: &str) -> Option<String> {
        let again = self.shown(source).filter(|first| *first != sink);
        let direct = !sink.contains('.') && (!source.contains('.') || again.is_some());
        direct.then(|| if source.contains('.') { again.unwrap_or(source).into() } else { source.into() })
    }

    /// Outputs of instances, and inputs of its own, that nobody reads.
    fn unread(&self) -> Vec<String> {
        let read: BTreeSet<&str> = self.wires.values().map(String::as_str).collect();
        let outputs = self.instances.iter().flat_map(|instance| {
            let outputs = instance.ports().iter().filter(|port| port.direction == Direction::Output);
            outputs.map(move |port| format!("{}.{}", instance.name, port.name))
        });
        let inputs = self.ports.iter().filter(|port| port.direction == Direction::Input).map(|port| port.name.clone());
        outputs.chain(inputs).filter(|path| !read.contains(path.as_str())).map(|path| path.replace('.', "_")).collect()
    }

    /// Everything that rust-hdl does not write: comments, unread outputs and those that no instance drives, by module name.
    pub(super) fn notes(&self, name: &str, notes: &mut BTreeMap<String, tidy::Notes>) {
        let comments = self.instances.iter().map(|instance| (instance.name.clone(), instance.comment.clone())).collect();
        let direct = self.wires.iter().filter_map(|(sink, source)| Some((sink.clone(), self.assigned(sink, source)?))).collect();
        let folder = self.folder;
        let here = tidy::Notes { comment: self.comment.clone(), folder, instances: comments, unread: self.unread(), direct };
        notes.insert(name.into(), here);
        for instance in &self.instances {
            if let Kind::Module(module) = &instance.kind {
                module.notes(&format!("{name}_{}", instance.name), notes);
            }
        }
    }

    pub(super) fn sources(&self, found: &mut BTreeMap<&'static str, &'static str>) {
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
    pub(super) fn drive_outputs(&mut self) {
        for instance in &mut self.instances {
            instance.ports_mut().iter_mut().filter(|port| port.direction == Direction::Output).for_each(|port| port.connected = true);
            if let Kind::Module(module) = &mut instance.kind {
                module.drive_outputs();
                module.ports.iter_mut().for_each(|port| port.connected |= port.direction == Direction::Input);
            }
        }
    }
}

impl Logic for Module {
    fn update(&mut self) {}
    fn hdl(&self) -> Verilog {
        let link = |owner: String, other: String| {
            VerilogLink::Bidirectional(VerilogLinkDetails { my_name: String::new(), owner_name: owner, other_name: other })
        };
        // rust-hdl takes the first link that names a port: this module's outputs go first.
        let (inner, outer): (Vec<_>, Vec<_>) = self.wires.iter().partition(|(sink, _)| sink.contains('.'));
        let outer = outer.into_iter().filter(|(sink, source)| self.assigned(sink, source).is_none());
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
