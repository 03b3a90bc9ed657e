//! `entrain predict`

mod answer;
mod tally;
mod work;

use super::connection::Way;
use super::{Target, WeightsChoice};
use crate::output::{FORMAT_VERSION, Format, fitted, print, put, shown, width};
use crate::project::Project;
use crate::weights::value;
use answer::{Answer, Columns};
use clap::Args;
use entrain_model::Result;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use work::{Options, Report, Sink, work};

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
    pub weights: WeightsChoice,
}

impl Arguments {
    fn options(&self) -> Options {
        let board = match (self.virtual_board, &self.port) {
            (true, _) => Some(Way::Virtual { noise: None }),
            (false, Some(port)) => Some(Way::Port(Some(port.clone()))),
            (false, None) => None,
        };
        let (data, weights) = (self.data.clone(), self.weights.weights.clone());
        Options { data, follow: self.follow, logits: self.logits, board, weights }
    }
}

/// Predicts rows without labels.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let options = arguments.options();
    let mut printer = Printer { format, lines: format == Format::Text || options.follow, kept: Vec::new() };
    let report = work(&project, &options, &mut printer)?;
    if printer.lines && format == Format::Json {
        return Ok(report.is_good());
    }
    if format == Format::Text {
        say(&report.tally.words(&report.names, &report.weights.words(), &report.ignored));
    }
    print(format, report.is_good(), "", report.json(printer.kept, &options.data));
    Ok(report.is_good())
}

/// Prints lines as they come, but keeps the rows of one object of JSON where nobody waits for them.
struct Printer {
    format: Format,
    lines: bool,
    kept: Vec<Value>,
}

impl Sink for Printer {
    fn begin(&mut self, columns: &Columns) -> bool {
        self.format == Format::Json || put(&columns.header())
    }

    fn take(&mut self, columns: &Columns, answer: &Answer) -> bool {
        if self.format == Format::Text {
            return put(&columns.line(answer));
        }
        let mut object = columns.value(answer);
        if !self.lines {
            self.kept.push(object);
            return true;
        }
        object["format_version"] = json!(FORMAT_VERSION);
        put(&format!("{object}\n"))
    }
}

impl Report {
    /// A board's answers are the golden model's.
    fn is_good(&self) -> bool {
        self.tally.differences == 0
    }

    /// For programs, with the answers to the rows of `data`.
    fn json(&self, rows: Vec<Value>, data: &Path) -> Value {
        let Report { tally, names, weights, ignored, files } = self;
        let of_class = |class: usize| (names[class].clone(), json!(tally.classes[class]));
        json!({
            "rows": rows, "samples": tally.rows, "unread": tally.unread, "outside_rows": tally.outside_rows,
            "differences": tally.differences, "classes": (0..names.len()).map(of_class).collect::<Map<_, _>>(),
            "weights": value(&weights.origin), "hashes": weights.hashes(), "ignored": ignored,
            "files": files.iter().map(|(file, what)| json!({ "file": file, "what": what })).collect::<Vec<_>>(), "data": shown(data),
        })
    }
}

/// A line beside the rows.
fn say(text: &str) {
    writeln!(std::io::stderr(), "{}", fitted(text, width())).unwrap_or_default();
}
