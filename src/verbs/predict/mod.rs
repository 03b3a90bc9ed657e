//! `entrain predict`

mod answer;

use super::Target;
use super::connection::{Connected, Connection, Way};
use crate::incoming;
use crate::output::{FORMAT_VERSION, Format, fitted, print, put, shown, thousands, warn, width};
use crate::project::Project;
use crate::weights::{Choice, Weights, value};
use answer::{Answer, Columns};
use clap::Args;
use entrain_data::{Arrived, Inputs, Warning, brief};
use entrain_host::{Board, Line, VirtualPort};
use entrain_model::checkpoint::START;
use entrain_model::{Model, Result};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Rows without labels: a table, a workbook, an NPY or IDX file, or - for standard input. Columns are found by their names; other
    /// columns are left out.
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Answer each row as soon as it is there, and wait for more. What cannot be read is answered without a class, and said.
    #[arg(long)]
    pub follow: bool,
    /// A column for each class's logit.
    #[arg(long)]
    pub logits: bool,
    /// Ask the board at this serial port, instead of the golden model.
    #[arg(long, conflicts_with = "virtual_board")]
    pub port: Option<String>,
    /// Ask a virtual board: the Verilog of the bitstream in Verilator.
    #[arg(long = "virtual")]
    pub virtual_board: bool,
    #[command(flatten)]
    pub weights: Choice,
}

/// What has been seen so far.
#[derive(Default)]
struct Tally {
    rows: u64,
    unread: u64,
    outside_rows: u64,
    /// Rows of each class.
    classes: Vec<u64>,
    /// Rows and the furthest number of each input beyond what was seen in training.
    outside: BTreeMap<usize, (u64, f64)>,
    /// Answers of a board that are not the golden model's.
    differences: u64,
}

/// Whoever answers; a board is asked, and the golden model beside it knows the logits.
struct Oracle {
    model: Model,
    board: Option<Board<Box<dyn Line>>>,
}

/// Predicts rows without labels.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let weights = project.weights(arguments.weights.weights.as_deref())?;
    let known = incoming::known(&project, &weights, false)?;
    let names = incoming::class_names(&project, &weights);
    let (mut oracle, running) = Oracle::reach(&project, arguments, &weights)?;
    let rows = incoming::open(&project, &arguments.data, arguments.follow, known)?;
    if weights.origin.source == START {
        let message = "these weights have learned nothing: they are start weights; `entrain train` makes better ones";
        warn(&[Warning::new("start_weights", message, None)]);
    }
    let (what, ignored, seen) = (rows.what(), rows.ignored(), rows.inputs().clone());
    let columns = Columns { names: &names, logits: arguments.logits, inputs: &seen };
    // Lines as they come, but one object of JSON where nobody waits for them.
    let (lines, mut kept) = (format == Format::Text || arguments.follow, Vec::new());
    let mut tally = Tally { classes: vec![0; names.len()], ..Tally::default() };
    let mut listened = format == Format::Json || put(&columns.header());
    for row in rows {
        if !listened {
            break;
        }
        let answer = oracle.answer(row?, &mut tally)?;
        match (format, lines) {
            (Format::Text, _) => listened = put(&columns.line(&answer)),
            (Format::Json, true) => {
                let mut object = columns.value(&answer);
                object["format_version"] = json!(FORMAT_VERSION);
                listened = put(&format!("{object}\n"));
            }
            (Format::Json, false) => kept.push(columns.value(&answer)),
        }
    }
    let Oracle { board, .. } = oracle;
    drop(board);
    running.map_or(Ok(()), VirtualPort::switch_off)?;
    warn(&tally.warnings(&seen));
    let ok = tally.differences == 0;
    if lines && format == Format::Json {
        return Ok(ok);
    }
    let of_class = |class: usize| (names[class].clone(), json!(tally.classes[class]));
    let object = json!({
        "rows": kept, "samples": tally.rows, "unread": tally.unread, "outside_rows": tally.outside_rows, "differences": tally.differences,
        "classes": (0..names.len()).map(of_class).collect::<serde_json::Map<_, _>>(), "weights": value(&weights.origin), "hashes": weights.hashes(),
        "ignored": ignored, "files": what.iter().map(|(file, what)| json!({ "file": file, "what": what })).collect::<Vec<_>>(),
        "data": shown(&arguments.data),
    });
    if format == Format::Text {
        say(&tally.words(&names, &weights.words(), &ignored));
    }
    print(format, ok, "", object);
    Ok(ok)
}

