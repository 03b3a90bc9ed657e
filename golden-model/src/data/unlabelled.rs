//! Rows without labels, to be predicted.

use super::array::{Pairs, Role};
use super::chain::{Chain, Manner, table_of};
use super::inputs::Inputs;
use super::labels::Labels;
use super::open::{Bytes, open};
use super::prepare::Preparation;
use super::reader::{Reader, Row};
use super::records::Look;
use super::rows::windows;
use super::{Scaling, idx, npy};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{DataSource, Files, Missing, Network};
use std::io::{BufRead, Cursor, Read};
use std::path::Path;

/// Rows to be predicted, one after the other.
pub struct Unlabelled {
    reader: Box<dyn Reader>,
    row: Row,
    network: Network,
    preparation: Preparation,
    inputs: Inputs,
    missing: Missing,
    count: u64,
}

/// A row to be predicted.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its number, 1 first.
    pub number: u64,
    /// The inputs as the hardware takes them.
    pub input: Vec<i16>,
    /// Inputs beyond what was seen in training, with their numbers in the units of the file.
    pub outside: Vec<(usize, f64)>,
    /// Why it cannot be predicted.
    pub fault: Option<String>,
}

impl Unlabelled {
    /// Opens a table, a workbook, an NPY or an IDX file of inputs. `inputs` and `scaling` are those of the training rows.
    ///
    /// # Errors
    /// As for training rows; columns of the training rows that are not there.
    pub fn open(path: &Path, network: &Network, inputs: Inputs, scaling: Option<Scaling>) -> Result<Unlabelled> {
        let mut head = [0; 6];
        let length = open(path)?.read(&mut head).unwrap_or(0);
        let name = path.display().to_string();
        let reader: Box<dyn Reader> = match &head[..length] {
            [0x93, b'N', b'U', b'M', b'P', b'Y'] => Box::new(npy::read_of_class(path, "", network)?),
            [0, 0, 0x08..=0x0e, 1..=9, ..] => Box::new(Pairs::of_class(idx::array(name, open(path)?, Role::Inputs, network)?, "")),
            _ => {
                let manner = manner(network, &inputs, Look::default(), false);
                windows(manner, network, |manner, network| Ok(Box::new(Chain::open(&Files::Csv(path.into()), manner, network)?)))?
            }
        };
        Ok(Unlabelled::new(reader, network, inputs, scaling))
    }

    /// Reads a table from a pipe. With `follow`, a row is given as soon as its line is there, and one that cannot be read is a row with
    /// a fault and no error.
    ///
    /// # Errors
    /// As `open`.
    pub fn stream(
        name: &str,
        mut bytes: impl BufRead + Send + 'static,
        follow: bool,
        network: &Network,
        inputs: Inputs,
        scaling: Option<Scaling>,
    ) -> Result<Unlabelled> {
        let mut look = Look::default();
        let mut head = Vec::new();
        if follow {
            // A header, perhaps, and a row: more may come much later.
            for _ in 0..2 {
                bytes.read_until(b'\n', &mut head).map_err(|error| Diagnostic::io("read", Path::new(name), &error))?;
            }
            look = Look { rows: 2, bytes: head.len() };
        }
        let manner = manner(network, &inputs, look, follow);
        let bytes: Bytes = Box::new(Cursor::new(head).chain(bytes));
        let reader = windows(manner, network, |manner, network| table_of(name.into(), bytes, &manner, network))?;
        Ok(Unlabelled::new(reader, network, inputs, scaling))
    }

    fn new(reader: Box<dyn Reader>, network: &Network, inputs: Inputs, scaling: Option<Scaling>) -> Unlabelled {
        let row = Row { values: vec![0.0; network.features()], ..Row::default() };
        let missing = network.data.as_ref().map_or(Missing::Refuse, |data| data.missing);
        let preparation = Preparation { scaling, medians: inputs.medians.clone(), ..Preparation::default() };
        Unlabelled { reader, row, network: network.clone(), preparation, inputs, missing, count: 0 }
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

    fn asked(&mut self) -> Asked {
        self.count += 1;
        let row = &mut self.row;
        let mut fault = std::mem::take(&mut row.fault);
        if row.gap && fault.is_none() && self.missing != Missing::Median {
            fault = Some("something is missing".into());
        }
        self.preparation.fill(&mut row.values);
        let quantised = |(index, &value): (usize, &f64)| match value.is_nan() {
            true => 0,
            false => self.preparation.quantise(&self.network, index, value).1,
        };
        let input = row.values.iter().enumerate().map(quantised).collect();
        Asked { number: self.count, input, outside: self.inputs.outside(&row.values).collect(), fault }
    }
}

impl Iterator for Unlabelled {
    type Item = Result<Asked>;

    fn next(&mut self) -> Option<Result<Asked>> {
        match self.reader.next(&mut self.row, &mut Labels::default()) {
            Ok(true) => Some(Ok(self.asked())),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// As the network file says; labels, groups and splits do not matter here.
fn manner(network: &Network, inputs: &Inputs, look: Look, lenient: bool) -> Manner {
    let own = network.data.as_ref().map_or_else(Manner::default, |data: &DataSource| Manner::of(data, false));
    let form = match inputs.form.is_table() {
        true => inputs.form.clone(),
        // Trained on arrays: any table of as many columns.
        false => super::Form { columns: inputs.names.clone(), places: Vec::new(), width: 0, header: false },
    };
    Manner { form: Some(form), unlabelled: true, lenient, look, apart: None, group: false, by_file: false, ..own }
}
