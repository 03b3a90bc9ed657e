//! NPZ: a zip archive with an NPY file an array, and `about` as a string of JSON.

use super::{Array, Numbers};
use serde_json::Value;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

/// The archive.
pub(super) fn bytes(arrays: &[Array], about: &Value) -> Result<Vec<u8>, String> {
    // Always the same time, so that the same weights give the same file.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let text: Vec<u8> = about.to_string().chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    let note = ("about".to_string(), npy(&format!("<U{}", text.len() / 4), &[], &text));
    let files = arrays.iter().map(|array| (array.name.clone(), array_bytes(array))).chain([note]);
    for (name, bytes) in files {
        archive.start_file(format!("{name}.npy"), options).map_err(|error| error.to_string())?;
        archive.write_all(&bytes).map_err(|error| error.to_string())?;
    }
    Ok(archive.finish().map_err(|error| error.to_string())?.into_inner())
}

fn array_bytes(array: &Array) -> Vec<u8> {
    let kind = match array.values {
        Numbers::Real(_) => "<f4",
        Numbers::Integer(_) => "<i2",
    };
    npy(kind, &array.shape, &array.values.bytes())
}

/// An NPY file, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
fn npy(kind: &str, shape: &[usize], values: &[u8]) -> Vec<u8> {
    let axes: String = shape.iter().map(|axis| format!("{axis},")).collect();
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({axes}), }}");
    // Magic number, version, length and header take a multiple of 64 bytes; the header ends its line.
    let padding = 63 - (10 + header.len()) % 64;
    header.push_str(&" ".repeat(padding));
    header.push('\n');
    [b"\x93NUMPY\x01\x00", (header.len() as u16).to_le_bytes().as_slice(), header.as_bytes(), values].concat()
}
