//! Where in a file the table is: what stands above it, its header, its units, the columns that are none.

use super::cells::{Comma, Record, comma, is_gap, is_number, is_rule};
use super::under_header::{types, units};
use csv::StringRecord;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Reading;

/// What is known before the file is looked at.
pub(super) struct Wanted<'a> {
    pub name: &'a str,
    pub reading: &'a Reading,
    /// What a network expects; none where a network is still to be made.
    pub expected: Option<Expected>,
    /// Columns that the network file names.
    pub named: Vec<&'a str>,
    /// Whether commas separate the cells.
    pub by_commas: bool,
}

/// Columns that are inputs of a network, and all columns of a file that has nothing else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    pub features: usize,
    pub columns: usize,
}

/// What the first rows of a file show.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// Name of each column, its number from 1 as text where there is no header.
    pub names: Vec<String>,
    /// The header as it stands in the file.
    pub header: Option<StringRecord>,
    /// Place of the first row among the records.
    pub first: usize,
    pub comma: bool,
    /// Every row ends with a separator.
    pub trailing: bool,
    /// Lines above the table, and the line of the units.
    pub above: usize,
    pub units: Option<u64>,
    /// Types and roles of the columns stand in two lines under the header, as Orange writes them.
    pub types: bool,
    /// A column without a name that counts the rows.
    pub index: Option<usize>,
    /// Names of the classes that stand above the table, behind its counts.
    pub classes: Vec<String>,
    /// Columns without a name in which nothing stands, and columns of words.
    pub empty: Vec<usize>,
    pub words: Vec<usize>,
}

impl Layout {
    /// Finds the table among the first records of a file; `comment` is the last comment above them.
    ///
    /// # Errors
    /// Lines above the table that could be rows, a header of another width, commas that could mean two things.
    pub fn find(records: &[Record], comment: Option<StringRecord>, wanted: &Wanted) -> Result<Layout> {
        let (records, width, trailing) = without_trailing(records);
        let records = records.as_slice();
        let start = records.iter().position(|(_, cells)| cells.len() == width).unwrap_or(0);
        let (start, width) = above(records, start, width, wanted)?;
        let classes = classes_above(&records[..start], width);
        let mut layout = Layout { classes, above: start, first: start, trailing, ..Layout::default() };
        let rows =
            |first: usize| records[first.min(records.len())..].iter().filter(move |(_, cells)| cells.len() == width && !is_rule(cells));
        // Neither the header nor the units tell what a column holds, if there is more.
        let without = 2.min(rows(start).count().saturating_sub(1));
        let numeric = numeric_columns(rows(start).skip(without).map(|(_, cells)| cells), width);
        let mut names = layout.header_of(records, comment, &numeric, width, wanted)?;
        layout.types = layout.header.is_some() && types(records, layout.first, width);
        layout.first += 2 * usize::from(layout.types);
        layout.units = layout.header.as_ref().and_then(|_| units(records, layout.first, &numeric, width));
        if layout.units.is_some() {
            layout.first += 1 + records[layout.first..].iter().take_while(|(_, cells)| is_rule(cells)).count();
        }
        let body: Vec<&StringRecord> = rows(layout.first).map(|(_, cells)| cells).collect();
        if let Some(columns) = &wanted.reading.columns {
            if columns.len() != width {
                let message = format!("{}: {width} columns; [data] columns has {} names", wanted.name, columns.len());
                return Err(Diagnostic::new(message).help("name every column, first to last"));
            }
            names = columns.clone();
        }
        layout.comma = decimal_comma(&body, width, wanted)?;
        let counts = |column: usize| counts_rows(&body, column);
        let spare = layout.header.is_some() || wanted.expected.is_none_or(|expected| names.len() == expected.columns + 1);
        let unnamed = |name: &String| is_unnamed(name) || (layout.header.is_none() && wanted.reading.columns.is_none());
        layout.index =
            (0..names.len()).find(|&column| spare && unnamed(&names[column]) && counts(column) && (layout.header.is_some() || column == 0));
        // A name less than columns: the first are the names of the rows.
        layout.index = layout.index.or(layout.header.as_ref().filter(|header| header.len() + 1 == width).map(|_| 0));
        let all = |column: usize, is: fn(&str) -> bool| body.iter().all(|cells| cells.get(column).is_some_and(is));
        layout.empty = (0..names.len()).filter(|&column| unnamed(&names[column]) && all(column, str::is_empty)).collect();
        let some = |column: usize| body.iter().any(|cells| cells.get(column).is_some_and(|cell| !is_gap(cell)));
        layout.words = (0..names.len()).filter(|&column| some(column) && all(column, |cell| !is_number(cell))).collect();
        layout.names = names;
        Ok(layout)
    }

