//! `entrain energy --netlist N --waves W`: the power of any netlist of a library's cells, from its parasitics and a waveform.

use super::options::Netlist as Options;
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
use std::path::{Path, PathBuf};

/// What a netlist takes.
pub struct Report {
    /// Name of the library, and its supply in volts.
    library: String,
    volts: f64,
    /// Where the wires are from; estimated without.
    spef: Option<PathBuf>,
    /// Watts.
    internal: f64,
    switching: f64,
    leakage: f64,
    /// Length of the waveform.
    seconds: f64,
    /// Nets that are driven, and how many of them are in the waveform.
    nets: usize,
    found: usize,
}

/// Measures the netlist.
///
/// # Errors
/// A file that cannot be read or does not fit the others.
pub fn work(options: &Options) -> Result<Report> {
    let folder = std::env::temp_dir().join(format!("entrain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| Diagnostic::io("make the folder", &folder, &error))?;
    let found = power(options, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    found
}

fn power(options: &Options, folder: &Path) -> Result<Report> {
    let process = Process::open(&options.library, folder)?;
    let json_file = match options.file.extension().is_some_and(|suffix| suffix == "json") {
        true => options.file.clone(),
        false => to_json(&options.file, &process.path, &options.top, folder)?,
    };
    let (netlist, waves) = (Netlist::load(&json_file, &options.top)?, unpacked(&options.waves, folder, "vcd")?);
    let wires = match &options.spef {
        Some(path) => Wires::spef(path)?,
        None => {
            let wire = process.wire.unwrap_or_else(|| process.estimated_wire(&netlist));
            Wires::estimated(wire, wire)
        }
    };
    let design = Design::new(&netlist, &process.library, &wires, SLEW)?;
    let measured = measure(&design, &netlist, &waves, &options.scope)?;
    let watts = |of: fn(&Spent) -> f64| measured.meter.spent().iter().map(of).sum::<f64>() / measured.seconds;
    Ok(Report {
        internal: watts(|spent| spent.internal + spent.clock),
        switching: watts(|spent| spent.switching),
        leakage: watts(|spent| spent.leakage),
        library: process.library.name.clone(),
        volts: process.library.voltage,
        spef: options.spef.clone(),
        seconds: measured.seconds,
        nets: measured.nets,
        found: measured.found,
    })
}

impl Report {
    fn total(&self) -> f64 {
        self.internal + self.switching + self.leakage
    }

    /// For people.
    pub fn text(&self) -> String {
        let parts = [("internal", self.internal), ("switching", self.switching), ("leakage", self.leakage), ("total", self.total())];
        let rows = parts.map(|(name, watts)| vec![name.to_string(), format!("{watts:.3e}")]);
        let wires = self.spef.as_ref().map_or("estimated".into(), |path| path.display().to_string());
        format!(
            "library {}, {} V; wires: {wires}\n{} of {} driven nets are in the waveform of {:.3e} s, the others stand still\n\n{}",
            self.library,
            self.volts,
            self.found,
            self.nets,
            self.seconds,
            table(&["power", "W"], &rows)
        )
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "internal_w": self.internal, "switching_w": self.switching, "leakage_w": self.leakage, "total_w": self.total(),
            "seconds": self.seconds, "nets": self.nets, "nets_found": self.found, "library": self.library,
        })
    }
}
