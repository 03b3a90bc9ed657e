//! The parts of a network file that a message can point at.

use super::Network;
use crate::diagnostic::Diagnostic;
use std::ops::Range;
use std::path::PathBuf;

/// The file's text and where in it the parts stand, for messages.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    pub path: PathBuf,
    pub text: String,
    pub shape: Range<usize>,
    pub basis: Range<usize>,
    pub error: Range<usize>,
    pub code_sets: Range<usize>,
    pub learn: Range<usize>,
    pub budget: Range<usize>,
    pub freeze: Range<usize>,
    pub rounding: Range<usize>,
    pub units: Vec<Range<usize>>,
    pub lanes: Vec<Range<usize>>,
    pub walk: Vec<Range<usize>>,
    pub rate: Range<usize>,
    pub schedule: Vec<Range<usize>>,
    pub board: Range<usize>,
    pub train: Range<usize>,
    pub rows: Range<usize>,
    pub normalise: Range<usize>,
    pub categories: Range<usize>,
    pub classes: Range<usize>,
    pub scale: Range<usize>,
    pub window: Range<usize>,
    pub label: Range<usize>,
    pub ignore: Vec<Range<usize>>,
    pub split_column: Range<usize>,
    pub split_values: Vec<Range<usize>>,
}

/// A part of the network file that a later step may have to point at.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// `network.input.shape`.
    Shape,
    /// `network.basis`.
    Basis,
    /// `network.error`.
    Error,
    /// `network.code_sets`.
    CodeSets,
    /// `policy.learn`.
    Learn,
    /// `policy.budget`.
    Budget,
    /// `policy.freeze`.
    Freeze,
    /// `training.rounding`.
    Rounding,
    /// `units` of a layer.
    Units(usize),
    /// `lanes` of a layer.
    Lanes(usize),
    /// `walk` of a layer.
    Walk(usize),
    /// `training.rate`.
    Rate,
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
        let source = &self.source;
        let span = match part {
            Part::Shape => Some(source.shape.clone()),
            Part::Basis => Some(source.basis.clone()),
            Part::Error => Some(source.error.clone()),
            Part::CodeSets => Some(source.code_sets.clone()),
            Part::Learn => Some(source.learn.clone()),
            Part::Budget => Some(source.budget.clone()),
            Part::Freeze => Some(source.freeze.clone()),
            Part::Rounding => Some(source.rounding.clone()),
            Part::Units(layer) => source.units.get(layer).cloned(),
            Part::Lanes(layer) => source.lanes.get(layer).cloned(),
            Part::Walk(layer) => source.walk.get(layer).cloned(),
            Part::Rate => Some(source.rate.clone()),
            Part::Stage(index) => source.schedule.get(index).cloned(),
            Part::Board => Some(source.board.clone()),
            Part::Classes => Some(source.classes.clone()),
            Part::Scale => Some(source.scale.clone()),
            Part::Train => Some(source.train.clone()),
            Part::Window => Some(source.window.clone()),
            Part::Normalise => Some(source.normalise.clone()),
            Part::Categories => Some(source.categories.clone()),
            Part::Rows => Some(source.rows.clone()),
            Part::Label => Some(source.label.clone()),
            Part::Ignore(index) => source.ignore.get(index).cloned(),
            Part::SplitColumn => Some(source.split_column.clone()),
            Part::SplitValue(index) => source.split_values.get(index).cloned(),
        };
        span.filter(|span| !span.is_empty())
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