    /// The names of the columns; moves `first` below the header.
    fn header_of(
        &mut self,
        records: &[Record],
        comment: Option<StringRecord>,
        numeric: &[bool],
        width: usize,
        wanted: &Wanted,
    ) -> Result<Vec<String>> {
        let numbered = || (1..=width).map(|column| column.to_string()).collect();
        let Some((line, cells)) = records.get(self.first) else {
            return Ok(numbered());
        };
        // R leaves the name of the row names out.
        let short = cells.len() + 1 == width;
        let is_header = short || wanted.reading.header.unwrap_or_else(|| is_header(cells, numeric, wanted));
        if is_header {
            self.header = Some(cells.clone());
            self.first += 1;
            self.first += records[self.first..].iter().take_while(|(_, cells)| is_rule(cells)).count();
            let blank = short.then(String::new);
            return Ok(blank.into_iter().chain(cells.iter().map(str::to_string)).collect());
        }
        let texts = |cells: &StringRecord| cells.len() == width && cells.iter().all(|cell| !cell.is_empty() && !is_number(cell));
        if wanted.reading.header != Some(false) {
            if let Some(cells) = comment.filter(texts) {
                self.header = Some(cells.clone());
                return Ok(cells.iter().map(str::to_string).collect());
            }
            let above = self.above.checked_sub(1).and_then(|above| records.get(above));
            if let Some((above, cells)) =
                above.filter(|(_, cells)| cells.len() > 1 && cells.iter().all(|cell| !cell.is_empty() && !is_number(cell)))
            {
                let message =
                    format!("{}:{above}: the header has {} columns, the rows from line {line} on have {width}", wanted.name, cells.len());
                return Err(Diagnostic::new(message).help("name every column, or in [data]: header = false"));
            }
        }
        Ok(numbered())
    }
}

/// Whether a column has no name; pandas writes a header for one that had none.
fn is_unnamed(name: &str) -> bool {
    name.is_empty() || name.starts_with("Unnamed: ")
}

/// The records without the separator that ends every row, and how wide they are then.
fn without_trailing(records: &[Record]) -> (Vec<Record>, usize, bool) {
    let width = usual_width(records);
    let mut rows = records.iter().filter(|(_, cells)| cells.len() == width && !is_rule(cells)).peekable();
    let trailing = width > 1 && rows.peek().is_some() && rows.all(|(_, cells)| cells.get(width - 1).is_some_and(str::is_empty));
    let mut records = records.to_vec();
    if trailing {
        records.iter_mut().for_each(|(_, cells)| drop_last(cells, width - 1));
    }
    (records, if trailing { width - 1 } else { width }, trailing)
}

/// Drops the empty cell after the last of `width`.
pub(super) fn drop_last(cells: &mut StringRecord, width: usize) {
    if cells.len() == width + 1 && cells.get(width).is_some_and(str::is_empty) {
        cells.truncate(width);
    }
}

/// How wide most rows are; a single column only if there is nothing wider.
fn usual_width(records: &[Record]) -> usize {
    let widths: Vec<usize> = records.iter().filter(|(_, cells)| !is_rule(cells)).map(|(_, cells)| cells.len()).collect();
    let count = |width: usize| widths.iter().filter(|&&other| other == width).count();
    let wide = widths.iter().copied().filter(|&width| width > 1);
    // The first of those that are equally frequent.
    wide.fold((1, 0), |best, width| if count(width) > best.1 { (width, count(width)) } else { best }).0
}

/// Judges the lines above the first row of the usual width; where the table begins, and how wide its rows are.
fn above(records: &[Record], start: usize, width: usize, wanted: &Wanted) -> Result<(usize, usize)> {
    let below = records.iter().filter(|(_, cells)| cells.len() == width).count();
    let counts = |cells: &StringRecord| {
        let number = |column: usize| cells.get(column).and_then(|cell| cell.parse::<usize>().ok());
        let words = cells.iter().skip(2).all(|cell| !cell.is_empty() && !is_number(cell));
        let own = usize::from(cells.len() == width);
        // Of a long file not all rows have been looked at.
        let rows = number(0).is_some_and(|rows| rows == below - own || (records.len() > 100 && rows > below));
        rows && number(1) == Some(wanted.expected.map_or(width - 1, |expected| expected.features)) && words
    };
    for (line, cells) in &records[..start] {
        let is_text = cells.iter().any(|cell| !is_gap(cell) && !is_number(cell));
        if !(is_text || is_rule(cells) || counts(cells)) {
            let message = format!("{}:{line}: {} columns; the rows below have {width}", wanted.name, cells.len());
            return Err(Diagnostic::new(message).help("begin a line that is no row with #, or take it out"));
        }
    }
    // As scikit-learn ships its sets: rows, columns and the names of the classes, in as many cells as a row has.
    let same_width = records.get(start).is_some_and(|(_, cells)| cells.len() > 2 && counts(cells));
    let words_below = records.get(start + 1).is_some_and(|(_, cells)| cells.iter().skip(2).any(|cell| !is_gap(cell) && !is_number(cell)));
    let start = start + usize::from(same_width && !words_below && records.len() > start + 1);
    // A header of one name less than the rows have cells, whose first column are row names.
    let before = start.checked_sub(1).and_then(|before| records.get(before));
    let body = || records[start.min(records.len())..].iter().filter(|(_, cells)| cells.len() == width);
    let row_names = body().all(|(_, cells)| cells.get(0).is_some_and(|cell| !cell.is_empty() && !is_number(cell)))
        || counts_rows(&body().map(|(_, cells)| cells).collect::<Vec<_>>(), 0);
    let is_short = |cells: &StringRecord| cells.len() + 1 == width && cells.iter().all(|cell| !cell.is_empty() && !is_number(cell));
    Ok((if before.is_some_and(|(_, cells)| is_short(cells)) && row_names { start - 1 } else { start }, width))
}

