//! A netlist from Yosys (write_json), its hierarchy dissolved but remembered.

use entrain_model::{Diagnostic, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The net that is always 0.
pub const ZERO: u32 = 0;
/// The net that is always 1.
pub const ONE: u32 = 1;

/// A flat netlist. Nets are numbers; `ZERO` and `ONE` are constants.
#[derive(Debug, Default)]
pub struct Netlist {
    /// How many nets there are.
    pub nets: usize,
    /// Ports of the top: whether it is an input, and its bits, the lowest first.
    pub ports: BTreeMap<String, (bool, Vec<u32>)>,
    /// Name below the top, with dots: its bits, the lowest first.
    pub names: HashMap<String, Vec<u32>>,
    /// Where cells stand.
    pub scopes: Vec<Scope>,
    /// The cells.
    pub cells: Vec<CellUse>,
    /// Nets that are another net, while the hierarchy is dissolved.
    joined: HashMap<u32, u32>,
}

/// A place in the hierarchy.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Instances from the top down, with dots: "layer0.mac".
    pub path: String,
    /// Names of their modules, without parameters: ["layer", "mac_lanes"].
    pub modules: Vec<String>,
}

/// A cell, or a memory that was left as a black box.
#[derive(Debug)]
pub struct CellUse {
    /// Its name in its scope.
    pub name: String,
    /// Kind of cell, without parameters.
    pub kind: String,
    /// Index of its scope.
    pub scope: usize,
    /// Nets at its pins, the lowest bit first.
    pub pins: HashMap<String, Vec<u32>>,
    /// Its parameters that are numbers.
    pub parameters: HashMap<String, u64>,
}

impl Netlist {
    /// Reads a netlist whose top is `top`.
    ///
    /// # Errors
    /// The file cannot be read, is not from Yosys, or has no such module.
    pub fn load(path: &Path, top: &str) -> Result<Netlist> {
        let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
        let wrong = |what: &str| Diagnostic::new(format!("{} is no netlist of Yosys: {what}", path.display()));
        let value: Value = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
        let modules = value["modules"].as_object().ok_or_else(|| wrong("it has no modules"))?;
        let mut netlist = Netlist { nets: 2, ..Netlist::default() };
        let module = modules.get(top).ok_or_else(|| wrong(&format!("it has no module {top}")))?;
        let mut bits = HashMap::new();
        for (name, port) in object(&module["ports"]) {
            let nets = netlist.bits(&port["bits"], &mut bits);
            netlist.ports.insert(name.clone(), (port["direction"] == "input", nets));
        }
        netlist.scopes.push(Scope::default());
        netlist.flatten(modules, module, 0, bits);
        netlist.settle();
        Ok(netlist)
    }

