//! How wide the terminal is, and text that fits it.

use std::io::{IsTerminal, stdout};
use std::sync::OnceLock;

/// Where there is no terminal.
const USUAL: usize = 80;
/// Nothing is cut to less.
const LEAST: usize = 40;

/// Columns of the terminal; what COLUMNS says, if it says anything; 80 without a terminal.
pub fn width() -> usize {
    static WIDTH: OnceLock<usize> = OnceLock::new();
    *WIDTH.get_or_init(|| {
        let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
        let terminal =
            || stdout().is_terminal().then(|| ratatui::crossterm::terminal::size().ok().map(|(columns, _)| columns as usize)).flatten();
        said.or_else(terminal).filter(|columns| *columns > 0).unwrap_or(USUAL).max(LEAST)
    })
}

/// The text with lines of at most `width` characters: longer ones go on in the next, between words, as far in as they began. What has no
/// blank, a path for instance, stays whole.
pub fn fitted(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| folded(line, width)).collect();
    lines.join("\n")
}

/// An error: its message and its help fit the width; lines of a file, with their marks, stay as they are.
pub fn fitted_error(text: &str, width: usize) -> String {
    let line = |line: &str| match line.find("= help: ") {
        _ if line.starts_with("error: ") => folded(line, width),
        Some(at) if line[..at].trim().is_empty() => {
            let (mark, help) = line.split_at(at + "= help: ".len());
            let blanks = " ".repeat(mark.len());
            let help = fitted(help, width.saturating_sub(mark.len()).max(LEAST / 2));
            help.lines()
                .enumerate()
                .map(|(number, line)| format!("{}{line}", if number == 0 { mark } else { &blanks }))
                .collect::<Vec<_>>()
                .join("\n")
        }
        _ => line.to_string(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A line over as many as it takes.
fn folded(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.into();
    }
    let start = line.len() - line.trim_start().len();
    // What follows a list's mark or a label in a column of its own begins where its text does.
    let hang = match line[start..].find("  ") {
        Some(gap) if gap <= 16 => {
            let text = line[start + gap..].len() - line[start + gap..].trim_start().len();
            start + gap + text
        }
        _ if line[start..].starts_with("- ") => start + 2,
        _ => start,
    };
    let hang = if hang * 2 > width { start } else { hang };
    let (mut all, mut now, mut used) = (String::new(), line[..start].to_string(), start);
    let mut first = true;
    for (gap, word) in words(&line[start..]) {
        let length = word.chars().count();
        let gap = if first { 0 } else { gap };
        if !first && used + gap + length > width {
            all += now.trim_end();
            all.push('\n');
            now = " ".repeat(hang);
            used = hang;
        } else {
            now += &" ".repeat(gap);
            used += gap;
        }
        now += word;
        used += length;
        first = false;
    }
    all + now.trim_end()
}

/// The words of a line, each with the blanks in front of it. A command between backticks may be folded, but not its single words.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut rest = line;
    while !rest.trim_start().is_empty() {
        let gap = rest.len() - rest.trim_start().len();
        let word = &rest[gap..];
        let end = word.find(' ').unwrap_or(word.len());
        all.push((gap, &word[..end]));
        rest = &word[end..];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_between_words() {
        assert_eq!(fitted("short\n\n  also short\n", 20), "short\n\n  also short\n");
        assert_eq!(fitted("one two three four five", 10), "one two\nthree four\nfive");
        assert_eq!(fitted("  one two three", 9), "  one two\n  three");
        assert_eq!(fitted("- one two three", 11), "- one two\n  three");
        assert_eq!(
            fitted("clock      24 MHz; the path allows more", 26),
            "clock      24 MHz; the\n           path allows\n           more"
        );
    }

    #[test]
    fn what_has_no_blank_stays_whole() {
        assert_eq!(fitted("see /a/very/long/path/to/a/file here", 12), "see\n/a/very/long/path/to/a/file\nhere");
    }
}
