//! `entrain energy --netlist N --waves W`: the power of any netlist of a library's cells, from its parasitics and a waveform.

use super::Arguments;
use super::process::{Process, SLEW, unpacked};
use crate::output::table;
use entrain_flow::asic::to_json;
use entrain_model::{Diagnostic, Result};
use entrain_sim::energy::asic::design::Design;
use entrain_sim::energy::asic::meter::Spent;
use entrain_sim::energy::asic::netlist::Netlist;
use entrain_sim::energy::asic::waves::measure;
use entrain_sim::energy::asic::wires::Wires;
use serde_json::{Value, json};
use std::path::Path;

pub fn work(netlist: &Path, arguments: &Arguments) -> Result<(String, Value)> {
    let needed = |value: Option<&String>, name: &str| value.cloned().ok_or_else(|| Diagnostic::new(format!("--{name} is missing")));
    let (top, scope) = (needed(arguments.top.as_ref(), "top")?, needed(arguments.scope.as_ref(), "scope")?);
    let waves = arguments.waves.as_ref().ok_or_else(|| Diagnostic::new("--waves is missing"))?;
    let folder = std::env::temp_dir().join(format!("entrain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| Diagnostic::io("make the folder", &folder, &error))?;
    let found = power(netlist, arguments, (&top, &scope, waves), &folder);
    let _ = std::fs::remove_dir_all(&folder);
    found
}

fn power(netlist: &Path, arguments: &Arguments, (top, scope, waves): (&str, &str, &Path), folder: &Path) -> Result<(String, Value)> {
    let process = Process::open(arguments, folder)?;
    let json_file = match netlist.extension().is_some_and(|suffix| suffix == "json") {
        true => netlist.to_path_buf(),
        false => to_json(netlist, &process.path, top, folder)?,
    };
    let (netlist, waves) = (Netlist::load(&json_file, top)?, unpacked(waves, folder, "vcd")?);
    let wires = match &arguments.spef {
        Some(path) => Wires::spef(path)?,
        None => {
            let wire = process.wire.unwrap_or_else(|| process.estimated_wire(&netlist));
            Wires::estimated(wire, wire)
        }
    };
    let design = Design::new(&netlist, &process.library, &wires, SLEW)?;
    let measured = measure(&design, &netlist, &waves, scope)?;
    let watts = |of: fn(&Spent) -> f64| measured.meter.spent().iter().map(of).sum::<f64>() / measured.seconds;
    let parts = [("internal", watts(|s| s.internal + s.clock)), ("switching", watts(|s| s.switching)), ("leakage", watts(|s| s.leakage))];
    let total: f64 = parts.iter().map(|(_, watts)| watts).sum();
    let rows: Vec<Vec<String>> =
        parts.iter().chain([&("total", total)]).map(|(name, watts)| vec![name.to_string(), format!("{watts:.3e}")]).collect();
    let wires = arguments.spef.as_ref().map_or("estimated".into(), |path| path.display().to_string());
    let text = format!(
        "library {}, {} V; wires: {wires}\n{} of {} driven nets are in the waveform of {:.3e} s, the others stand still\n\n{}",
        process.library.name,
        process.library.voltage,
        measured.found,
        measured.nets,
        measured.seconds,
        table(&["power", "W"], &rows)
    );
    let value = json!({
        "internal_w": parts[0].1, "switching_w": parts[1].1, "leakage_w": parts[2].1, "total_w": total, "seconds": measured.seconds,
        "nets": measured.nets, "nets_found": measured.found, "library": process.library.name,
    });
    Ok((text, value))
}
