//! How text files are to be read, where a person says it: what is left out is recognised from the file.

use super::raw_data::DataTable;
use super::validate::Checker;
use crate::diagnostic::{Result, nearest};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

/// What stands between two cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
    /// Any number of blanks and tabs.
    Blanks,
}

impl Separator {
    /// All of them, the usual ones first.
    pub const ALL: [Separator; 5] = [Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Pipe, Separator::Blanks];

    /// The character; a blank stands for any number of them.
    pub fn character(self) -> char {
        match self {
            Separator::Comma => ',',
            Separator::Semicolon => ';',
            Separator::Tab => '\t',
            Separator::Pipe => '|',
            Separator::Blanks => ' ',
        }
    }

    /// The one that a character stands for.
    pub fn of(character: char) -> Option<Separator> {
        Separator::ALL.into_iter().find(|separator| separator.character() == character)
    }

    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
            Separator::Pipe => "pipes",
            Separator::Blanks => "blanks",
        }
    }
}

/// How text files are to be read; what is absent is recognised.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Between two cells.
    pub separator: Option<Separator>,
    /// Whether a comma begins the decimals; false: a point.
    pub decimal_comma: Option<bool>,
    /// Whether the first line of the table has the names of the columns.
    pub header: Option<bool>,
    /// Encoding of the text.
    pub encoding: Option<&'static Encoding>,
    /// What a line of comment begins with; empty: there are none. Absent: `#`.
    pub comment: Option<String>,
    /// Names of all columns, first to last, instead of those in the file.
    pub columns: Option<Vec<String>>,
    /// Sheet of a workbook; absent: the first that is not empty.
    pub sheet: Option<String>,
}

/// What happens to a row with a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// It is refused, with its place.
    #[default]
    Refuse,
    /// The row is left out.
    Drop,
    /// The gap gets the median of its column over the training rows.
    Median,
}

/// What the numbers of a column are scaled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalise {
    /// The mean becomes the middle of the range, a standard deviation an eighth of it.
    Standard,
    /// The smallest and the largest number become the ends of the range.
    Range,
}

/// Checks the keys that say how text is read.
pub(super) fn reading(check: &Checker, table: &DataTable) -> Result<Reading> {
    let separators = [
        (",", Separator::Comma),
        (";", Separator::Semicolon),
        ("\t", Separator::Tab),
        ("|", Separator::Pipe),
        (" ", Separator::Blanks),
        ("tab", Separator::Tab),
        ("blanks", Separator::Blanks),
    ];
    let encoding = table.encoding.as_ref().map(|word| {
        Encoding::for_label(word.get_ref().as_bytes()).ok_or_else(|| {
            let known = ["utf-8", "utf-16le", "utf-16be", "latin1", "windows-1252", "windows-1251", "shift_jis", "gbk"];
            let label = nearest(word.get_ref(), known).map_or("unknown".into(), |near| format!("did you mean \"{near}\"?"));
            check
                .error(format!("encoding \"{}\" is not known", word.get_ref()), word.span(), &label)
                .help(format!("known: {}, and others of the web", known.join(", ")))
        })
    });
    let columns = table.columns.as_ref().map(|names| {
        let twice = names.get_ref().iter().enumerate().find(|(index, name)| names.get_ref()[..*index].contains(name));
        match twice {
            Some((_, name)) => {
                Err(check.error(format!("two columns are called \"{name}\""), names.span(), "every column has a name of its own"))
            }
            None => Ok(names.get_ref().iter().map(|name| name.trim().to_string()).collect()),
        }
    });
    Ok(Reading {
        separator: table.separator.as_ref().map(|word| check.choice("separator", word, &separators)).transpose()?,
        decimal_comma: table.decimal.as_ref().map(|word| check.choice("decimal", word, &[(".", false), (",", true)])).transpose()?,
        header: table.header,
        encoding: encoding.transpose()?,
        comment: table.comment.as_ref().map(|comment| comment.get_ref().clone()),
        columns: columns.transpose()?,
        sheet: table.sheet.as_ref().map(|sheet| sheet.get_ref().clone()),
    })
}

/// Checks what happens to gaps.
pub(super) fn missing(check: &Checker, table: &DataTable) -> Result<Missing> {
    let words = [("drop", Missing::Drop), ("median", Missing::Median)];
    table.missing.as_ref().map_or(Ok(Missing::Refuse), |word| check.choice("missing", word, &words))
}

/// Checks how columns are scaled.
pub(super) fn normalise(check: &Checker, table: &DataTable) -> Result<Option<Normalise>> {
    let words = [("standard", Normalise::Standard), ("range", Normalise::Range)];
    table.normalise.as_ref().map(|word| check.choice("normalise", word, &words)).transpose()
}
