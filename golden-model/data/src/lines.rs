//! The lines of a text table, cut into cells, each with its number.

use super::open::broken;
use super::text::Malformed;
use csv::{ReaderBuilder, StringRecord};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Separator;
use std::io::{self, BufRead, BufReader, Read};

/// 65,536 inputs need far less; a file without ends of lines is not to fill the memory.
const LONGEST: u64 = 16 << 20;

/// Reads line by line and skips blank ones and comments. A cell in quotes may go over several lines.
pub(super) struct Lines {
    name: String,
    bytes: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    /// Number of the line last read, and of the first line of the cells last read.
    last: u64,
    first: u64,
    separator: Separator,
    comment: String,
    /// Comments read so far, and the last of them above the first row, without its mark.
    comments: u64,
    comment_text: Option<String>,
    begun: bool,
    /// Comments below the first row.
    below: u64,
}

impl Lines {
    /// The lines of a text in UTF-8 whose lines end in \n; `name` is the file's, for messages. An empty `comment` begins none.
    pub fn new(name: String, text: Box<dyn Read + Send>, separator: Separator, comment: &str) -> Lines {
        Lines {
            name,
            bytes: BufReader::with_capacity(1 << 16, text),
            line: Vec::new(),
            last: 0,
            first: 0,
            separator,
            comment: comment.into(),
            comments: 0,
            comment_text: None,
            begun: false,
            below: 0,
        }
    }

    /// The file's name and the number of the line last read, 1 for the first.
    fn place(&self) -> String {
        format!("{}:{}", self.name, self.first)
    }

    /// The number of the first line of the cells last read.
    pub fn number(&self) -> u64 {
        self.first
    }

    /// Comments read so far, and those of them below the first row.
    pub fn comments(&self) -> (u64, u64) {
        (self.comments, self.below)
    }

    /// The cells of the last comment above the table.
    pub fn comment(&self) -> Option<StringRecord> {
        self.comment_text.as_ref().map(|text| {
            let mut cells = StringRecord::new();
            cut(text, self.separator, &mut cells);
            cells
        })
    }

    /// Reads the cells of the next line that is not blank; false at the end of the file.
    pub fn read(&mut self, cells: &mut StringRecord) -> Result<bool> {
        loop {
            self.line.clear();
            if !self.append()? {
                return Ok(false);
            }
            self.first = self.last;
            let line = self.text()?;
            if line.trim().is_empty() || (self.last == 1 && declared(line).is_some()) {
                continue;
            }
            if !self.comment.is_empty() && line.trim_start().starts_with(&self.comment) {
                let text = line.trim_start().trim_start_matches(&self.comment).trim().to_string();
                self.comments += 1;
                match self.begun {
                    true => self.below += 1,
                    false => self.comment_text = Some(text),
                }
                continue;
            }
            while self.line.contains(&b'"') && ends_in_quotes(self.text()?, self.separator) {
                if !self.append()? {
                    let what = "a quote opens in this line, and the file ends before it closes";
                    return Err(Diagnostic::new(format!("{}: {what}", self.place())));
                }
            }
            cut(self.text()?, self.separator, cells);
            self.begun = true;
            return self.is_one_row(cells).map(|()| true);
        }
    }

    /// Adds a line of the file to `line`; false at the end.
    fn append(&mut self) -> Result<bool> {
        self.last += 1;
        let room = LONGEST.saturating_sub(self.line.len() as u64);
        let length = self.bytes.by_ref().take(room).read_until(b'\n', &mut self.line);
        let length = length.map_err(|error| self.fault(&error))?;
        if length as u64 == room {
            return Err(Diagnostic::new(format!("{}:{}: this line has no end; a CSV file is expected here", self.name, self.last)));
        }
        Ok(length > 0)
    }

    fn fault(&self, error: &io::Error) -> Diagnostic {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Malformed>()) {
            Some(malformed) => Diagnostic::new(format!("{}:{}: {malformed}, as the lines above are", self.name, self.last))
                .help("say which it is in [data]: encoding = \"windows-1252\" (or \"latin1\", \"utf-16le\", ...)"),
            None => broken(&self.name, &format!("in line {}", self.last), error),
        }
    }

    fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.line)
            .map(|line| line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']))
            .map_err(|_| Diagnostic::new(format!("{}:{}: this is not UTF-8 text; a CSV file is expected here", self.name, self.last)))
    }

    /// A forgotten quote joins rows to one, which would lose them without a word.
    fn is_one_row(&self, cells: &StringRecord) -> Result<()> {
        if self.last == self.first {
            return Ok(());
        }
        let mark = self.separator.character();
        let swallowed = cells.iter().filter(|cell| cell.contains('\n')).any(|cell| {
            cell.contains('"') || cell.lines().any(|line| line.matches(mark).count() > 0 && line.matches(mark).count() + 2 >= cells.len())
        });
        match swallowed {
            true => Err(Diagnostic::new(format!(
                "{}: a quote opens in this line and closes in line {}, with whole rows between: one of the two is too many",
                self.place(),
                self.last
            ))),
            false => Ok(()),
        }
    }
}

