//! Two arrays, inputs and labels, read side by side: the common part of the binary formats.

use super::number::{Number, label, not_a_class};
use super::open::{Bytes, broken};
use super::stream::{Reader, Row};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::Network;
use std::io::{self, Read};

/// What an array is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// One row of network inputs a sample.
    Inputs,
    /// One class a sample.
    Labels,
}

/// What an array's header says.
#[derive(Debug)]
pub(super) struct Header {
    /// Of the file, for messages.
    pub name: String,
    /// Extent of each axis; the first counts the samples.
    pub shape: Vec<u64>,
    /// Type of the numbers.
    pub number: Number,
}

impl Header {
    /// Numbers a row, if they are as many as `role` asks for.
    pub fn width(&self, role: Role, network: &Network) -> Result<usize> {
        let Header { name, shape, .. } = self;
        let wanted = match role {
            Role::Inputs => network.features(),
            Role::Labels => 1,
        };
        let Some((&rows, tail)) = shape.split_first() else {
            return Err(Diagnostic::new(format!("{name} holds a single number, not one row a sample")));
        };
        let found = tail.iter().try_fold(1u64, |product, &axis| product.checked_mul(axis));
        if found != Some(wanted as u64) {
            let found = match found {
                Some(1) => "1 value".to_string(),
                Some(found) => format!("{found} values"),
                None => "too many values".to_string(),
            };
            return Err(match role {
                Role::Inputs => {
                    Diagnostic::new(format!("{name} has shape {}: {found} a sample; the network takes {wanted} inputs", tuple(shape)))
                        .help(format!("input = {{ shape = {:?}, .. }} in the network file is what they flatten to", network.input.shape))
                }
                Role::Labels => {
                    let diagnostic = Diagnostic::new(format!("{name} has shape {}: a label is one number a sample", tuple(shape)));
                    match tail {
                        [classes] if *classes == network.classes as u64 => {
                            diagnostic.help("one-hot labels become classes with y.argmax(axis=1)")
                        }
                        _ => diagnostic.help("inputs and labels may be exchanged"),
                    }
                }
            });
        }
        if rows == 0 {
            return Err(Diagnostic::new(format!("{name} has no rows")));
        }
        Ok(wanted)
    }
}

/// An array as numpy writes its shape.
fn tuple(shape: &[u64]) -> String {
    let axes: Vec<String> = shape.iter().map(u64::to_string).collect();
    format!("({}{})", axes.join(", "), if axes.len() == 1 { "," } else { "" })
}

/// An array whose rows are read one after another.
pub(super) struct Array {
    header: Header,
    bytes: Bytes,
    row: Vec<u8>,
    next: u64,
}

impl Array {
    /// The array behind `header`; `bytes` begin with its first row, in C order.
    pub fn new(header: Header, role: Role, network: &Network, bytes: Bytes) -> Result<Array> {
        let width = header.width(role, network)?;
        Ok(Array { row: vec![0; width * header.number.size], header, bytes, next: 0 })
    }

    /// Number of rows that the header promises.
    fn rows(&self) -> u64 {
        self.header.shape[0]
    }

    /// The numbers of the next row.
    fn read(&mut self) -> Result<impl Iterator<Item = f64>> {
        let (row, rows) = (self.next, self.rows());
        self.bytes
            .read_exact(&mut self.row)
            .map_err(|error| broken(&self.header.name, &format!("of {rows} rows, row {row} (counted from 0) is not complete"), &error))?;
        self.next += 1;
        let number = self.header.number;
        Ok(self.row.chunks_exact(number.size).map(move |bytes| number.decode(bytes)))
    }

    /// Checks that nothing follows the last row; this also makes unpackers compare their checksums.
    fn finish(&mut self) -> Result<()> {
        let surplus = io::copy(&mut self.bytes.by_ref().take(1), &mut io::sink());
        match surplus.map_err(|error| broken(&self.header.name, "after the last row", &error))? {
            0 => Ok(()),
            _ => Err(Diagnostic::new(format!("{} is longer than the {} rows that its header promises", self.header.name, self.rows()))),
        }
    }

    /// A message about the row just read.
    fn fault(&self, what: &str) -> Diagnostic {
        Diagnostic::new(format!("{}: row {}{what}", self.header.name, self.next - 1))
    }
}

/// Inputs and labels, row by row.
pub(super) struct Pairs {
    inputs: Array,
    labels: Array,
}

impl Pairs {
    /// The two arrays as one set of samples.
    ///
    /// # Errors
    /// More of the one than of the other.
    pub fn new(inputs: Array, labels: Array) -> Result<Pairs> {
        if inputs.rows() != labels.rows() {
            let (inputs, labels) = ((inputs.rows(), &inputs.header.name), (labels.rows(), &labels.header.name));
            return Err(Diagnostic::new(format!("{} has {} samples, {} has {} labels", inputs.1, inputs.0, labels.1, labels.0)));
        }
        Ok(Pairs { inputs, labels })
    }
}

impl Reader for Pairs {
    fn next(&mut self, network: &Network, row: &mut Row) -> Result<bool> {
        if self.inputs.next == self.inputs.rows() {
            self.inputs.finish()?;
            self.labels.finish()?;
            return Ok(false);
        }
        let mut fault = None;
        for (index, (slot, value)) in row.input.iter_mut().zip(self.inputs.read()?).enumerate() {
            *slot = network.input.quantise(value);
            if !value.is_finite() {
                fault = fault.or(Some((index, value)));
            }
        }
        if let Some((index, value)) = fault {
            return Err(self.inputs.fault(&format!(", value {index} (both counted from 0): {value} is not a finite number")));
        }
        let number = self.labels.read()?.next().unwrap_or(f64::NAN);
        let Some(class) = label(number, network) else {
            return Err(self.labels.fault(&format!(" (counted from 0): {}", not_a_class(&number.to_string(), network))));
        };
        (row.label, row.test) = (class, false);
        Ok(true)
    }
}
