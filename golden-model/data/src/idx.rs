//! IDX files, the format of MNIST: two zero bytes, a type, the number of axes, their extents, the numbers.

use super::array::{Array, Header, Pairs, Role};
use super::number::{Kind, Number};
use super::open::{Bytes, broken, open};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use std::io::Read;
use std::path::Path;

/// The samples of an image file and a label file, plain or gzip.
///
/// # Errors
/// A missing or empty file, a wrong magic number, a header cut short, other dimensions than the network's.
pub(super) fn read(images: &Path, labels: &Path, network: &Network) -> Result<Pairs> {
    let inputs = array(images.display().to_string(), open(images)?, Role::Inputs, network)?;
    let labels = array(labels.display().to_string(), open(labels)?, Role::Labels, network)?;
    Pairs::new(inputs, labels)
}

/// One array, of whose file `bytes` are the first.
pub(super) fn array(name: String, mut bytes: Bytes, role: Role, network: &Network) -> Result<Array> {
    Array::new(header(name, &mut bytes, role)?, role, network, bytes)
}

/// What the header says.
pub(super) fn header(name: String, bytes: &mut Bytes, role: Role) -> Result<Header> {
    let mut word = || {
        let mut word = [0; 4];
        bytes.read_exact(&mut word).map_err(|error| broken(&name, "it ends in its header", &error))?;
        Ok(word)
    };
    let magic = word()?;
    let number = match magic {
        [0, 0, kind, axes] if axes > 0 => number(kind),
        _ => None,
    };
    let Some(number) = number else {
        let [a, b, c, d] = magic;
        let usual = match role {
            Role::Inputs => "images begin with 00 00 08 03",
            Role::Labels => "labels begin with 00 00 08 01",
        };
        return Err(Diagnostic::new(format!("{name} is not an IDX file: it begins with {a:02x} {b:02x} {c:02x} {d:02x}")).help(usual));
    };
    let shape = (0..magic[3]).map(|_| word().map(|word| u32::from_be_bytes(word) as u64)).collect::<Result<_>>()?;
    Ok(Header { name, shape, number })
}

/// The type that the third byte of the magic number names.
fn number(code: u8) -> Option<Number> {
    let (kind, size) = match code {
        0x08 => (Kind::Unsigned, 1),
        0x09 => (Kind::Signed, 1),
        0x0b => (Kind::Signed, 2),
        0x0c => (Kind::Signed, 4),
        0x0d => (Kind::Float, 4),
        0x0e => (Kind::Float, 8),
        _ => return None,
    };
    Some(Number { kind, size, big_endian: true })
}
