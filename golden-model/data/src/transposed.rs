//! Fortran order: an array that stands column by column in a file, read row by row.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Memory for the rows that are read together; a seek for each column is paid once for all of them.
const BUFFER: u64 = 4 << 20;

/// The bytes of the array in C order.
pub(super) struct Transposed {
    file: File,
    /// Offset of the first number.
    start: u64,
    rows: u64,
    size: usize,
    /// For each number of a row in C order, the column of the file that has it.
    columns: Vec<u64>,
    /// Rows already read.
    next: u64,
    buffer: Vec<u8>,
    /// Bytes of `buffer` already handed out.
    given: usize,
}

impl Transposed {
    /// The array of `shape`, samples first, whose numbers of `size` bytes begin at `start`.
    ///
    /// # Errors
    /// `UnexpectedEof` if the file is too short for the shape.
    pub fn new(file: File, start: u64, shape: &[u64], size: usize) -> io::Result<Transposed> {
        let end = shape.iter().try_fold(size as u64, |bytes, &axis| bytes.checked_mul(axis)).and_then(|bytes| bytes.checked_add(start));
        if end.is_none_or(|end| file.metadata().is_ok_and(|data| data.len() < end)) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (rows, tail) = shape.split_first().map_or((0, &[][..]), |(rows, tail)| (*rows, tail));
        let columns = (0..tail.iter().product()).map(|index| column(index, tail)).collect();
        Ok(Transposed { file, start, rows, size, columns, next: 0, buffer: Vec::new(), given: 0 })
    }

    /// Reads as many whole rows as the buffer takes.
    fn refill(&mut self) -> io::Result<()> {
        let row = self.columns.len() * self.size;
        let count = (BUFFER / row as u64).clamp(1, self.rows - self.next);
        self.buffer.resize(count as usize * row, 0);
        let mut column = vec![0; count as usize * self.size];
        for (place, index) in self.columns.iter().enumerate() {
            self.file.seek(SeekFrom::Start(self.start + (index * self.rows + self.next) * self.size as u64))?;
            self.file.read_exact(&mut column)?;
            for (row, number) in self.buffer.chunks_exact_mut(row).zip(column.chunks_exact(self.size)) {
                row[place * self.size..][..self.size].copy_from_slice(number);
            }
        }
        self.next += count;
        self.given = 0;
        Ok(())
    }
}

impl Read for Transposed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.buffer.len() && self.next < self.rows {
            self.refill()?;
        }
        let count = (&self.buffer[self.given..]).read(into)?;
        self.given += count;
        Ok(count)
    }
}

/// The column, first axis fastest, of the number that is `index`-th with the last axis fastest.
fn column(index: u64, tail: &[u64]) -> u64 {
    let digit = |(column, rest): (u64, u64), axis: &u64| (column * axis + rest % axis, rest / axis);
    tail.iter().rev().fold((0, index), digit).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn columns_become_rows() {
        // a[row][y][x] = 100 row + 10 y + x, shape (3, 2, 4), first axis fastest in the file.
        let shape = [3, 2, 4];
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(&[7]).expect("one byte before the array");
        for (x, y, row) in (0..4).flat_map(|x| (0..2).flat_map(move |y| (0..3).map(move |row| (x, y, row)))) {
            file.write_all(&(100 * row + 10 * y + x as u16).to_le_bytes()).expect("written");
        }
        let mut bytes = Vec::new();
        Transposed::new(file, 1, &shape, 2).and_then(|mut array| array.read_to_end(&mut bytes)).expect("read");
        let numbers: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let expected = (0..3).flat_map(|row| (0..2).flat_map(move |y| (0..4).map(move |x| 100 * row + 10 * y + x)));
        assert_eq!(numbers, expected.collect::<Vec<u16>>());
    }

    #[test]
    fn a_shape_beyond_the_file_is_an_end_of_file() {
        let file = tempfile::tempfile().expect("a temporary file");
        let error = Transposed::new(file, 0, &[u64::MAX, 4], 8).err().map(|error| error.kind());
        assert_eq!(error, Some(io::ErrorKind::UnexpectedEof));
    }
}
