//! Workbooks (.xlsx): the cells of one sheet as rows of text.

use super::records::{Opened, Records};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use csv::StringRecord;
use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// Cells that a sheet may have, those between others included: one far away is not to fill the memory.
const CELLS: usize = 1 << 26;
/// Rows and columns of the largest sheet that there is.
const LARGEST: (u64, usize) = (1 << 20, 1 << 14);

/// Whether a file begins as a workbook does.
pub(super) fn is_one(head: &[u8]) -> bool {
    let contains = |text: &[u8]| head.windows(text.len()).any(|part| part == text);
    head.starts_with(b"PK\x03\x04") && (contains(b"[Content_Types].xml") || contains(b"xl/workbook.xml"))
}

/// The rows of a sheet: the one that is named, or the first that has any.
///
/// # Errors
/// A damaged workbook, no sheet of that name, no sheet with cells.
pub(super) fn open(name: &str, bytes: impl Read, sheet: Option<&str>) -> Result<Opened> {
    guarded(|| read(name, bytes, sheet)).unwrap_or_else(|| {
        Err(Diagnostic::new(format!("{name} is damaged: what it says of its cells cannot be"))
            .help("open it, and save it as .xlsx or as CSV"))
    })
}

thread_local! {
    /// Whether what goes wrong in this thread is said by whoever caught it.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// None if `work` panics: calamine computes with what a damaged sheet says, without looking whether it can be.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !CAUGHT.get() {
                usual(panic);
            }
        }));
    });
    CAUGHT.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(false);
    done.ok()
}

fn read(name: &str, mut bytes: impl Read, sheet: Option<&str>) -> Result<Opened> {
    let broken = |error: &dyn std::fmt::Display| {
        Diagnostic::new(format!("{name} cannot be read as a workbook: {error}")).help("open it, and save it as .xlsx or as CSV")
    };
    let mut file = Vec::new();
    bytes.read_to_end(&mut file).map_err(|error| broken(&error))?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|error| broken(&error))?;
    let names = book.sheet_names();
    if let Some(sheet) = sheet.filter(|sheet| !names.iter().any(|name| name == sheet)) {
        let near = nearest(sheet, names.iter().map(String::as_str)).map_or(String::new(), |near| format!("did you mean \"{near}\"? "));
        return Err(Diagnostic::new(format!("{name} has no sheet \"{sheet}\"")).help(format!("{near}sheets there: {}", names.join(", "))));
    }
    let mut filled = Vec::new();
    for other in names.iter().filter(|other| sheet.is_none_or(|sheet| sheet == other.as_str())) {
        // A sheet of charts has no cells to read.
        match rows(name, &mut book, other) {
            Ok(rows) if !rows.is_empty() => filled.push((other.clone(), rows)),
            Ok(_) => {}
            Err(error) if sheet.is_some() || names.len() == 1 => return Err(error),
            Err(error) => {
                if error.message().contains("cells apart") {
                    return Err(error);
                }
            }
        }
    }
    let others = filled.len().saturating_sub(1);
    let Some((sheet, rows)) = filled.into_iter().next() else {
        return Err(Diagnostic::new(format!("{name} has no sheet with rows")));
    };
    let mut words = vec![format!("workbook, sheet \"{sheet}\"")];
    if others > 0 {
        words.push(format!("{others} more with rows ([data] sheet = \"...\" takes another)"));
    }
    let sheet = Sheet { rows: level(rows).into_iter(), number: 0 };
    Ok(Opened { records: Box::new(sheet), words, by_commas: false })
}

/// The rows of one sheet that have cells, each with its number.
fn rows(name: &str, book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Vec<(u64, Vec<String>)>> {
    let broken = |error: &dyn std::fmt::Display| {
        Diagnostic::new(format!("{name}, sheet \"{sheet}\", cannot be read: {error}")).help("open it, and save it as .xlsx or as CSV")
    };
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| broken(&error))?;
    let (mut rows, mut taken): (Vec<(u64, Vec<String>)>, usize) = (Vec::new(), 0);
    while let Some(cell) = reader.next_cell().map_err(|error| broken(&error))? {
        let (row, column) = (cell.get_position().0 as u64 + 1, cell.get_position().1 as usize);
        let before = rows.last().map_or(0, |(number, _)| *number);
        if row < before || row > LARGEST.0 || column >= LARGEST.1 {
            return Err(broken(&format!("a cell of row {row}, column {} after row {before}", column + 1)));
        }
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if rows.last().is_none_or(|(number, _)| *number != row) {
            rows.push((row, Vec::new()));
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        taken += (column + 1).saturating_sub(cells.len());
        if taken > CELLS {
            return Err(Diagnostic::new(format!("{name}, sheet \"{sheet}\", row {row}: its cells are {CELLS} cells apart"))
                .help("delete what stands far away from the table"));
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
    Ok(rows)
}

/// A cell as a text table would have it.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().into(),
        DataRef::SharedString(text) => text.trim().into(),
        DataRef::Bool(value) => if *value { "True" } else { "False" }.into(),
        DataRef::DateTime(date) => moment(date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().into(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A date as text; one that no calendar has stays the number that it is.
fn moment(date: &ExcelDateTime) -> String {
    if date.is_duration() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// A workbook leaves empty cells out: the columns before the table go, and short rows get what is missing at their end.
fn level(rows: Vec<(u64, Vec<String>)>) -> Vec<(u64, Vec<String>)> {
    let before = rows.iter().filter_map(|(_, cells)| cells.iter().position(|cell| !cell.is_empty())).min().unwrap_or(0);
    let mut widths: HashMap<usize, usize> = HashMap::new();
    for (_, cells) in rows.iter().filter(|(_, cells)| cells.len() > before + 1) {
        *widths.entry(cells.len() - before).or_default() += 1;
    }
    let usual = widths.into_iter().max_by_key(|&(width, count)| (count, width)).map_or(1, |(width, _)| width);
    let level = |(number, mut cells): (u64, Vec<String>)| {
        cells.drain(..before.min(cells.len()));
        if cells.iter().filter(|cell| !cell.is_empty()).count() > 1 && cells.len() < usual {
            cells.resize(usual, String::new());
        }
        (number, cells)
    };
    rows.into_iter().map(level).collect()
}

/// A sheet that is being read.
struct Sheet {
    rows: std::vec::IntoIter<(u64, Vec<String>)>,
    number: u64,
}

impl Records for Sheet {
    fn read(&mut self, cells: &mut StringRecord) -> Result<bool> {
        let Some((number, row)) = self.rows.next() else { return Ok(false) };
        self.number = number;
        *cells = StringRecord::from(row);
        Ok(true)
    }
    fn number(&self) -> u64 {
        self.number
    }
    fn comments(&self) -> (u64, u64) {
        (0, 0)
    }
    fn comment(&self) -> Option<StringRecord> {
        None
    }
}