/// The names behind the counts of rows and inputs, in the line above the table.
fn classes_above(records: &[Record], width: usize) -> Vec<String> {
    let Some((_, cells)) = records.last() else { return Vec::new() };
    let counts = cells.iter().take(2).all(|cell| cell.parse::<usize>().is_ok()) && cells.get(1) == Some((width - 1).to_string().as_str());
    let names: Vec<String> = cells.iter().skip(2).map(str::to_string).collect();
    let words = names.len() > 1 && names.iter().all(|name| !name.is_empty() && !is_number(name));
    if counts && words { names } else { Vec::new() }
}

/// Which columns hold numbers, apart from a word in ten.
fn numeric_columns<'a>(rows: impl Iterator<Item = &'a StringRecord>, width: usize) -> Vec<bool> {
    let mut seen = vec![(0, 0); width];
    for cells in rows {
        for (cell, seen) in cells.iter().zip(&mut seen).filter(|(cell, _)| !is_gap(cell)) {
            let number = is_number(cell) as usize;
            *seen = (seen.0 + number, seen.1 + 1 - number);
        }
    }
    seen.into_iter().map(|(numbers, words)| numbers > 0 && words * 10 <= numbers).collect()
}

/// Whether the first row of a table has the names of its columns.
fn is_header(cells: &StringRecord, numeric: &[bool], wanted: &Wanted) -> bool {
    // All numbers, but they only count the columns: a table without names was written with a header.
    let counts = cells.iter().enumerate().all(|(index, cell)| cell == index.to_string());
    // A number may name a column of a file without a header.
    if counts || cells.iter().any(|cell| !is_number(cell) && wanted.named.contains(&cell)) {
        return true;
    }
    let of_numbers = || cells.iter().zip(numeric).filter(|(_, numeric)| **numeric).map(|(cell, _)| cell);
    let numbers = of_numbers().filter(|cell| is_number(cell)).count();
    let words = of_numbers().filter(|cell| !is_number(cell) && !is_gap(cell)).count();
    if numbers + words == 0 {
        // Nothing below that could tell: words are names, numbers are a row.
        return cells.iter().any(|cell| !is_gap(cell) && !is_number(cell)) && cells.iter().all(|cell| !is_number(cell));
    }
    words > numbers
}

/// Whether decimals follow a comma.
fn decimal_comma(rows: &[&StringRecord], width: usize, wanted: &Wanted) -> Result<bool> {
    if let Some(comma) = wanted.reading.decimal_comma {
        return Ok(comma);
    }
    let mut seen = [0usize; 3];
    let mut example = "";
    for cell in rows.iter().flat_map(|cells| cells.iter().take(width)) {
        match comma(cell) {
            Comma::Decimal => seen[0] += 1,
            Comma::Point => seen[1] += 1,
            Comma::Either => (seen[2], example) = (seen[2] + 1, cell),
            Comma::None => {}
        }
    }
    match seen {
        [decimal, 0, _] if decimal > 0 => Ok(true),
        [0, 0, either] if either > 0 && wanted.by_commas => {
            let message = format!("{}: \"{example}\" may be a number with three decimals or one with thousands", wanted.name);
            Err(Diagnostic::new(message).help("say which in [data]: decimal = \",\" or decimal = \".\""))
        }
        [0, 0, either] => Ok(either > 0),
        _ => Ok(false),
    }
}

/// Whether a column counts the rows, from 0 or 1.
fn counts_rows(rows: &[&StringRecord], column: usize) -> bool {
    let mut numbers = rows.iter().map(|cells| cells.get(column).and_then(|cell| cell.parse::<u64>().ok()));
    let Some(Some(first)) = numbers.next() else { return false };
    rows.len() > 1 && first <= 1 && numbers.zip(first + 1..).all(|(number, wanted)| number == Some(wanted))
}
