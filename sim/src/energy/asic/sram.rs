//! Energy of memories: a stated model, or a memory compiler's figures in a file.
//!
//! The model: M. Horowitz, "Computing's energy problem", ISSCC 2014: at 45 nm and 0.9 V a read of 64 bits costs 10 pJ
//! from 8 KB, 20 pJ from 32 KB and 100 pJ from 1 MB, which is 10 pJ (bits / 64) sqrt(bytes / 8 KB) within 15 %. Energy goes with the
//! node's length (capacitance) and the square of the supply. A memory smaller than 256 bytes costs what one of 256 does.

use entrain_model::{Diagnostic, Result};
use serde::Deserialize;
use std::path::Path;

/// Smallest capacity of the model, bytes: word lines shrink, the sense amplifiers and the clocked port do not.
const SMALLEST: f64 = 256.0;

/// What accesses cost.
#[derive(Debug, Clone)]
pub struct SramModel {
    /// Joules a bit read from 8 KB.
    read_bit: f64,
    /// Write / read.
    write: f64,
    /// Watts a bit that is kept.
    leakage_bit: f64,
    /// Square micrometres a bit.
    area_bit: f64,
    known: Vec<Known>,
    /// Where the figures come from.
    pub source: String,
}

/// One memory of a compiler's data sheet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    width: usize,
    depth: usize,
    read_pj: f64,
    write_pj: f64,
    #[serde(default)]
    leakage_nw: f64,
    #[serde(default)]
    area_um2: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    memory: Vec<Known>,
}

/// Energy, leakage and area of one memory.
#[derive(Debug, Clone, Copy)]
pub struct Sram {
    /// Joules a word read.
    pub read: f64,
    /// Joules a word written.
    pub write: f64,
    /// Watts.
    pub leakage: f64,
    /// Square micrometres.
    pub area: f64,
}

impl SramModel {
    /// The model scaled to a node, in nanometres, and a supply, in volts.
    pub fn scaled(node_nm: f64, volts: f64) -> SramModel {
        let scale = node_nm / 45.0 * (volts / 0.9).powi(2);
        SramModel {
            read_bit: 10e-12 / 64.0 * scale,
            write: 1.0,
            // 10 pA a bit at 180 nm and above, more below: as the leakage of a minimum transistor grows about tenfold to 45 nm.
            leakage_bit: 10e-12 * volts * (180.0 / node_nm).max(1.0).powf(1.66),
            // A six-transistor cell is about 140 squares of the node's length; half of a small memory is its periphery.
            area_bit: 2.0 * 140.0 * (node_nm * 1e-3).powi(2),
            known: Vec::new(),
            source: format!(
                "Horowitz, ISSCC 2014 (45 nm, 0.9 V: 10 pJ per 64 bits from 8 KB, as the root of the size), times {node_nm}/45 and ({volts}/0.9)^2; \
                 a write costs what a read costs; an access counts where the address changes, so the port needs an enable"
            ),
        }
    }

    /// The model, but a compiler's figures where a file has them.
    ///
    /// # Errors
    /// The file cannot be read or is not of the right form.
    pub fn with_file(mut self, path: &Path) -> Result<SramModel> {
        let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
        let file: File = toml::from_str(&text).map_err(|error| {
            Diagnostic::new(format!("{}: {error}", path.display()))
                .help("it must look like\n\nsource = \"data sheet\"\n[[memory]]\nwidth = 48\ndepth = 1024\nread_pj = 9.1\nwrite_pj = 10.2\nleakage_nw = 50")
        })?;
        self.source = format!("{}; where that has no memory of the size: {}", file.source, self.source);
        self.known = file.memory;
        Ok(self)
    }

    /// A memory of `depth` words of `width` bits.
    pub fn memory(&self, width: usize, depth: usize) -> Sram {
        if let Some(known) = self.known.iter().find(|known| (known.width, known.depth) == (width, depth)) {
            return Sram {
                read: known.read_pj * 1e-12,
                write: known.write_pj * 1e-12,
                leakage: known.leakage_nw * 1e-9,
                area: known.area_um2,
            };
        }
        let bits = (width * depth) as f64;
        let read = self.read_bit * width as f64 * ((bits / 8.0).max(SMALLEST) / 8192.0).sqrt();
        Sram { read, write: read * self.write, leakage: self.leakage_bit * bits, area: self.area_bit * bits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_points_are_met() {
        let model = SramModel::scaled(45.0, 0.9);
        for (kilobytes, picojoules) in [(8, 10.0), (32, 20.0), (1024, 100.0)] {
            let read = model.memory(64, kilobytes * 128).read * 1e12;
            assert!((read / picojoules - 1.0).abs() < 0.15, "{kilobytes} KB: {read} pJ");
        }
    }

    #[test]
    fn a_file_goes_before_the_model() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "source = \"sheet\"\n[[memory]]\nwidth = 8\ndepth = 16\nread_pj = 3\nwrite_pj = 4\n").unwrap();
        let model = SramModel::scaled(180.0, 1.8).with_file(file.path()).unwrap();
        assert_eq!((model.memory(8, 16).read, model.memory(8, 16).write), (3e-12, 4e-12));
        assert!(model.memory(8, 32).read > 3e-12);
        std::fs::write(file.path(), "source = 3").unwrap();
        assert!(SramModel::scaled(180.0, 1.8).with_file(file.path()).is_err());
    }
}
