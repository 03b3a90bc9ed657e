//! Which separator a text table has.

use super::cells::{is_gap, is_number};
use super::lines::{cut, declared};
use csv::StringRecord;
use entrain_model::network::Separator;
use std::collections::HashMap;

/// Lines that are looked at.
const LINES: usize = 200;

/// The separator of a table of which `head` are the first lines; commas if nothing says another.
pub(super) fn recognise(head: &str, comment: &str) -> Separator {
    let first = head.lines().next().unwrap_or_default();
    if let Some(found) = declared(first).and_then(Separator::of) {
        return found;
    }
    let is_comment = |line: &str| !comment.is_empty() && line.trim_start().starts_with(comment);
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty() && !is_comment(line)).take(LINES).collect();
    let scores = Separator::ALL.map(|separator| (separator, score(&lines, separator)));
    // The first of equals: commas before tabs before blanks.
    scores.into_iter().fold((Separator::Comma, 0.0), |best, found| if found.1 > best.1 + 1e-9 { found } else { best }).0
}

/// How much of the lines is a table of numbers if this were the separator.
fn score(lines: &[&str], separator: Separator) -> f64 {
    let mut cells = StringRecord::new();
    // For each width: lines, cells, and numbers among them.
    let mut widths: HashMap<usize, (usize, usize, usize)> = HashMap::new();
    for line in lines {
        cut(line, separator, &mut cells);
        let entry = widths.entry(cells.len()).or_default();
        entry.0 += 1;
        for cell in cells.iter().filter(|cell| !is_gap(cell)) {
            entry.1 += 1;
            entry.2 += is_number(cell) as usize;
        }
    }
    widths.remove(&1);
    let score = |&(count, cells, numbers): &(usize, usize, usize)| {
        // Decimals after a comma are in the rows and not in the header: one separator fits all lines.
        (count as f64 / lines.len().max(1) as f64).powi(2) * (0.1 + numbers as f64 / cells.max(1) as f64)
    };
    // A tab or a comma between cells that have blanks is the rarer thing, and means more.
    let weight = if separator == Separator::Blanks { 0.7 } else { 1.0 };
    weight * widths.values().map(score).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_recognised() {
        for (text, separator) in [
            ("a,b,label\n1,2,0\n", Separator::Comma),
            ("a;b;label\n-90,5;80,1;0\n90,5;-80,1;1\n", Separator::Semicolon),
            ("heat;colour;shift;flow\n0,25;red;late;128,5\n0,55;blue;night;170,5\n", Separator::Semicolon),
            ("sep=;\na,b;c\n", Separator::Semicolon),
            ("a\tb c\tlabel\n1\t2 3\t0\n", Separator::Tab),
            ("a|b|label\n1|2|0\n", Separator::Pipe),
            ("| a | b |\n|---|---|\n| 1 | 2 |\n", Separator::Pipe),
            ("a b label\n1,5  2,5 0\n", Separator::Blanks),
            ("time,x,label\n2024-01-01 10:00,1.5,walk slowly\n2024-01-01 10:01,1.5,walk fast\n", Separator::Comma),
            ("# a;b\n1, 2, 3\n4, 5, 6\n", Separator::Comma),
            ("1\n2\n", Separator::Comma),
            ("", Separator::Comma),
        ] {
            assert_eq!(recognise(text, "#"), separator, "{text}");
        }
    }
}
