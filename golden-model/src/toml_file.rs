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
fn explain(error: &toml::de::Error, text: &str, path: &Path, kind: &str) -> Diagnostic {
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
    let first = message.lines().next().unwrap_or("the file is not valid TOML").to_string();
    Diagnostic::new(format!("this is not a valid {kind}: {first}")).at(path, text, span, "here")
}

/// The first line of a span, so that a whole table is not underlined.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let end = text[span.start..span.end].find('\n').map_or(span.end, |length| span.start + length);
    span.start..end
}
