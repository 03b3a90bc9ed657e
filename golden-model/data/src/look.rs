//! The first rows of a file, looked at before it is read.

use super::cells::Record;
use super::records::{Look, Records};
use csv::StringRecord;
use entrain_model::diagnostic::{Diagnostic, Result};

/// Looks at the first rows; what is wrong behind them is said when a reader comes there.
///
/// # Errors
/// No rows, or something wrong before the first; `name` is the file's.
pub(super) fn look(name: &str, mut records: Box<dyn Records>, most: Look) -> Result<(Vec<Record>, WithFault)> {
    let (mut looked, mut size) = (Vec::new(), 0);
    let (mut cells, mut fault) = (StringRecord::new(), None);
    while looked.len() < most.rows && size < most.bytes {
        match records.read(&mut cells) {
            Ok(true) => {
                size += cells.as_slice().len();
                looked.push((records.number(), cells.clone()));
            }
            Ok(false) => break,
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    match (looked.is_empty(), fault) {
        (true, Some(fault)) => Err(fault),
        (true, None) => Err(Diagnostic::new(format!("{name} is empty"))),
        (false, fault) => Ok((looked, WithFault { records, fault })),
    }
}

/// Records of which the next is not readable.
pub(super) struct WithFault {
    records: Box<dyn Records>,
    fault: Option<Diagnostic>,
}

impl Records for WithFault {
    fn read(&mut self, cells: &mut StringRecord) -> Result<bool> {
        self.fault.take().map_or_else(|| self.records.read(cells), Err)
    }
    fn number(&self) -> u64 {
        self.records.number()
    }
    fn comments(&self) -> (u64, u64) {
        self.records.comments()
    }
    fn comment(&self) -> Option<StringRecord> {
        self.records.comment()
    }
}
