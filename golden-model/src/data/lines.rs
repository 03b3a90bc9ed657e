//! The lines of a CSV file, cut into cells, each with its number.

use super::open::{Bytes, broken};
use crate::diagnostic::{Diagnostic, Result};
use csv::{ReaderBuilder, StringRecord};
use std::io::{BufRead, BufReader, Read};

/// 65,536 inputs need far less; a file without ends of lines is not to fill the memory.
const LONGEST: u64 = 16 << 20;

/// Reads line by line and skips blank ones. A cell may stand in quotes; it cannot contain an end of line.
pub(super) struct Lines {
    name: String,
    bytes: BufReader<Bytes>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    /// The lines of `bytes`; `name` is the file's, for messages.
    pub fn new(name: String, bytes: Bytes) -> Lines {
        Lines { name, bytes: BufReader::with_capacity(1 << 16, bytes), line: Vec::new(), number: 0 }
    }

    /// The file's name and the number of the line last read, 1 for the first.
    pub fn place(&self) -> String {
        format!("{}:{}", self.name, self.number)
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the cells of the next line that is not blank; false at the end of the file.
    pub fn read(&mut self, cells: &mut StringRecord) -> Result<bool> {
        loop {
            self.line.clear();
            self.number += 1;
            let length = self.bytes.by_ref().take(LONGEST).read_until(b'\n', &mut self.line);
            let length = length.map_err(|error| broken(&self.name, &format!("in line {}", self.number), &error))?;
            if length == 0 {
                return Ok(false);
            }
            if length as u64 == LONGEST {
                return Err(Diagnostic::new(format!("{}: this line has no end; a CSV file is expected here", self.place())));
            }
            let Ok(line) = std::str::from_utf8(&self.line) else {
                return Err(Diagnostic::new(format!("{}: this is not UTF-8 text; a CSV file is expected here", self.place())));
            };
            let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
            if !line.trim().is_empty() {
                cut(line, cells);
                return Ok(true);
            }
        }
    }
}

fn cut(line: &str, cells: &mut StringRecord) {
    cells.clear();
    let quoted = line.contains('"');
    // Reading from memory cannot fail; a line of quotes alone has no cells.
    if !quoted || ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes()).read_record(cells).is_err() {
        line.split(',').for_each(|cell| cells.push_field(cell.trim()));
    }
    if quoted {
        cells.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &'static str) -> Vec<(u64, Vec<String>)> {
        let mut lines = Lines::new("a.csv".into(), Box::new(text.as_bytes()));
        let (mut cells, mut all) = (StringRecord::new(), Vec::new());
        while lines.read(&mut cells).expect("good text") {
            all.push((lines.number, cells.iter().map(str::to_string).collect()));
        }
        all
    }

    #[test]
    fn numbers_count_blank_lines_whatever_ends_them() {
        let numbers = |text| lines(text).into_iter().map(|(number, _)| number).collect::<Vec<u64>>();
        assert_eq!(numbers("a\n\n \nb\nc"), [1, 4, 5]);
        assert_eq!(numbers("\r\na\r\n\r\nb\r\n"), [2, 4]);
    }

    #[test]
    fn cells_lose_blanks_quotes_and_a_byte_order_mark() {
        assert_eq!(lines("\u{feff}a, b ,\"c, d\"\n1,,\"2\"\n")[0].1, ["a", "b", "c, d"]);
        assert_eq!(lines("1,,\"2\"")[0].1, ["1", "", "2"]);
    }
}
