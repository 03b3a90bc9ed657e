//! A process: a cell library, its node, what memories cost in it.

use super::options;
use entrain_flow::asic::default_liberty;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};
use entrain_sim::energy::asic::liberty::{Cell, Library};
use entrain_sim::energy::asic::netlist::Netlist;
use entrain_sim::energy::asic::sram::SramModel;
use std::path::{Path, PathBuf};

/// Transition time of inputs and clock, seconds.
pub const SLEW: f64 = 0.1e-9;
/// Capacitance of a wire, farads a micrometre: about the same in every process.
const WIRE: f64 = 0.2e-15;
/// Length of wire a pin, in units of the root of the mean cell's area: what the layout of OpenSTA's gcd example has (sky130, SPEF).
pub const PITCHES: f64 = 6.0;
/// Libraries whose names tell the length of the node, nanometres.
const NODES: [(&str, f64); 8] = [
    ("osu018", 180.0),
    ("osu035", 350.0),
    ("osu05", 500.0),
    ("sky130", 130.0),
    ("gf180", 180.0),
    ("nangate", 45.0),
    ("sg13", 130.0),
    ("asap7", 7.0),
];

/// A library and what is assumed with it.
pub struct Process {
    pub path: PathBuf,
    pub library: Library,
    pub node_nm: f64,
    pub sram: SramModel,
    /// Capacitance of wire a pin, farads, if it was given.
    pub wire: Option<f64>,
}

impl Process {
    /// The library that is named, or the default.
    pub fn open(options: &options::Library, folder: &Path) -> Result<Process> {
        let given = match &options.liberty {
            Some(path) => path.clone(),
            None => default_liberty()?,
        };
        let path = unpacked(&given, folder, "lib")?;
        let library = Library::load(&path, &|_| true)?;
        let name = library.name.to_lowercase();
        let node_nm = options.node_nm.or_else(|| NODES.iter().find(|(part, _)| name.contains(part)).map(|(_, node)| *node));
        let node_nm = node_nm.ok_or_else(|| {
            Diagnostic::new(format!("which node is library {}? The model of memories needs its length", library.name))
                .help("give --node NANOMETRES")
        })?;
        let sram = SramModel::scaled(node_nm, library.voltage);
        let sram = match &options.sram {
            Some(file) => sram.with_file(file)?,
            None => sram,
        };
        Ok(Process { path, library, node_nm, sram, wire: options.wire_ff.map(|femtofarads| femtofarads * 1e-15) })
    }

    /// Capacitance of the wire to a pin, farads.
    pub fn estimated_wire(&self, netlist: &Netlist) -> f64 {
        let areas = netlist.cells.iter().filter_map(|cell| self.library.cell(&cell.kind)).map(|cell| cell.area);
        let (sum, count) = areas.fold((0.0, 0usize), |(sum, count), area| (sum + area, count + 1));
        WIRE * PITCHES * (sum / count.max(1) as f64).sqrt()
    }

    /// An inverter of middle size, to drive the inputs.
    pub fn driver(&self) -> Result<String> {
        let inverts = |cell: &&Cell| {
            cell.pins.len() == 2
                && cell.pins.iter().any(|pin| pin.output && pin.function.as_ref().is_some_and(|f| f.value(0) && f.support() != 0))
        };
        let mut found: Vec<_> = self.library.cells.values().filter(inverts).collect();
        found.sort_by(|a, b| a.area.total_cmp(&b.area));
        let middle = found.get(found.len() / 2).ok_or_else(|| Diagnostic::new(format!("library {} has no inverter", self.library.name)))?;
        Ok(middle.name.clone())
    }
}

/// A file as it is, or unpacked into `folder` with the suffix that it should have: Yosys, OpenSTA and the reader of waveforms take no
/// packed files.
pub fn unpacked(path: &Path, folder: &Path, suffix: &str) -> Result<PathBuf> {
    let bytes = std::fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(path.to_path_buf());
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let plain = folder.join(if stem.ends_with(&format!(".{suffix}")) { stem } else { format!("{stem}.{suffix}") });
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text)
        .map_err(|error| Diagnostic::io("read", path, &error))?;
    write_atomically(&plain, &text)?;
    Ok(plain)
}
