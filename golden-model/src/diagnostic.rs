//! Errors for people: what is wrong, where it stands, what to do about it.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A place in a text file that a person wrote.
#[derive(Debug, Clone)]
struct Place {
    path: PathBuf,
    source: String,
    span: Range<usize>,
    label: String,
}

/// One error message: a sentence, optionally the line it is about, and what to do.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    message: String,
    place: Option<Box<Place>>,
    help: Vec<String>,
    missing_tool: bool,
    machine: bool,
}

/// The result of everything that can go wrong because of what a person gave us.
pub type Result<T> = std::result::Result<T, Diagnostic>;

impl Diagnostic {
    /// A message without a place, such as "file not found".
    pub fn new(message: impl Into<String>) -> Self {
        Diagnostic { message: message.into(), place: None, help: Vec::new(), missing_tool: false, machine: false }
    }

    /// A message for a failed read or write of `path`.
    pub fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let shown = path.display().to_string();
        let broken = shown.contains(|c: char| c.is_control());
        let shown = if broken { format!("{shown:?}") } else { shown };
        let diagnostic = Diagnostic::new(format!("cannot {doing} {shown}: {}", plain(error))).of_the_machine();
        match error.kind() {
            _ if broken => diagnostic.help(
                "there is a line break or a tab in this path: in TOML, a backslash and a letter in \"...\" can be one; \
                 write / between folders, or single quotes around the path",
            ),
            std::io::ErrorKind::NotFound if cfg!(unix) && shown.contains('\\') => {
                diagnostic.help("folders are parted by / here: write it instead of the backslash")
            }
            std::io::ErrorKind::NotFound => {
                diagnostic.help("check the path: in a network file it counts from that file's folder, on the command line from here")
            }
            std::io::ErrorKind::InvalidData => diagnostic.help("text in UTF-8 is expected here"),
            std::io::ErrorKind::PermissionDenied => diagnostic.help("check who owns the file or folder"),
            _ => diagnostic,
        }
    }

    /// Shows the bytes `span` of `source`, with `label` under them.
    pub fn at(mut self, path: &Path, source: &str, span: Range<usize>, label: impl Into<String>) -> Self {
        let end = span.end.min(source.len());
        let span = span.start.min(end)..end;
        self.place = Some(Box::new(Place { path: path.into(), source: source.into(), span, label: label.into() }));
        self
    }

    /// Adds one thing that the reader can do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Marks that an external program is what is missing: other steps can go on without it.
    pub fn missing_tool(mut self) -> Self {
        self.missing_tool = true;
        self
    }

    /// Whether an external program is what is missing.
    pub fn is_missing_tool(&self) -> bool {
        self.missing_tool
    }

    /// Marks that the place is at fault where the work is done, a disk or another program, not what was asked for.
    pub fn of_the_machine(mut self) -> Self {
        self.machine = true;
        self
    }

    /// Whether something else that was asked for here would go wrong in the same way: a tool is missing, a disk is full.
    pub fn is_of_the_machine(&self) -> bool {
        self.machine || self.missing_tool
    }

    /// The first sentence alone.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The 1-based line of the place, where there is one.
    pub fn line(&self) -> Option<usize> {
        self.place.as_ref().map(|place| 1 + place.source[..place.span.start].matches('\n').count())
    }
}

/// The operating system's sentence without Rust's "(os error 2)".
fn plain(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::InvalidData && error.to_string().contains("UTF-8") {
        return "it is no text".into();
    }
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.place.as_ref().map(|place| place.path.display().to_string()).unwrap_or_default();
        let mut group = Level::ERROR.primary_title(&self.message).elements(Vec::<annotate_snippets::Element>::new());
        if let Some(place) = &self.place {
            let annotation = AnnotationKind::Primary.span(place.span.clone()).label(place.label.as_str());
            group = group.element(Snippet::source(place.source.as_str()).path(path.as_str()).annotation(annotation));
        }
        for help in &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        write!(f, "{}", Renderer::plain().render(&[group]))
    }
}

impl std::error::Error for Diagnostic {}

/// The candidate that is nearest to a misspelt word, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(word.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_toml_broke_is_told_apart_from_one_that_is_not_there() {
        let nowhere = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let message = |path: &str| Diagnostic::io("read", Path::new(path), &nowhere()).to_string();
        assert!(message("data\new.csv").contains(r#"cannot read "data\new.csv""#), "{}", message("data\new.csv"));
        assert!(message("data\new.csv").contains("a line break or a tab in this path"));
        assert!(message(r"data\digits.csv").contains("folders are parted by / here"));
        assert!(message("digits.csv").contains("check the path"));
    }
}
