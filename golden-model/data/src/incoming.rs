//! Rows that come after the training: to be predicted, or with labels to be learned from.

use super::array::{Pairs, Role};
use super::chain::{Chain, Manner, table_of};
use super::column::is_clipped;
use super::form::Purpose;
use super::inputs::Inputs;
use super::labels::{Classes, Labels, is_same};
use super::loaded::known;
use super::open::{Bytes, open};
use super::prepare::Preparation;
use super::reader::{Reader, Row};
use super::records::Look;
use super::rows::windows;
use super::{Scaling, idx, npy};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{DataSource, Files, Missing, Network};
use std::io::{BufRead, Cursor, Read};
use std::path::Path;

/// What the training rows said, by which later rows are read.
#[derive(Debug, Clone)]
pub struct Known {
    /// The columns, their medians and their ranges.
    pub inputs: Inputs,
    /// How each input is scaled, where `[data] normalise` asks for it.
    pub scaling: Option<Scaling>,
    /// Whether the rows are to have labels.
    pub labelled: bool,
}

/// Rows one after the other, as they come.
pub struct Incoming {
    reader: Box<dyn Reader>,
    row: Row,
    network: Network,
    preparation: Preparation,
    inputs: Inputs,
    missing: Missing,
    count: u64,
    classes: Option<Classes>,
    labels: Labels,
}

/// A row that came.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrived {
    /// Its number, 1 first.
    pub number: u64,
    /// The inputs as the hardware takes them.
    pub input: Vec<i16>,
    /// Inputs beyond what was seen in training, with their numbers in the units of the file.
    pub outside: Vec<(usize, f64)>,
    /// Its class, where the rows have labels.
    pub class: Option<usize>,
    /// How many of its values are beyond what the format holds, and clipped.
    pub clipped: usize,
    /// Why it cannot be used.
    pub fault: Option<String>,
}

impl Incoming {
    /// Opens a table, a workbook, an NPY or an IDX file of inputs. `known` is what the training rows said.
    ///
    /// # Errors
    /// As for training rows; columns of the training rows that are not there.
    pub fn open(path: &Path, network: &Network, known: Known) -> Result<Incoming> {
        let mut head = [0; 6];
        let length = open(path)?.read(&mut head).unwrap_or(0);
        let name = path.display().to_string();
        let reader: Box<dyn Reader> = match &head[..length] {
            [0x93, b'N', b'U', b'M', b'P', b'Y'] => Box::new(npy::read_of_class(path, "", network)?),
            [0, 0, 0x08..=0x0e, 1..=9, ..] => Box::new(Pairs::of_class(idx::array(name, open(path)?, Role::Inputs, network)?, "")),
            _ => {
                let manner = manner(network, &known, Look::default(), false);
                windows(manner, network, |manner, network| Ok(Box::new(Chain::open(&Files::Csv(path.into()), manner, network)?)))?
            }
        };
        Incoming::new(reader, network, known)
    }

    /// Reads a table from a pipe. With `follow`, a row is given as soon as its line is there, and one that cannot be read is a row with
    /// a fault and no error.
    ///
    /// # Errors
    /// As `open`.
    pub fn stream(name: &str, mut bytes: impl BufRead + Send + 'static, follow: bool, network: &Network, known: Known) -> Result<Incoming> {
        let mut look = Look::default();
        let mut head = Vec::new();
        if follow {
            // A header, perhaps, and a row: more may come much later.
            for _ in 0..2 {
                bytes.read_until(b'\n', &mut head).map_err(|error| Diagnostic::io("read", Path::new(name), &error))?;
            }
            look = Look { rows: 2, bytes: head.len() };
        }
        let manner = manner(network, &known, look, follow);
        let bytes: Bytes = Box::new(Cursor::new(head).chain(bytes));
        let reader = windows(manner, network, |manner, network| table_of(name.into(), bytes, &manner, network))?;
        Incoming::new(reader, network, known)
    }

