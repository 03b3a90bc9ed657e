//! The parts of a network file that a message can point at.

use super::Network;
use crate::diagnostic::Diagnostic;
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The file's text and where in it the parts stand, for messages.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub path: PathBuf,
    pub text: String,
    spans: BTreeMap<Part, Range<usize>>,
}

impl Source {
    /// The text of a file, nothing in it found yet.
    pub fn new(path: &Path, text: &str) -> Source {
        Source { path: path.into(), text: text.into(), spans: BTreeMap::new() }
    }

    /// Notes where a part stands, if it does.
    pub fn note<T>(&mut self, part: Part, value: Option<&Spanned<T>>) {
        if let Some(value) = value {
            self.spans.insert(part, value.span());
        }
    }

    /// Notes where the parts of a list stand.
    pub fn note_all<'a, T: 'a>(&mut self, part: fn(usize) -> Part, values: impl IntoIterator<Item = &'a Spanned<T>>) {
        values.into_iter().enumerate().for_each(|(index, value)| self.note(part(index), Some(value)));
    }
}

/// A part of the network file that a later step may have to point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `network.input.shape`.
    Shape,
    /// `network.basis`.
    Basis,
    /// `network.error`.
    Error,
    /// `network.code_sets`.
    CodeSets,
    /// `network.input_head`.
    InputHead,
    /// `network.code_start`.
    CodeStart,
    /// `policy.learn`.
    Learn,
    /// `policy.budget`.
    Budget,
    /// `policy.freeze`.
    Freeze,
    /// `training.rounding`.
    Rounding,
    /// `type` of a layer.
    Type(usize),
    /// `units` of a layer.
    Units(usize),
    /// `channels` of a layer.
    Channels(usize),
    /// `cells` of a layer.
    Cells(usize),
    /// `lanes` of a layer.
    Lanes(usize),
    /// `walk` of a layer.
    Walk(usize),
    /// `training.rate`.
    Rate,
    /// `training.pace`.
    Pace,
    /// `training.slowest`.
    Slowest,
    /// The rate of an entry of `training.schedule`.
    Stage(usize),
    /// `target.board`.
    Board,
    /// `network.classes`, or `network.class_names` without.
    Classes,
    /// `network.input.scale`.
    Scale,
    /// `data.train`.
    Train,
    /// `data.window`.
    Window,
    /// `data.normalise`.
    Normalise,
    /// `data.categories`.
    Categories,
    /// `data.rows`.
    Rows,
    /// `data.label`.
    Label,
    /// An entry of `data.ignore`.
    Ignore(usize),
    /// `data.split.column`.
    SplitColumn,
    /// An entry of `data.split.test`.
    SplitValue(usize),
}

impl Network {
    /// Where `part` stands in the text, if it does.
    fn span(&self, part: Part) -> Option<Range<usize>> {
        self.source.spans.get(&part).cloned().filter(|span| !span.is_empty())
    }

    /// Adds the line of `part` to a message.
    pub fn point_at(&self, diagnostic: Diagnostic, part: Part, label: impl Into<String>) -> Diagnostic {
        match self.span(part) {
            Some(span) => diagnostic.at(&self.source.path, &self.source.text, span, label),
            None => diagnostic,
        }
    }

    /// The 1-based line of `part` in the network file, if it stands there.
    pub fn line_of(&self, part: Part) -> Option<usize> {
        self.span(part).map(|span| 1 + self.source.text[..span.start].matches('\n').count())
    }
}
