//! Two arrays, inputs and labels, read side by side: the common part of the binary formats.

use super::facts::Facts;
use super::labels::Labels;
use super::number::Number;
use super::open::{Bytes, broken};
use super::reader::{Reader, Row};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Missing, Network};
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
        self.read_bytes()?;
        let number = self.header.number;
        Ok(self.row.chunks_exact(number.size.max(1)).map(move |bytes| number.decode(bytes)))
    }

    /// The bytes of the next row.
    fn read_bytes(&mut self) -> Result<()> {
        let (row, rows) = (self.next, self.rows());
        self.bytes
            .read_exact(&mut self.row)
            .map_err(|error| broken(&self.header.name, &format!("of {rows} rows, row {row} (counted from 0) is not complete"), &error))?;
        self.next += 1;
        Ok(())
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
    labels: LabelSource,
    missing: Missing,
}

/// Where the labels stand.
enum LabelSource {
    Array(Array),
    /// All rows are of one class.
    Class(String),
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
        Ok(Pairs { inputs, labels: LabelSource::Array(labels), missing: Missing::Refuse })
    }

    /// An array whose rows are all of one class.
    pub fn of_class(inputs: Array, class: &str) -> Pairs {
        Pairs { inputs, labels: LabelSource::Class(class.into()), missing: Missing::Refuse }
    }

    /// The same, with what is to happen to numbers that are none.
    pub fn with(self, missing: Missing) -> Pairs {
        Pairs { missing, ..self }
    }

    /// The label of the next row.
    fn label(&mut self, row: &mut Row, labels: &mut Labels) -> Result<usize> {
        let array = match &mut self.labels {
            LabelSource::Class(class) => {
                let name = &self.inputs.header.name;
                return Ok(labels.text(class, || (name.clone(), format!("\"{class}\""))));
            }
            LabelSource::Array(array) => array,
        };
        array.read_bytes()?;
        let place = |shown: String| (format!("{}: row {} (counted from 0)", array.header.name, array.next - 1), shown);
        if array.header.number.kind.is_text() {
            let text = array.header.number.text(&array.row);
            return Ok(labels.text(text.trim(), || place(format!("\"{}\"", text.trim()))));
        }
        let number = array.header.number.decode(&array.row);
        if !number.is_finite() {
            row.gap = true;
            return match self.missing {
                Missing::Drop => Ok(row.label),
                _ => Err(array.fault(&format!(" (counted from 0): label {number} is not a class"))),
            };
        }
        Ok(labels.number(number, || place(number.to_string())))
    }
}

impl Reader for Pairs {
    fn next(&mut self, row: &mut Row, labels: &mut Labels) -> Result<bool> {
        if self.inputs.next == self.inputs.rows() {
            self.inputs.finish()?;
            if let LabelSource::Array(labels) = &mut self.labels {
                labels.finish()?;
            }
            return Ok(false);
        }
        let (mut fault, mut gap) = (None, false);
        for (index, (slot, value)) in row.values.iter_mut().zip(self.inputs.read()?).enumerate() {
            *slot = value;
            gap |= value.is_nan();
            if !value.is_finite() && (value.is_infinite() || self.missing == Missing::Refuse) {
                fault = fault.or(Some((index, value)));
            }
        }
        if let Some((index, value)) = fault {
            return Err(self.inputs.fault(&format!(", value {index} (both counted from 0): {value} is not a finite number")));
        }
        row.gap = gap;
        row.label = self.label(row, labels)?;
        Ok(true)
    }

    fn facts(&self) -> Facts {
        let name = |array: &Array| {
            let Header { name, shape, number } = &array.header;
            (name.clone(), format!("array of shape {}, {}", tuple(shape), number.words()))
        };
        let labels = match &self.labels {
            LabelSource::Array(array) => Some(name(array)),
            LabelSource::Class(_) => None,
        };
        Facts { files: [Some(name(&self.inputs)), labels].into_iter().flatten().collect(), ..Facts::default() }
    }
}
