//! A leaf alone in Verilator, for the tests beside the blocks.

use crate::emit::{self, Direction, Leaf, Module, write};
use entrain_sim::{Cache, Port, PortHandle, Simulation, Sources};

/// A running leaf.
pub struct Bench {
    simulation: Simulation,
}

impl Bench {
    /// Compiles `leaf` as the top of a design of its own.
    pub fn new(leaf: Leaf) -> Bench {
        let mut top = Module::new("A leaf alone.");
        let ports: Vec<_> = leaf.ports().to_vec();
        top.place("leaf", "", leaf);
        for port in &ports {
            let path = format!("leaf.{}", port.name);
            match port.direction {
                Direction::Input => {
                    top.inputs(&[(&port.name, port.width)]);
                    top.wire(&path, &port.name);
                }
                Direction::Output => {
                    top.outputs(&[(&port.name, port.width)]);
                    top.wire(&port.name, &path);
                }
            }
        }
        let design = write("bench", top);
        let port = |port: &emit::Port| Port { name: port.name.clone(), width: port.width, output: port.direction == Direction::Output };
        let ports: Vec<Port> = design.ports.iter().map(port).collect();
        let sources = Sources { top: design.top, files: design.files, ports: ports.clone() };
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let opened = Cache::in_folder(folder.path()).build(&sources, false).and_then(|object| Simulation::open(&object, &ports));
        Bench { simulation: opened.unwrap_or_else(|error| panic!("{error}")) }
    }

    /// A port.
    pub fn port(&self, name: &str) -> PortHandle {
        self.simulation.port(name)
    }

    /// Sets ports by name.
    pub fn set(&self, values: &[(&str, u64)]) {
        values.iter().for_each(|(name, value)| self.port(name).set(*value));
    }

    /// Settles a leaf that has no clock.
    pub fn evaluate(&mut self) {
        self.simulation.eval();
    }

    /// Settles the logic between two clock edges.
    pub fn settle(&mut self) {
        self.port("clk").set(0);
        self.simulation.eval();
    }

    /// One clock cycle.
    pub fn clock(&mut self) {
        self.settle();
        self.port("clk").set(1);
        self.simulation.eval();
    }
}

/// The low `bits` of a two's complement number, as a port holds them.
pub fn field(value: i64, bits: u32) -> u64 {
    value as u64 & ((1 << bits) - 1)
}

/// The number in a port of `bits` bits of two's complement.
pub fn signed(value: u64, bits: u32) -> i64 {
    (value << (64 - bits)) as i64 >> (64 - bits)
}
