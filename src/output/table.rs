//! Tables that fit the terminal.

use super::width::{fitted, width};

/// Between two columns.
const GAP: usize = 2;
/// A note in fewer columns cannot be read.
const NOTE: usize = 24;
/// Rows up to which a table is turned, so that each becomes a column.
const TURNED: usize = 4;

/// A table: the first column to the left, the others to the right.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    Grid::new(header, rows, false).text(width())
}

/// A table whose last column is text: to the left, as the first.
pub fn table_with_notes(header: &[&str], rows: &[Vec<String>]) -> String {
    Grid::new(header, rows, true).text(width())
}

/// Cells, the header as the first row.
struct Grid {
    cells: Vec<Vec<String>>,
    notes: bool,
}

impl Grid {
    fn new(header: &[&str], rows: &[Vec<String>], notes: bool) -> Grid {
        let header = header.iter().map(|cell| cell.to_string()).collect();
        Grid { cells: [vec![header], rows.to_vec()].concat(), notes }
    }

    fn columns(&self) -> usize {
        self.cells[0].len()
    }

    /// Width of each column.
    fn widths(&self) -> Vec<usize> {
        (0..self.columns()).map(|column| self.cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect()
    }

    /// Width of a line.
    fn wide(&self) -> usize {
        GAP + self.widths().iter().map(|width| width + GAP).sum::<usize>() - GAP
    }

    /// As it fits: as it is; with headers of several lines; with notes of several lines; turned; in parts below each other.
    fn text(self, width: usize) -> String {
        if self.wide() <= width {
            return self.lines();
        }
        if let Some(text) = self.notes.then(|| self.with_long_notes(width)).flatten() {
            return text;
        }
        let grid = self.with_folded_header();
        if grid.wide() <= width {
            return grid.lines();
        }
        let turned = self.turned();
        if self.cells.len() <= 1 + TURNED && turned.wide() <= width && !self.notes {
            return turned.lines();
        }
        grid.in_parts(width)
    }

    /// Lines of the rows.
    fn lines(&self) -> String {
        let widths = self.widths();
        let line = |row: &Vec<String>| {
            let cell = |(column, cell): (usize, &String)| match column {
                0 => format!("{cell:<width$}", width = widths[0]),
                _ if self.notes && column + 1 == widths.len() => cell.clone(),
                _ => format!("{cell:>width$}", width = widths[column]),
            };
            format!("  {}\n", row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end())
        };
        self.cells.iter().map(line).collect()
    }

    /// The last column over several lines, if something of it is left.
    fn with_long_notes(&self, width: usize) -> Option<String> {
        let widths = self.widths();
        let before: usize = GAP + widths[..widths.len() - 1].iter().map(|width| width + GAP).sum::<usize>();
        let room = width.checked_sub(before).filter(|room| *room >= NOTE)?;
        let mut cells = Vec::new();
        for row in &self.cells {
            let (note, others) = row.split_last()?;
            for (number, line) in fitted(note, room).lines().enumerate() {
                let others = if number == 0 { others.to_vec() } else { vec![String::new(); others.len()] };
                cells.push([others, vec![line.to_string()]].concat());
            }
        }
        Some(Grid { cells, notes: true }.lines())
    }

    /// The same with each header over several lines, a word each where its column is narrower.
    fn with_folded_header(&self) -> Grid {
        let body = |column: usize| self.cells[1..].iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let word = |column: usize| self.cells[0][column].split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
        let folded: Vec<Vec<String>> = (0..self.columns())
            .map(|column| fitted(&self.cells[0][column], body(column).max(word(column)).max(1)).lines().map(str::to_string).collect())
            .collect();
        let heads = folded.iter().map(Vec::len).max().unwrap_or(1);
        // The last line of a header stands right above its column.
        let head = |line: usize| -> Vec<String> {
            let cell =
                |lines: &Vec<String>| (line + lines.len()).checked_sub(heads).and_then(|line| lines.get(line)).cloned().unwrap_or_default();
            folded.iter().map(cell).collect()
        };
        let cells = (0..heads).map(head).chain(self.cells[1..].iter().cloned()).collect();
        Grid { cells, notes: self.notes }
    }

    /// Rows become columns.
    fn turned(&self) -> Grid {
        let cells = (0..self.columns()).map(|column| self.cells.iter().map(|row| row[column].clone()).collect()).collect();
        Grid { cells, notes: false }
    }

    /// As many columns as fit, then the others below, each part with the first column.
    fn in_parts(&self, width: usize) -> String {
        let widths = self.widths();
        let (mut parts, mut now, mut used) = (Vec::new(), Vec::new(), GAP + widths[0]);
        for column in 1..self.columns() {
            if !now.is_empty() && used + GAP + widths[column] > width {
                parts.push(std::mem::take(&mut now));
                used = GAP + widths[0];
            }
            used += GAP + widths[column];
            now.push(column);
        }
        parts.push(now);
        let part = |columns: Vec<usize>| {
            let notes = self.notes && columns.last() == Some(&(self.columns() - 1));
            let row = |row: &Vec<String>| [0].iter().chain(&columns).map(|&column| row[column].clone()).collect::<Vec<_>>();
            let grid = Grid { cells: self.cells.iter().map(row).collect(), notes };
            match notes && grid.wide() > width {
                true => grid.with_long_notes(width).unwrap_or_else(|| grid.lines()),
                false => grid.lines(),
            }
        };
        parts.into_iter().map(part).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(header: &[&str], rows: &[&[&str]], notes: bool) -> Grid {
        Grid::new(header, &rows.iter().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect::<Vec<_>>(), notes)
    }

    #[test]
    fn a_table_that_fits_stays() {
        let grid = grid(&["", "units", "words"], &[&["layer 1", "64", "512"]], false);
        assert_eq!(grid.text(80), "           units  words\n  layer 1     64    512\n");
    }

    #[test]
    fn headers_fold_then_the_table_turns_then_it_comes_in_parts() {
        let rows: Vec<Vec<&str>> = vec![vec!["a", "1", "2", "3"], vec!["b", "4", "5", "6"]];
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let header = ["", "memory bits", "memory words", "cycles a sample"];
        let text = grid(&header, &rows, false).text(30);
        assert_eq!(
            text,
            "                     cycles\n     memory  memory       a\n       bits   words  sample\n  a       1       2       3\n  b       4       5       6\n"
        );
        let text = grid(&header, &rows, false).text(24);
        assert_eq!(text, "                   a  b\n  memory bits      1  4\n  memory words     2  5\n  cycles a sample  3  6\n");
        let many: Vec<&[&str]> = std::iter::repeat_n(rows[0], 6).collect();
        let text = grid(&header, &many, false).text(20);
        assert!(text.lines().all(|line| line.chars().count() <= 20) && text.matches("  a  ").count() >= 12, "{text}");
    }

    #[test]
    fn notes_go_over_several_lines() {
        let grid = grid(&["way", "uW", "because"], &[&["clock", "5", "it was measured by somebody who knows how to measure"]], true);
        assert_eq!(
            grid.text(40),
            "  way    uW  because\n  clock   5  it was measured by somebody\n             who knows how to measure\n"
        );
    }
}