/// The separator that a first line such as `sep=;` declares.
pub(super) fn declared(line: &str) -> Option<char> {
    let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']);
    let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let start = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep="))?;
    let mut rest = line[start.len()..].chars();
    rest.next().filter(|_| rest.next().is_none())
}

/// Whether a cell that has been opened by a quote goes on in the next line.
fn ends_in_quotes(line: &str, separator: Separator) -> bool {
    let mark = separator.character();
    let (mut start, mut inside, mut quote) = (true, false, false);
    for character in line.chars() {
        if inside {
            // Two quotes are one of the text; one ends it.
            match (character == '"', quote) {
                (true, _) => quote = !quote,
                (false, true) => (inside, quote, start) = (false, false, character == mark),
                (false, false) => {}
            }
        } else {
            inside = start && character == '"';
            start = character == mark || (start && character.is_whitespace());
        }
    }
    inside && !quote
}

/// Cuts a line into cells.
pub(super) fn cut(line: &str, separator: Separator, cells: &mut StringRecord) {
    cells.clear();
    let line = if separator == Separator::Pipe { between_pipes(line) } else { line };
    if line.contains('"') {
        // Blanks before an opening quote belong to no cell.
        let mut reader = ReaderBuilder::new();
        let blanks = separator == Separator::Blanks;
        let line = if blanks { line.trim().replace('\t', " ") } else { opened(line, separator) };
        let mark = separator.character() as u8;
        if reader.has_headers(false).delimiter(mark).from_reader(line.as_bytes()).read_record(cells).is_ok() {
            if blanks {
                *cells = cells.iter().filter(|cell| !cell.is_empty()).collect();
            }
            return cells.trim();
        }
        cells.clear();
    }
    match separator {
        Separator::Blanks => line.split_whitespace().for_each(|cell| cells.push_field(cell)),
        _ => line.split(separator.character()).for_each(|cell| cells.push_field(cell.trim())),
    }
}

/// The line without blanks between a separator and a quote.
fn opened(line: &str, separator: Separator) -> String {
    let mut text = String::with_capacity(line.len());
    for (index, part) in line.split(separator.character()).enumerate() {
        if index > 0 {
            text.push(separator.character());
        }
        let trimmed = part.trim_start_matches(' ');
        text.push_str(if trimmed.starts_with('"') { trimmed } else { part });
    }
    text
}

/// The line without the pipes at its ends, as tables in text have them.
fn between_pipes(line: &str) -> &str {
    match line.trim().strip_prefix('|') {
        Some(rest) => rest.strip_suffix('|').unwrap_or(rest),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str, separator: Separator) -> Result<Vec<(u64, Vec<String>)>> {
        let mut lines = Lines::new("a.csv".into(), Box::new(text.as_bytes()), separator, "#");
        let (mut cells, mut all) = (StringRecord::new(), Vec::new());
        while lines.read(&mut cells)? {
            all.push((lines.number(), cells.iter().map(str::to_string).collect()));
        }
        Ok(all)
    }

    fn lines(text: &'static str) -> Vec<(u64, Vec<String>)> {
        read(text, Separator::Comma).expect("good text")
    }

    #[test]
    fn numbers_count_blank_lines_and_comments() {
        let numbers = |text| lines(text).into_iter().map(|(number, _)| number).collect::<Vec<u64>>();
        assert_eq!(numbers("a\n\n \nb\nc"), [1, 4, 5]);
        assert_eq!(numbers("sep=,\n# x\na\n  # y\nb\n"), [3, 5]);
    }

    #[test]
    fn cells_lose_blanks_quotes_and_a_byte_order_mark() {
        assert_eq!(lines("\u{feff}a, b ,\"c, d\"\n1,,\"2\"\n")[0].1, ["a", "b", "c, d"]);
        assert_eq!(lines("1,, \"2,5\"")[0].1, ["1", "", "2,5"]);
        assert_eq!(read("1  2\t\"3 4\"  5", Separator::Blanks).expect("good text")[0].1, ["1", "2", "3 4", "5"]);
        assert_eq!(read("| a | b |\n|1|2|\n", Separator::Pipe).expect("good text")[1].1, ["1", "2"]);
    }

    #[test]
    fn quotes_hold_line_breaks_but_no_rows() {
        assert_eq!(lines("\"a\nb\",c\n1,2\n"), [(1, vec!["a\nb".to_string(), "c".into()]), (3, vec!["1".into(), "2".into()])]);
        assert_eq!(
            lines("\"say \"\"x\"\"\",2\n5\"x,3\n"),
            [(1, vec!["say \"x\"".into(), "2".into()]), (2, vec!["5\"x".to_string(), "3".into()])]
        );
        let error = |text| read(text, Separator::Comma).expect_err("refused").to_string();
        assert_eq!(error("1,\"2\n3,4\n"), "error: a.csv:1: a quote opens in this line, and the file ends before it closes");
        assert!(error("1,2,\"a\n3,4,\"b\"\n").contains("closes in line 2, with whole rows between"));
    }
}
