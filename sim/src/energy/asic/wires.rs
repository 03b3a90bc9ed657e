//! Capacitance of wires: extracted (SPEF) where there is a layout, else estimated from the fan-out.

use super::netlist::Netlist;
use super::syntax;
use entrain_model::{Diagnostic, Result};
use std::collections::HashMap;
use std::path::Path;

/// What is known of the wires.
#[derive(Debug, Clone, Default)]
pub struct Wires {
    /// Estimated capacitance of a net for each pin that it drives, farads.
    pub per_pin: f64,
    /// Capacitance of an input of a memory, farads.
    pub memory_pin: f64,
    /// Extracted capacitance of named nets, farads.
    nets: HashMap<String, f64>,
}

impl Wires {
    /// Estimated: so much for each pin that a net drives.
    pub fn estimated(per_pin: f64, memory_pin: f64) -> Wires {
        Wires { per_pin, memory_pin, nets: HashMap::new() }
    }

    /// Extracted: the total capacitance of each net of a SPEF file, packed with gzip or not. Nets that it does not name have none.
    ///
    /// # Errors
    /// It cannot be read, or its unit of capacitance is not understood.
    pub fn spef(path: &Path) -> Result<Wires> {
        let text = syntax::text(path)?;
        let (mut short, mut nets, mut unit, mut in_map) = (HashMap::new(), HashMap::new(), 1e-12, false);
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["*C_UNIT", count, name] => {
                    let scale = match name.to_uppercase().as_str() {
                        "FF" => 1e-15,
                        "PF" => 1e-12,
                        _ => return Err(Diagnostic::new(format!("{}: unit of capacitance {name} is not understood", path.display()))),
                    };
                    unit = count.parse::<f64>().unwrap_or(1.0) * scale;
                }
                ["*NAME_MAP"] => in_map = true,
                ["*PORTS"] => in_map = false,
                ["*D_NET", name, total, ..] => {
                    in_map = false;
                    let full = short.get(name).copied().unwrap_or(*name);
                    nets.insert(full.replace('\\', ""), total.parse::<f64>().unwrap_or(0.0) * unit);
                }
                [key, name] if in_map && key.starts_with('*') => {
                    short.insert(*key, *name);
                }
                _ => {}
            }
        }
        Ok(Wires { per_pin: 0.0, memory_pin: 0.0, nets })
    }

    /// Estimate for a net that drives `fanout` pins, farads.
    pub fn estimate(&self, fanout: usize) -> f64 {
        self.per_pin * fanout as f64
    }

    /// The extracted capacitance of each net that has one, farads.
    pub fn extracted(&self, netlist: &Netlist) -> HashMap<u32, f64> {
        let mut found = HashMap::new();
        for (name, capacitance) in &self.nets {
            let whole = netlist.find(name).filter(|bits| bits.len() == 1).map(|bits| bits[0]);
            let bit = || {
                let (bus, index) = name.strip_suffix(']')?.rsplit_once('[')?;
                netlist.find(bus)?.get(index.parse::<usize>().ok()?).copied()
            };
            if let Some(net) = whole.or_else(bit) {
                found.insert(net, *capacitance);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_buses_and_units_of_a_spef_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(
            file.path(),
            "*C_UNIT 2 FF\n*NAME_MAP\n*1 n\n*2 bus\\[1\\]\n*PORTS\n*1 I\n*D_NET *1 3.0\n*CONN\n*END\n*D_NET *2 5\n*END\n",
        )
        .unwrap();
        let names = HashMap::from([("n".to_string(), vec![7]), ("bus".to_string(), vec![8, 9])]);
        let mut netlist = Netlist::default();
        netlist.names = names;
        let found = Wires::spef(file.path()).unwrap().extracted(&netlist);
        let near = |net: u32, farads: f64| assert!((found[&net] / farads - 1.0).abs() < 1e-9, "{found:?}");
        near(7, 6e-15);
        near(9, 10e-15);
        assert_eq!(found.len(), 2);
    }
}
