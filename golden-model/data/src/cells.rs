//! What stands in a cell: a number, a gap, or a word.

use csv::StringRecord;

/// A row of cells and the line it begins in.
pub(super) type Record = (u64, StringRecord);

/// Words that stand for a value that is not there.
const GAPS: [&str; 16] =
    ["", "na", "n/a", "#n/a", "nan", "-nan", "<na>", "?", "-", "--", "null", "none", "nil", "missing", "#div/0!", "#value!"];

/// Whether a cell says that its value is missing.
pub(super) fn is_gap(text: &str) -> bool {
    text.is_empty() || (text.len() <= 8 && GAPS.iter().any(|gap| gap.eq_ignore_ascii_case(text)))
}

/// The number that a cell holds: finite, with a point or, if `comma`, a comma before the decimals; True and False are 1 and 0.
pub(super) fn number(text: &str, comma: bool) -> Option<f64> {
    let found = if comma { with_comma(text) } else { plain(text) };
    found.filter(|number| number.is_finite()).or(match text {
        "True" | "true" | "TRUE" => Some(1.0),
        "False" | "false" | "FALSE" => Some(0.0),
        _ => None,
    })
}

/// A number with a point, perhaps with commas between groups of three digits.
fn plain(text: &str) -> Option<f64> {
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) if is_grouped(text, ',') => text.replace(',', "").parse().ok(),
        Err(_) => None,
    }
}

/// A number with a comma, perhaps with points between groups of three digits.
fn with_comma(text: &str) -> Option<f64> {
    match text.split_once(',') {
        None if is_grouped(text, '.') => text.replace('.', "").parse().ok(),
        None => text.parse().ok(),
        Some((whole, decimals)) => {
            let digits = |part: &str| part.chars().next().is_some_and(|first| first.is_ascii_digit());
            let whole = if is_grouped(whole, '.') { whole.replace('.', "") } else { whole.to_string() };
            (digits(decimals) && !whole.contains('.')).then(|| format!("{whole}.{decimals}").parse().ok())?
        }
    }
}

/// Whether digits stand in groups: 1 to 3, then three each, then perhaps decimals after the other mark.
fn is_grouped(text: &str, mark: char) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let whole = digits.split(if mark == ',' { '.' } else { ',' }).next().unwrap_or("");
    let mut groups = whole.split(mark);
    let is_number = |group: &str| group.chars().all(|character| character.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && is_number(group) && !group.starts_with('0'));
    let mut others = groups.peekable();
    first && others.peek().is_some() && others.all(|group| group.len() == 3 && is_number(group))
}

/// What the commas of a cell can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comma {
    /// No number with a comma.
    None,
    /// Decimals follow.
    Decimal,
    /// Groups of three digits, or three decimals.
    Either,
    /// The number has a point for its decimals.
    Point,
}

/// What can be known of a cell's commas and points.
pub(super) fn comma(text: &str) -> Comma {
    if !text.contains(',') {
        let has_point = text.contains('.') && text.parse::<f64>().is_ok() && !is_grouped(text, '.');
        return if has_point { Comma::Point } else { Comma::None };
    }
    if is_grouped(text, ',') && text.contains('.') {
        return Comma::Point;
    }
    match (is_grouped(text, ','), with_comma(text)) {
        (true, Some(_)) => Comma::Either,
        (false, Some(_)) => Comma::Decimal,
        _ => Comma::None,
    }
}

/// Whether a cell is a number with a point or with a comma.
pub(super) fn is_number(text: &str) -> bool {
    number(text, false).is_some() || number(text, true).is_some()
}

/// Whether a row is a line drawn under a header.
pub(super) fn is_rule(cells: &StringRecord) -> bool {
    let drawn = |cell: &str| cell.chars().all(|mark| matches!(mark, '-' | '=' | '+' | ':' | '_' | '|'));
    let text: String = cells.iter().collect();
    text.len() >= 2 && cells.iter().all(drawn) && cells.iter().any(|cell| cell.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_points_and_commas() {
        let points =
            [("1", 1.0), ("-9.0e1", -90.0), ("+.5", 0.5), ("1,234", 1234.0), ("-1,234,567.5", -1_234_567.5), ("True", 1.0), ("false", 0.0)];
        for (text, value) in points {
            assert_eq!(number(text, false), Some(value), "{text}");
        }
        for (text, value) in [("1", 1.0), ("-90,5", -90.5), ("1.234,5", 1234.5), ("0,123", 0.123), ("1,5e3", 1500.0), ("2.5", 2.5)] {
            assert_eq!(number(text, true), Some(value), "{text}");
        }
        for text in ["", "a", "inf", "1e999", "1,2,3", "1,", "12,34", "0x10", "1 2"] {
            assert_eq!(number(text, false), None, "{text}");
        }
        for text in ["1,", "1,x", "1,5,6", "1.5,2", "-"] {
            assert_eq!(number(text, true), None, "{text}");
        }
    }

    #[test]
    fn commas_are_told_apart() {
        let cases = [("90,5", Comma::Decimal), ("0,123", Comma::Decimal), ("1,234", Comma::Either), ("1,234.5", Comma::Point)];
        for (text, meaning) in cases.into_iter().chain([("1.5", Comma::Point), ("12", Comma::None), ("a,b", Comma::None)]) {
            assert_eq!(comma(text), meaning, "{text}");
        }
    }
}
