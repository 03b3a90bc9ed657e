//! `entrain new`

mod columns;
mod draft;
mod example;
mod keys;
mod search;
mod size;
mod source;

use crate::output::{Format, print, shown, warn};
use clap::Args;
use draft::Draft;
use entrain_boards::Board;
use entrain_model::checkpoint::write_atomically;
use entrain_model::data::{Loaded, Warning};
use entrain_model::{Diagnostic, Plan, Result};
use serde_json::json;
use source::Source;
use std::path::{Path, PathBuf};

/// Boards that are chosen from where none is named: a few tens of dollars each, the second with more room.
const BOARDS: [&str; 2] = ["icebreaker", "tangnano20k"];

#[derive(Args)]
pub struct Arguments {
    /// Folder to make; its last part names the network.
    pub name: PathBuf,
    /// Board [default: icebreaker; with --data, tangnano20k where that has room for a network which is clearly better].
    #[arg(long)]
    pub board: Option<String>,
    /// Samples, as many files as there are: tables (text, .xlsx, .gz), patterns ("run_*.csv"), files of one class each
    /// (idle=idle_*.csv walk=walk_*.csv), .npz, or .npy and IDX with --labels. Without it: the digits example.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub data: Vec<String>,
    /// Samples to test with, as --data; left out, a quarter of the rows of each class tests.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "data")]
    pub test: Vec<String>,
    /// Labels of --data, where that is an NPY or IDX file of inputs; with --test a second file, its labels.
    #[arg(long, value_name = "FILE", num_args = 1..=2, requires = "data")]
    pub labels: Vec<PathBuf>,
    /// Column of the class [default: the last or the first column with few values].
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub label: Option<String>,
    /// Columns that are no inputs, besides those that cannot be.
    #[arg(long, value_name = "COLUMN", num_args = 1.., requires = "data")]
    pub ignore: Vec<String>,
    /// Rows with one value in this column stay on one side of the split [default: a column that is called subject, patient, ...].
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub by: Option<String>,
    /// A log: so many rows become one sample.
    #[arg(long, value_name = "ROWS", requires = "data", value_parser = clap::value_parser!(u32).range(1..))]
    pub window: Option<u32>,
    /// With --window: rows from the start of one sample to the start of the next [default: half a window].
    #[arg(long, value_name = "ROWS", requires = "window", value_parser = clap::value_parser!(u32).range(1..))]
    pub step: Option<u32>,
    /// With --window: so many rows become one moment, their mean [default: what leaves 16 to 32 moments].
    #[arg(long, value_name = "ROWS", requires = "window", value_parser = clap::value_parser!(u32).range(1..))]
    pub average: Option<u32>,
}

/// Makes a project: from a person's data, or from the digits example, so that it works at once.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let folder = &arguments.name;
    let names = arguments.board.as_deref().map_or(BOARDS.to_vec(), |name| vec![name]);
    let boards = names.into_iter().map(|name| Board::find(name, None)).collect::<Result<Vec<Board>>>()?;
    if folder.exists() {
        return Err(Diagnostic::new(format!("{} is there already", folder.display())).help("choose another name"));
    }
    if arguments.data.is_empty() { example::run(arguments, &boards[0], format) } else { of_data(arguments, &boards, format) }
}

/// The network's name: the folder's, with what a Verilog identifier cannot have replaced.
fn network_name(folder: &Path) -> String {
    let last = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String = last.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        _ => format!("n{name}"),
    }
}

/// Looks at the data, chooses, and writes the network file.
fn of_data(arguments: &Arguments, boards: &[Board], format: Format) -> Result<bool> {
    let (folder, file) = (&arguments.name, arguments.name.join("entrain.toml"));
    let source = Source::of(arguments)?;
    let mut draft = Draft::new(&network_name(folder), &boards[0]);
    draft.command = source::command(arguments);
    let seen = columns::look(&source, arguments, &mut draft)?;
    source.write(folder, &mut draft)?;
    // The paths of the data lead through the folder.
    let made = Made::new(folder)?;
    // What nobody can learn from is said before anything is searched.
    let network = draft.network(&file)?;
    let loaded = Loaded::new(&network).map_err(|error| renamed(error, &file))?;
    let found = search::choose(&mut draft, &file, &loaded, boards)?;
    let board = &boards[found.home];
    let network = draft.network(&file)?;
    let plan = Plan::new(&network, Some(&board.device.resources))?;
    // Once more: warnings name lines of the file as it is written.
    let loaded = Loaded::new(&network)?;
    warn(&loaded.report.warnings);
    warn(&found.warnings(&loaded));
    write_atomically(&file, draft.text().as_bytes())?;
    write_atomically(&folder.join(".gitignore"), b"build/\n")?;
    made.keep();
    let (training, testing) = (loaded.report.training(), loaded.report.testing());
    let shape: Vec<String> = plan.layers.iter().map(|layer| layer.units().to_string()).collect();
    let text = format!(
        "{seen}\n{0} is a project: {1} inputs, layers of {2} units, {3} classes, for {6}; {training} rows train, {testing} test.\n\
         Chosen on rows held out of the training rows: {4}\n\
         Each choice has a comment in {5}.\nNext:  entrain train {0}   entrain build {0}\n",
        folder.display(),
        plan.features,
        shape.join(" and "),
        plan.classes,
        found.words(),
        file.display(),
        board.title,
    );
    let value = json!({
        "folder": shown(folder), "file": shown(&file), "board": board.name, "inputs": plan.features, "classes": plan.classes,
        "class_names": network.class_names(), "units": plan.layers.iter().map(|layer| layer.units()).collect::<Vec<_>>(),
        "label": loaded.report.label, "ignored": loaded.report.ignored, "train_rows": training, "test_rows": testing,
        "rate": network.training.rate, "margin": network.training.margin, "validation_accuracy": found.accuracy(),
        "tried": found.tried(), "choices": draft.choices(), "data": { "report": loaded.report, "scaling": loaded.scaling },
    });
    print(format, true, &text, value);
    Ok(true)
}

/// A new folder, which goes again unless it is kept.
struct Made<'a>(Option<&'a Path>);

impl Made<'_> {
    fn new(folder: &Path) -> Result<Made<'_>> {
        std::fs::create_dir_all(folder).map_err(|error| Diagnostic::io("make", folder, &error))?;
        Ok(Made(Some(folder)))
    }

    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        // What goes wrong here is less than what went wrong before.
        self.0.iter().for_each(|folder| drop(std::fs::remove_dir_all(folder)));
    }
}

/// A message about a file that is not written yet.
fn renamed(error: Diagnostic, file: &Path) -> Diagnostic {
    error.help(format!("nothing was written; lines are those that {} would have had", file.display()))
}

/// A warning of `new`.
fn warning(kind: &str, message: String) -> Warning {
    Warning::new(kind, message, None)
}
