//! NPY files, numpy's own: a magic number, a header that is a Python dictionary, the numbers.
//!
//! The header is read here and not by a crate: it has three keys, and the crates that parse any Python literal
//! panic on shapes that overflow.

use super::array::{Array, Header, Pairs, Role};
use super::number::{Kind, Number};
use super::open::{Bytes, broken, open};
use super::transposed::Transposed;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use regex::Regex;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::LazyLock;

/// numpy itself refuses headers above 10,000 bytes.
const LONGEST_HEADER: u32 = 1 << 16;
/// Characters of a label that is a word.
const LONGEST_WORD: usize = 4096;

/// The three keys of a header.
static DESCR: LazyLock<Regex> = LazyLock::new(|| key(r"'descr'\s*:\s*(.*?)\s*(?:,\s*'(?:fortran_order|shape)'|,?\s*\})"));
static ORDER: LazyLock<Regex> = LazyLock::new(|| key(r"'fortran_order'\s*:\s*(True|False)"));
static SHAPE: LazyLock<Regex> = LazyLock::new(|| key(r"'shape'\s*:\s*\(((?:\s*\d+L?\s*,?)*)\s*\)"));

fn key(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// The samples of an input file and a label file, each plain or gzip.
///
/// # Errors
/// A missing or empty file, one that is not NPY, an unsupported type, other dimensions than the network's.
pub(super) fn read(x: &Path, y: &Path, network: &Network) -> Result<Pairs> {
    let file = |path: &Path, role| array(path.display().to_string(), open(path)?, Some((path, 0)), role, network);
    Pairs::new(file(x, Role::Inputs)?, file(y, Role::Labels)?)
}

/// The samples of an input file, all of one class.
///
/// # Errors
/// As `read`.
pub(super) fn read_of_class(x: &Path, class: &str, network: &Network) -> Result<Pairs> {
    let array = array(x.display().to_string(), open(x)?, Some((x, 0)), Role::Inputs, network)?;
    Ok(Pairs::of_class(array, class))
}

/// One array. `bytes` begin with its magic number; `plain` says where the same bytes stand in a file,
/// if a file holds them unpacked.
pub(super) fn array(name: String, mut bytes: Bytes, plain: Option<(&Path, u64)>, role: Role, network: &Network) -> Result<Array> {
    let (header, by_column, length) = header(name, &mut bytes, role)?;
    let width = header.width(role, network)?;
    if by_column && width > 1 {
        let sorted = sort(bytes, plain, length, &header);
        bytes = Box::new(sorted.map_err(|error| broken(&header.name, "it has fewer numbers than its header promises", &error))?);
    }
    Array::new(header, role, network, bytes)
}

/// What the header says: the array, whether it stands column by column, and how many bytes stand before the numbers.
pub(super) fn header(name: String, bytes: &mut Bytes, role: Role) -> Result<(Header, bool, u64)> {
    let (text, length) = header_text(&name, bytes)?;
    let value = |pattern: &Regex| {
        let found = pattern.captures(&text).map(|found| found[1].to_string());
        found.ok_or_else(|| Diagnostic::new(format!("{name} is not a usable NPY file: its header is {}", text.trim_end())))
    };
    let number = number(&name, role, &value(&DESCR)?)?;
    let by_column = value(&ORDER)? == "True";
    let axes = value(&SHAPE)?;
    let axes = axes.split(',').map(|axis| axis.trim().trim_end_matches('L')).filter(|axis| !axis.is_empty());
    // An extent beyond 2^64 is a wrong one; the check of the dimensions refuses it.
    let shape: Vec<u64> = axes.map(|axis| axis.parse().unwrap_or(u64::MAX)).collect();

    Ok((Header { name, shape, number }, by_column, length))
}

/// The header's text, and how many bytes stand before the numbers.
fn header_text(name: &str, bytes: &mut Bytes) -> Result<(String, u64)> {
    let mut take = |count: usize| {
        let mut part = vec![0; count];
        bytes.read_exact(&mut part).map_err(|error| broken(name, "it ends in its header", &error))?;
        Ok(part)
    };
    let magic = take(8)?;
    if !magic.starts_with(b"\x93NUMPY") {
        return Err(Diagnostic::new(format!("{name} is not an NPY file")).help("write it with numpy.save"));
    }
    let digits = match magic[6] {
        1 => 2,
        2 | 3 => 4,
        version => return Err(Diagnostic::new(format!("{name} has NPY version {version}; versions 1 to 3 can be read"))),
    };
    let length = take(digits)?.iter().rev().fold(0, |length, &byte| length << 8 | byte as u32);
    if length > LONGEST_HEADER {
        return Err(Diagnostic::new(format!("{name} is damaged: its header is {length} bytes long")));
    }
    let text = String::from_utf8_lossy(&take(length as usize)?).into_owned();
    Ok((text, 8 + digits as u64 + length as u64))
}

/// The type that numpy writes as `'<f4'`.
fn number(name: &str, role: Role, written: &str) -> Result<Number> {
    let code = written.trim_matches('\'').as_bytes();
    let found = match code {
        [b'|', b'b', b'1'] => Some((Kind::Unsigned, 1)),
        [b'<' | b'>' | b'|' | b'=', b'u', size @ (b'1' | b'2' | b'4' | b'8')] => Some((Kind::Unsigned, size - b'0')),
        [b'<' | b'>' | b'|' | b'=', b'i', size @ (b'1' | b'2' | b'4' | b'8')] => Some((Kind::Signed, size - b'0')),
        [b'<' | b'>' | b'=', b'f', size @ (b'2' | b'4' | b'8')] => Some((Kind::Float, size - b'0')),
        _ => None,
    };
    let words = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<usize>().ok().filter(|size| (1..=LONGEST_WORD).contains(size));
    let found = found.map(|(kind, size)| (kind, size as usize)).or(match code {
        _ if role == Role::Inputs => None,
        [b'|', b'S', digits @ ..] => words(digits).map(|size| (Kind::Bytes, size)),
        [b'<' | b'>' | b'=' | b'|', b'U', digits @ ..] => words(digits).map(|size| (Kind::Characters, 4 * size)),
        _ => None,
    });
    let Some((kind, size)) = found else {
        return Err(Diagnostic::new(format!("{name} holds numbers of type {written}, which cannot be read"))
            .help("save it as integers or as float16, float32 or float64, for example x.astype(\"float32\")"));
    };
    Ok(Number { kind, size, big_endian: code[0] == b'>' })
}

/// The rows of an array that stands column by column. What is packed is first unpacked to a temporary file.
fn sort(mut bytes: Bytes, plain: Option<(&Path, u64)>, length: u64, header: &Header) -> io::Result<Transposed> {
    if let Some((path, start)) = plain {
        let mut file = File::open(path)?;
        let mut magic = [0; 2];
        file.read_exact(&mut magic)?;
        if magic != [0x1f, 0x8b] {
            return Transposed::new(file, start + length, &header.shape, header.number.size);
        }
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut bytes, &mut file)?;
    Transposed::new(file, 0, &header.shape, header.number.size)
}
