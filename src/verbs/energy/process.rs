//! A process: a cell library, its node, what memories cost in it.

use super::Arguments;
use entrain_flow::asic::default_liberty;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};
use entrain_sim::energy::asic::liberty::{Cell, Library};
use entrain_sim::energy::asic::sram::SramModel;
use std::path::{Path, PathBuf};

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
    /// The library that the arguments name, or the default.
    pub fn open(arguments: &Arguments, folder: &Path) -> Result<Process> {
        let given = match &arguments.liberty {
            Some(path) => path.clone(),
            None => default_liberty()?,
        };
        let path = unpacked(&given, folder)?;
        let library = Library::load(&path, &|_| true)?;
        let name = library.name.to_lowercase();
        let node_nm = arguments.node.or_else(|| NODES.iter().find(|(part, _)| name.contains(part)).map(|(_, node)| *node));
        let node_nm = node_nm.ok_or_else(|| {
            Diagnostic::new(format!("which node is library {}? The model of memories needs its length", library.name))
                .help("give --node NANOMETRES")
        })?;
        let sram = SramModel::scaled(node_nm, library.voltage);
        let sram = match &arguments.sram {
            Some(file) => sram.with_file(file)?,
            None => sram,
        };
        Ok(Process { path, library, node_nm, sram, wire: arguments.wire.map(|femtofarads| femtofarads * 1e-15) })
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

/// Yosys and OpenSTA read no packed files.
fn unpacked(path: &Path, folder: &Path) -> Result<PathBuf> {
    let bytes = std::fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(path.to_path_buf());
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let plain = folder.join(if stem.ends_with(".lib") { stem } else { format!("{stem}.lib") });
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text)
        .map_err(|error| Diagnostic::io("read", path, &error))?;
    write_atomically(&plain, &text)?;
    Ok(plain)
}
