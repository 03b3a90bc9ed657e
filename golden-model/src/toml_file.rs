//! Files in TOML that a person writes: errors of the parser as messages with the line.

use crate::diagnostic::{Diagnostic, Result, nearest};
use regex::Regex;
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::path::Path;

/// Parses `text` of `path`, which is a `kind` ("network file").
///
/// # Errors
/// Broken TOML, a misspelt or missing key, a word or type that does not belong there: each with its line.
pub fn parse<T: DeserializeOwned>(text: &str, path: &Path, kind: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| explain(&error, text, path, kind))
}

/// Turns a TOML error into a message with the line and, for a misspelt key or word, the nearest right one.
pub fn explain(error: &toml::de::Error, text: &str, path: &Path, kind: &str) -> Diagnostic {
    let unknown = Regex::new(r"^unknown (field|variant) `([^`]*)`(?:, expected (.*))?").expect("a constant pattern");
    let missing = Regex::new(r"^missing field `([^`]*)`").expect("a constant pattern");
    let quoted = Regex::new("`([^`]*)`").expect("a constant pattern");
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    if let Some(found) = unknown.captures(message) {
        let expected = found.get(3).map_or("", |list| list.as_str());
        let right: Vec<&str> = quoted.captures_iter(expected).filter_map(|key| key.get(1)).map(|key| key.as_str()).collect();
        let word = &found[2];
        let (what, other, list) = match &found[1] {
            "field" => (format!("there is no key \"{word}\" here"), "unknown key", "keys here"),
            _ => (format!("\"{word}\" is not known here"), "unknown word", "possible here"),
        };
        let label = nearest(word, right.iter().copied()).map_or(other.into(), |near| format!("did you mean \"{near}\"?"));
        return Diagnostic::new(what).at(path, text, span, label).help(format!("{list}: {}", right.join(", ")));
    }
    if let Some(found) = missing.captures(message) {
        return Diagnostic::new(format!("the key \"{}\" is missing", &found[1])).at(path, text, first_line(text, &span), "in this table");
    }
    if let Some(string) = escaping(text, &span) {
        let slashes = string.replace('\\', "/");
        return Diagnostic::new("a backslash in \"...\" begins an escape in TOML, and this is none")
            .at(path, text, span, "here")
            .help(format!("write a path with /: \"{slashes}\", or in single quotes, where a backslash is one: '{string}'"));
    }
    let first = message.lines().next().unwrap_or("the file is not valid TOML").to_string();
    Diagnostic::new(format!("this is not a valid {kind}: {first}")).at(path, text, span, "here")
}

/// The text between the double quotes around a fault in an escape.
fn escaping<'a>(text: &'a str, span: &Range<usize>) -> Option<&'a str> {
    let at = span.start.min(text.len());
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[line_start..].lines().next()?;
    let before = &line[..at - line_start];
    // The fault is behind a backslash: at once, or within the digits of \u and \U.
    let is_escape = before.rfind('\\').is_some_and(|slash| before[slash..].chars().skip(1).all(|c| c.is_ascii_alphanumeric()));
    if !is_escape && !line[at - line_start..].starts_with('\\') {
        return None;
    }
    let open = before.rfind('"')? + 1;
    let length = line[open..].find('"')?;
    Some(&line[open..open + length])
}

/// The first line of a span, so that a whole table is not underlined.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let end = text[span.start..span.end].find('\n').map_or(span.end, |length| span.start + length);
    span.start..end
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde::Deserialize;
    use std::path::Path;

    #[derive(Debug, Deserialize)]
    struct Any {
        #[allow(dead_code)] // only whether it can be read is asked here
        train: String,
    }

    fn refused(text: &str) -> String {
        parse::<Any>(text, Path::new("a.toml"), "network file").map(|_| ()).expect_err(text).to_string()
    }

    #[test]
    fn a_windows_path_says_how_to_write_it() {
        for (string, slashes) in [(r"C:\Users\x.csv", "C:/Users/x.csv"), (r"..\data.csv", "../data.csv"), (r"a\u12", "a/u12")] {
            let message = refused(&format!("train = \"{string}\"\n"));
            assert!(message.contains("begins an escape") && message.contains("a.toml:1"), "{message}");
            assert!(message.contains(&format!("\"{slashes}\"")) && message.contains(&format!("'{string}'")), "{message}");
            assert!(parse::<Any>(&format!("train = '{string}'\n"), Path::new("a.toml"), "network file").is_ok());
        }
    }

    #[test]
    fn other_faults_are_told_as_they_are() {
        for text in ["train = a\\b", "train = \"a", "train = \"a\" \"b\"", "train = \"\u{1}\"", "\\", "train"] {
            let message = refused(text);
            assert!(message.contains("not a valid network file") && !message.contains("escape in TOML"), "{text}: {message}");
        }
    }
}
