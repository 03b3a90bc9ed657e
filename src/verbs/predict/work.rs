//! Answers rows, and tells each answer as soon as it is there.

use super::answer::{Answer, Columns};
use super::tally::Tally;
use crate::incoming;
use crate::output::warn;
use crate::project::Project;
use crate::verbs::connection::{Connected, Connection, Way};
use crate::weights::Weights;
use entrain_data::{Arrived, Warning};
use entrain_host::{Board, Line, VirtualPort};
use entrain_model::checkpoint::START;
use entrain_model::{Model, Result};
use std::path::PathBuf;

/// What is answered, and by whom.
pub struct Options {
    /// Rows without labels; standard input where it is called `-`.
    pub data: PathBuf,
    /// Wait for more rows.
    pub follow: bool,
    /// Tell the logits, too.
    pub logits: bool,
    /// The board that is asked; the golden model without.
    pub board: Option<Way>,
    /// As `Project::weights` takes them.
    pub weights: Option<PathBuf>,
}

/// Where answers go.
pub trait Sink {
    /// Before the first one; whether anybody wants answers.
    fn begin(&mut self, columns: &Columns) -> bool;
    /// An answer; whether anybody wants more.
    fn take(&mut self, columns: &Columns, answer: &Answer) -> bool;
}

/// What the answers came to.
pub struct Report {
    pub tally: Tally,
    /// The classes.
    pub names: Vec<String>,
    pub weights: Weights,
    /// Columns that were left out.
    pub ignored: Vec<String>,
    /// The files, and what each is.
    pub files: Vec<(String, String)>,
}

/// Answers all rows, or those that come until nobody wants more.
///
/// # Errors
/// Rows that do not fit the network; no board, a line that is gone.
pub fn work(project: &Project, options: &Options, sink: &mut dyn Sink) -> Result<Report> {
    let weights = project.weights(options.weights.as_deref())?;
    let known = incoming::known(project, &weights, false)?;
    let names = incoming::class_names(project, &weights);
    let (mut oracle, running) = Oracle::reach(project, options.board.as_ref(), &weights)?;
    let rows = incoming::open(project, &options.data, options.follow, known)?;
    if weights.origin.source == START {
        let message = "these weights have learned nothing: they are start weights; `entrain train` makes better ones";
        warn(&[Warning::new("start_weights", message, None)]);
    }
    let (files, ignored, inputs) = (rows.what(), rows.ignored(), rows.inputs().clone());
    let columns = Columns { names: &names, logits: options.logits, inputs: &inputs };
    let mut tally = Tally::of(names.len());
    let mut wanted = sink.begin(&columns);
    for row in rows {
        if !wanted {
            break;
        }
        let (answer, agrees) = oracle.answer(row?)?;
        tally.add(&answer, agrees);
        wanted = sink.take(&columns, &answer);
    }
    let Oracle { board, .. } = oracle;
    drop(board);
    running.map_or(Ok(()), VirtualPort::switch_off)?;
    warn(&tally.warnings(&inputs));
    Ok(Report { tally, names, weights, ignored, files })
}

/// Whoever answers; a board is asked, and the golden model beside it knows the logits.
struct Oracle {
    model: Model,
    board: Option<Board<Box<dyn Line>>>,
}

impl Oracle {
    fn reach(project: &Project, board: Option<&Way>, weights: &Weights) -> Result<(Oracle, Option<VirtualPort>)> {
        let mut model = weights.model.clone();
        let Some(way) = board else { return Ok((Oracle { model, board: None }, None)) };
        project.hardware_ready()?;
        let connection = Connection { way: way.clone(), any_build: false, audit: None };
        let Connected { mut board, running, .. } = connection.connect(project, &weights.model)?;
        board.read_weights(&mut model)?;
        Ok((Oracle { model, board: Some(board) }, running))
    }

    /// The answer, and whether it is the golden model's.
    fn answer(&mut self, row: Arrived) -> Result<(Answer, bool)> {
        let number = row.number;
        if row.fault.is_some() {
            return Ok((Answer { number, class: None, logits: Vec::new(), outside: Vec::new(), fault: row.fault }, true));
        }
        let expected = self.model.predict(&row.input);
        let class = match &mut self.board {
            Some(board) => board.predict(&row.input)?,
            None => expected,
        };
        let logits = self.model.totals().to_vec();
        Ok((Answer { number, class: Some(class), logits, outside: row.outside, fault: None }, class == expected))
    }
}