    /// The net that stands for all that are joined with `net`.
    fn root(&self, mut net: u32) -> u32 {
        while let Some(&next) = self.joined.get(&net) {
            net = next;
        }
        net
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            // Constants are the lowest: they stay.
            self.joined.insert(a.max(b), a.min(b));
        }
    }

    /// Replaces joined nets everywhere.
    fn settle(&mut self) {
        let roots: Vec<u32> = (0..self.nets as u32).map(|net| self.root(net)).collect();
        let all = self.ports.values_mut().map(|(_, nets)| nets).chain(self.names.values_mut());
        let all = all.chain(self.cells.iter_mut().flat_map(|cell| cell.pins.values_mut()));
        all.flatten().for_each(|net| *net = roots[*net as usize]);
        self.joined.clear();
    }

    /// The nets of a JSON list of bits.
    fn bits(&mut self, list: &Value, known: &mut HashMap<u64, u32>) -> Vec<u32> {
        let bit = |bit: &Value| match bit.as_u64() {
            None => {
                if bit == "1" {
                    ONE
                } else {
                    ZERO
                }
            }
            Some(number) => *known.entry(number).or_insert_with(|| {
                self.nets += 1;
                self.nets as u32 - 1
            }),
        };
        list.as_array().map(|list| list.iter().map(bit).collect()).unwrap_or_default()
    }

    fn flatten(&mut self, modules: &Map<String, Value>, module: &Value, scope: usize, mut known: HashMap<u64, u32>) {
        let path = self.scopes[scope].path.clone();
        let below = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        for (name, net) in object(&module["netnames"]) {
            let nets = self.bits(&net["bits"], &mut known);
            self.names.insert(below(name), nets);
        }
        for (name, cell) in object(&module["cells"]) {
            let kind = cell["type"].as_str().unwrap_or_default();
            let inner = modules.get(kind).filter(|module| module["attributes"]["blackbox"].is_null());
            let pins: HashMap<String, Vec<u32>> =
                object(&cell["connections"]).map(|(pin, list)| (pin.clone(), self.bits(list, &mut known))).collect();
            let Some(inner) = inner else {
                let parameters = object(&cell["parameters"]).filter_map(|(key, value)| Some((key.clone(), number(value)?))).collect();
                self.cells.push(CellUse { name: name.clone(), kind: base(kind).into(), scope, pins, parameters });
                continue;
            };
            // The inner module's ports are the outer nets.
            let mut inner_known = HashMap::new();
            for (port, description) in object(&inner["ports"]) {
                let outer = pins.get(port).cloned().unwrap_or_default();
                let inner_bits = description["bits"].as_array().cloned().unwrap_or_default();
                for (bit, &net) in inner_bits.iter().zip(&outer) {
                    // A port that is only another port's wire, or a constant, joins the nets outside.
                    let joined = match bit.as_u64() {
                        Some(bit) => *inner_known.entry(bit).or_insert(net),
                        None if bit == "1" => ONE,
                        None => ZERO,
                    };
                    self.join(joined, net);
                }
            }
            let mut modules_here = self.scopes[scope].modules.clone();
            modules_here.push(base(kind).into());
            self.scopes.push(Scope { path: below(name), modules: modules_here });
            self.flatten(modules, inner, self.scopes.len() - 1, inner_known);
        }
    }

    /// The nets of a name below the top, or of a port.
    pub fn find(&self, name: &str) -> Option<&[u32]> {
        self.names.get(name).map(Vec::as_slice)
    }
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The name of a module without its parameters: `$paramod$0123\sdp_ram` and `$paramod\sdp_ram\WIDTH=8` are "sdp_ram".
fn base(name: &str) -> &str {
    if name.starts_with("$paramod") { name.split('\\').nth(1).unwrap_or(name) } else { name.trim_start_matches('\\') }
}

/// A parameter as Yosys writes it: bits, the highest first.
fn number(value: &Value) -> Option<u64> {
    let text = value.as_str()?;
    if text.is_empty() || !text.bytes().all(|byte| byte == b'0' || byte == b'1') {
        value.as_u64()
    } else {
        u64::from_str_radix(text, 2).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An inner module that passes a wire through, drives a constant and holds an inverter.
    const JSON: &str = r#"{"modules": {
        "$paramod$12\\inner": {"attributes": {}, "ports": {
            "a": {"direction": "input", "bits": [2]}, "same": {"direction": "output", "bits": [2]},
            "one": {"direction": "output", "bits": ["1"]}, "y": {"direction": "output", "bits": [3]}},
          "cells": {"gate": {"type": "INV", "connections": {"A": [2], "Y": [3]}}}, "netnames": {"a": {"bits": [2]}}},
        "top": {"attributes": {}, "ports": {"x": {"direction": "input", "bits": [2]}, "z": {"direction": "output", "bits": [3, 4, 5]}},
          "cells": {"u": {"type": "$paramod$12\\inner", "connections": {"a": [2], "same": [3], "one": [4], "y": [5]}},
                    "m": {"type": "$paramod\\sdp_ram\\WIDTH=1", "parameters": {"WIDTH": "00000000000000000000000000001000", "INIT": ""}, "connections": {"we": [3]}}},
          "netnames": {}}}}"#;

    #[test]
    fn wires_that_pass_through_a_module_are_one_net() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), JSON).unwrap();
        let netlist = Netlist::load(file.path(), "top").unwrap();
        let (x, z) = (netlist.ports["x"].1[0], &netlist.ports["z"].1);
        assert_eq!((z[0], z[1]), (x, ONE));
        let find = |kind: &str| netlist.cells.iter().find(|cell| cell.kind == kind).unwrap();
        assert_eq!((find("INV").pins["A"][0], find("INV").pins["Y"][0]), (x, z[2]));
        assert_eq!(netlist.scopes[find("INV").scope].modules, ["inner"]);
        assert_eq!((find("sdp_ram").parameters["WIDTH"], find("sdp_ram").pins["we"][0]), (8, x));
        assert_eq!(netlist.find("u.a"), Some(&[x][..]));
        assert!(Netlist::load(file.path(), "other").unwrap_err().to_string().contains("no module other"));
    }
}