    fn new(reader: Box<dyn Reader>, network: &Network, known: Known) -> Result<Incoming> {
        let row = Row { values: vec![0.0; network.features()], ..Row::default() };
        let missing = network.data.as_ref().map_or(Missing::Refuse, |data| data.missing);
        let Known { inputs, scaling, labelled } = known;
        let (classes, labels) = if labelled { classes(network)? } else { (None, Labels::default()) };
        let preparation = Preparation { scaling, medians: inputs.medians.clone(), ..Preparation::default() };
        Ok(Incoming { reader, row, network: network.clone(), preparation, inputs, missing, count: 0, classes, labels })
    }

    /// The class of the row last read, or why there is none.
    fn class(&self) -> std::result::Result<Option<usize>, String> {
        let Some(classes) = &self.classes else { return Ok(None) };
        if let Some(class) = classes.of.get(self.row.label) {
            return Ok(Some(*class));
        }
        let text = self.labels.name(self.row.label).unwrap_or("the label");
        let class = classes.names.iter().position(|name| is_same(name, text));
        class.map(Some).ok_or_else(|| format!("\"{text}\" is none of the classes: {}", classes.names.join(", ")))
    }

    /// In one line, as what the file was recognised.
    pub fn what(&self) -> Vec<(String, String)> {
        self.reader.facts().files
    }

    /// Columns that are there and are no inputs.
    pub fn ignored(&self) -> Vec<String> {
        self.reader.facts().ignored
    }

    /// What the inputs are called, and what was seen of them in training.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    fn arrived(&mut self) -> Arrived {
        self.count += 1;
        let row = &mut self.row;
        let mut fault = std::mem::take(&mut row.fault);
        if row.gap && fault.is_none() && self.missing != Missing::Median {
            fault = Some("something is missing".into());
        }
        let class = match fault {
            Some(_) => None,
            None => self.class().unwrap_or_else(|why| {
                fault = Some(why);
                None
            }),
        };
        self.preparation.fill(&mut self.row.values);
        let (range, mut clipped) = (self.network.input.format.range(), 0);
        let quantised = |(index, &value): (usize, &f64)| match value.is_nan() {
            true => 0,
            false => {
                let (unclipped, quantised) = self.preparation.quantise(&self.network, index, value);
                clipped += usize::from(is_clipped(unclipped, range));
                quantised
            }
        };
        let input = self.row.values.iter().enumerate().map(quantised).collect();
        let outside = self.inputs.outside(&self.row.values).collect();
        Arrived { number: self.count, input, outside, class, clipped, fault }
    }
}

/// What the labels of the network's own data mean; where these are not there, the names of the classes alone.
fn classes(network: &Network) -> Result<(Option<Classes>, Labels)> {
    let own = network.data.as_ref().map(|source| known(source, network));
    let (mut classes, labels) = match own {
        Some(Ok((labels, _))) => (labels.classes(network)?, labels),
        _ => (Classes { of: Vec::new(), names: Vec::new() }, Labels::default()),
    };
    classes.names = network.class_names_or(&classes.names);
    Ok((Some(classes), labels))
}

impl Iterator for Incoming {
    type Item = Result<Arrived>;

    fn next(&mut self) -> Option<Result<Arrived>> {
        match self.reader.next(&mut self.row, &mut self.labels) {
            Ok(true) => Some(Ok(self.arrived())),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// As the network file says; groups and splits do not matter here.
fn manner(network: &Network, known: &Known, look: Look, lenient: bool) -> Manner {
    let own = network.data.as_ref().map_or_else(Manner::default, |data: &DataSource| Manner::of(data, false));
    let (inputs, purpose) = (&known.inputs, if known.labelled { Purpose::Learned } else { Purpose::Predicted });
    let form = match inputs.form.is_table() {
        true => inputs.form.clone(),
        // Trained on arrays: any table of as many columns.
        false => super::Form { columns: inputs.names.clone(), places: Vec::new(), width: 0, header: false },
    };
    Manner { form: Some(form), purpose, lenient, look, apart: None, group: false, by_file: false, ..own }
}
