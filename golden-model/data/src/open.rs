//! Files as streams of bytes, gzip or not, and what is said when they break.

use entrain_model::diagnostic::{Diagnostic, Result};
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The bytes of a file or of a part of one, first to last.
pub(super) type Bytes = Box<dyn Read + Send>;

/// A file's bytes; those of a gzip file are unpacked, whatever its name.
///
/// # Errors
/// No such file, no right to read it, an empty file, a name ending in .gz on something else.
pub(super) fn open(path: &Path) -> Result<Bytes> {
    let file = File::open(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let start = reader.fill_buf().map_err(|error| Diagnostic::io("read", path, &error))?;
    if start.is_empty() {
        return Err(Diagnostic::new(format!("{} is empty", path.display())));
    }
    if start.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(reader))));
    }
    if path.extension().is_some_and(|extension| extension == "gz") {
        return Err(Diagnostic::new(format!("{} is not a gzip file, as its name says", path.display())));
    }
    Ok(Box::new(reader))
}

/// Bytes of which the first have been looked at.
pub(super) struct Peeked<R> {
    head: Vec<u8>,
    given: usize,
    /// What ended the look, to be said when a reader comes there.
    fault: Option<io::Error>,
    rest: R,
}

impl<R: Read> Peeked<R> {
    /// Looks at up to `count` bytes.
    pub fn new(mut rest: R, count: usize) -> Peeked<R> {
        let (mut head, mut fault, mut length) = (vec![0; count], None, 0);
        while length < count && fault.is_none() {
            match rest.read(&mut head[length..]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => fault = Some(error),
            }
        }
        head.truncate(length);
        Peeked { head, given: 0, fault, rest }
    }

    /// What was seen.
    pub fn head(&self) -> &[u8] {
        &self.head
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given < self.head.len() {
            let count = (&self.head[self.given..]).read(into)?;
            self.given += count;
            return Ok(count);
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.rest.read(into),
        }
    }
}

/// The message for a read that fails in the middle of `name`; `place` says how far it came.
pub(super) fn broken(name: &str, place: &str, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Diagnostic::new(format!("{name} is cut short: {place}")).help("copy or download it again"),
        // What the unpackers answer to bytes that are not theirs.
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            Diagnostic::new(format!("{name} is damaged: {place}: {error}")).help("copy or download it again")
        }
        _ => Diagnostic::io("read", Path::new(name), error),
    }
}