impl Oracle {
    fn reach(project: &Project, arguments: &Arguments, weights: &Weights) -> Result<(Oracle, Option<VirtualPort>)> {
        let mut model = weights.model.clone();
        if !arguments.virtual_board && arguments.port.is_none() {
            return Ok((Oracle { model, board: None }, None));
        }
        project.hardware_ready()?;
        let way = if arguments.virtual_board { Way::Virtual { noise: None } } else { Way::Port(arguments.port.clone()) };
        let connection = Connection { way, any_build: false, audit: None };
        let Connected { mut board, running, .. } = connection.connect(project, &weights.model)?;
        board.read_weights(&mut model)?;
        Ok((Oracle { model, board: Some(board) }, running))
    }

    fn answer(&mut self, row: Arrived, tally: &mut Tally) -> Result<Answer> {
        tally.rows += 1;
        if let Some(fault) = row.fault {
            tally.unread += 1;
            return Ok(Answer { number: row.number, class: None, logits: Vec::new(), outside: Vec::new(), fault: Some(fault) });
        }
        let expected = self.model.predict(&row.input);
        let class = match &mut self.board {
            Some(board) => board.predict(&row.input)?,
            None => expected,
        };
        tally.differences += u64::from(class != expected);
        tally.classes[class] += 1;
        tally.outside_rows += u64::from(!row.outside.is_empty());
        for &(input, value) in &row.outside {
            let (rows, furthest) = tally.outside.entry(input).or_insert((0, value));
            *rows += 1;
            *furthest = if value.abs() > furthest.abs() { value } else { *furthest };
        }
        Ok(Answer { number: row.number, class: Some(class), logits: self.model.totals().to_vec(), outside: row.outside, fault: None })
    }
}

impl Tally {
    fn warnings(&self, inputs: &Inputs) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if let Some((input, (rows, furthest))) = self.outside.iter().max_by_key(|(_, (rows, _))| *rows) {
            let [low, high] = inputs.ranges[*input];
            let message = format!(
                "{} of {} rows have values outside of what was seen in training, most often {}: {} rows, up to {}, where training had {} to {}",
                thousands(self.outside_rows),
                thousands(self.rows),
                inputs.names[*input],
                thousands(*rows),
                brief(*furthest),
                brief(low),
                brief(high)
            );
            warnings.push(Warning::new("outside_of_training", message, None));
        }
        if self.unread > 0 {
            let message = format!("{} rows could not be read and have no class; the column `note` says why", thousands(self.unread));
            warnings.push(Warning::new("rows_unread", message, None));
        }
        if self.differences > 0 {
            let message = format!("the board answered {} rows otherwise than the golden model", thousands(self.differences));
            warnings.push(Warning::new("differences", message, None));
        }
        warnings
    }

    /// A line for people, beside the rows.
    fn words(&self, names: &[String], weights: &str, ignored: &[String]) -> String {
        const SHOWN: usize = 12;
        let mut classes: Vec<(usize, u64)> = self.classes.iter().copied().enumerate().filter(|(_, rows)| *rows > 0).collect();
        classes.sort_by_key(|&(class, rows)| (std::cmp::Reverse(rows), class));
        let some: Vec<String> = classes.iter().take(SHOWN).map(|&(class, rows)| format!("{} {}", thousands(rows), names[class])).collect();
        let left = if ignored.is_empty() { String::new() } else { format!("; left out: {}", ignored.join(", ")) };
        let more = if classes.len() > SHOWN { format!(", {} more classes", classes.len() - SHOWN) } else { String::new() };
        format!("{} rows: {}{more}; weights {weights}{left}", thousands(self.rows), some.join(", "))
    }
}

/// A line beside the rows.
fn say(text: &str) {
    writeln!(std::io::stderr(), "{}", fitted(text, width())).unwrap_or_default();
}
