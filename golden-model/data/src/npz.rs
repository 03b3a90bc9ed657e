//! NPZ files: a zip archive with one NPY file an array.

use super::array::{Array, Header, Pairs, Role};
use super::npy;
use super::open::Bytes;
use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use entrain_model::network::Network;
use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::{CompressionMethod, ZipArchive};

/// The samples of two arrays of one archive.
///
/// # Errors
/// A missing or broken archive, no array of that name, and whatever is wrong with the arrays.
pub(super) fn read(npz: &Path, x: &str, y: &str, network: &Network) -> Result<Pairs> {
    let entries = (find(npz, x)?, find(npz, y)?);
    Pairs::new(array(npz, x, entries.0, Role::Inputs, network)?, array(npz, y, entries.1, Role::Labels, network)?)
}

fn array(path: &Path, name: &str, entry: Entry, role: Role, network: &Network) -> Result<Array> {
    let (shown, bytes, stored) = unpacked(path, name, &entry)?;
    npy::array(shown, bytes, stored.then_some((path, entry.start)), role, network)
}

/// What an array is called, its bytes, and whether they stand in the archive as they are.
fn unpacked(path: &Path, name: &str, entry: &Entry) -> Result<(String, Bytes, bool)> {
    let shown = format!("array \"{name}\" of {}", path.display());
    let (bytes, stored) = entry.open(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    match bytes {
        Some(bytes) => Ok((shown, bytes, stored)),
        None => Err(Diagnostic::new(format!("{shown} is encrypted or packed in a way that numpy does not use"))),
    }
}

/// The header of an array.
pub(super) fn header(path: &Path, name: &str, role: Role) -> Result<Header> {
    let (shown, mut bytes, _) = unpacked(path, name, &find(path, name)?)?;
    npy::header(shown, &mut bytes, role).map(|(header, _, _)| header)
}

/// The arrays of an archive.
pub(super) fn names(path: &Path) -> Result<Vec<String>> {
    let file = File::open(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let archive = ZipArchive::new(BufReader::new(file));
    let archive = archive.map_err(|_| Diagnostic::new(format!("{} is not an NPZ file, or it is cut short", path.display())))?;
    Ok(archive.file_names_raw().map(|name| String::from_utf8_lossy(name).trim_end_matches(".npy").to_string()).collect())
}

/// Where an array stands in its archive.
struct Entry {
    start: u64,
    length: u64,
    sum: u32,
    /// None if it is encrypted.
    method: Option<CompressionMethod>,
}

impl Entry {
    /// The array's NPY file, if it can be unpacked, and whether it stands there unpacked.
    fn open(&self, path: &Path) -> io::Result<(Option<Bytes>, bool)> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let part = BufReader::with_capacity(1 << 16, file).take(self.length);
        let bytes: Bytes = match self.method {
            Some(CompressionMethod::Stored) => Box::new(part),
            Some(CompressionMethod::Deflated) => Box::new(BufReader::with_capacity(1 << 16, DeflateDecoder::new(part))),
            _ => return Ok((None, false)),
        };
        let checked = Checked { bytes: CrcReader::new(bytes), sum: self.sum };
        Ok((Some(Box::new(checked)), self.method == Some(CompressionMethod::Stored)))
    }
}

/// Looks up an array by the name that numpy.savez gave it.
fn find(path: &Path, name: &str) -> Result<Entry> {
    let file = File::open(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let broken = |_| Diagnostic::new(format!("{} is not an NPZ file, or it is cut short", path.display()));
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    let names: Vec<String> = archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let arrays = || names.iter().map(|name| name.trim_end_matches(".npy"));
    let Some(index) = arrays().position(|array| array == name) else {
        let help = match nearest(name, arrays()) {
            Some(name) => format!("did you mean \"{name}\"? arrays there: {}", arrays().collect::<Vec<_>>().join(", ")),
            None => format!("arrays there: {}", arrays().collect::<Vec<_>>().join(", ")),
        };
        return Err(Diagnostic::new(format!("{} has no array \"{name}\"", path.display())).help(help));
    };
    let entry = archive.by_index_raw(index).map_err(broken)?;
    let method = (!entry.encrypted()).then_some(entry.compression());
    let start = entry.data_start().unwrap_or(0);
    Ok(Entry { start, length: entry.compressed_size(), sum: entry.crc32(), method })
}

/// Bytes whose checksum is compared when they end.
struct Checked {
    bytes: CrcReader<Bytes>,
    sum: u32,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(into)?;
        if count == 0 && !into.is_empty() && self.bytes.crc().sum() != self.sum {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
        }
        Ok(count)
    }
}
