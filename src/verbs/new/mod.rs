//! `entrain new`

mod columns;
mod draft;
mod example;
mod keys;
mod made;
mod options;
mod purpose;
mod search;
mod size;
mod source;
mod words;

use crate::output::{Format, print, shown, warn};
use clap::Args;
use draft::Draft;
use entrain_boards::Board;
use entrain_data::Loaded;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Network, Plan, Result};
use made::Made;
use options::Options;
use search::Found;
use serde_json::{Value, json};
use source::Source;
use std::path::{Path, PathBuf};
use words::network_name;

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

impl Arguments {
    fn options(&self) -> Options {
        Options {
            name: self.name.clone(),
            data: self.data.clone(),
            test: self.test.clone(),
            labels: self.labels.clone(),
            label: self.label.clone(),
            ignore: self.ignore.clone(),
            by: self.by.clone(),
            window: self.window,
            step: self.step,
            average: self.average,
        }
    }
}

/// A project that was made from somebody's data.
pub struct Report {
    /// Its folder and its network file.
    folder: PathBuf,
    file: PathBuf,
    board: Board,
    /// What the files are, in words.
    seen: String,
    network: Network,
    plan: Plan,
    loaded: Loaded,
    /// What was chosen by trying.
    found: Found,
    draft: Draft,
}

/// Makes a project: from a person's data, or from the digits example, so that it works at once.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let options = arguments.options();
    let names = arguments.board.as_deref().map_or(BOARDS.to_vec(), |name| vec![name]);
    let boards = names.into_iter().map(|name| Board::find(name, None)).collect::<Result<Vec<Board>>>()?;
    if options.name.exists() {
        return Err(Diagnostic::new(format!("{} is there already", options.name.display())).help("choose another name"));
    }
    if options.data.is_empty() {
        return example::run(&options.name, &boards[0], format);
    }
    let report = work(&options, &boards)?;
    print(format, true, &report.text(), report.json());
    Ok(true)
}

/// Looks at the data, chooses, and writes the network file; of the boards the first, unless a later one is worth it.
///
/// # Errors
/// Data that cannot be read, or that nobody can learn from. Then there is no folder.
pub fn work(options: &Options, boards: &[Board]) -> Result<Report> {
    let (folder, file) = (&options.name, options.name.join("entrain.toml"));
    let source = Source::of(options)?;
    let mut draft = Draft::new(&network_name(folder), &boards[0]);
    draft.command = source::command(options);
    let seen = columns::look(&source, options, &mut draft)?;
    source.write(folder, &mut draft)?;
    // The paths of the data lead through the folder.
    let made = Made::new(folder)?;
    // What nobody can learn from is said before anything is searched.
    let network = draft.network(&file)?;
    let loaded = Loaded::new(&network).map_err(|error| renamed(error, &file))?;
    let found = search::choose(&mut draft, &file, &loaded, boards)?;
    let board = boards[found.home].clone();
    let network = draft.network(&file)?;
    let plan = Plan::new(&network, Some(&board.device.resources))?;
    // Once more: warnings name lines of the file as it is written.
    let loaded = Loaded::new(&network)?;
    warn(&loaded.report.warnings);
    warn(&found.warnings(&loaded));
    write_atomically(&file, draft.text().as_bytes())?;
    write_atomically(&folder.join(".gitignore"), b"build/\n")?;
    made.keep();
    Ok(Report { folder: folder.clone(), file, board, seen, network, plan, loaded, found, draft })
}

impl Report {
    /// For people.
    fn text(&self) -> String {
        let (training, testing) = (self.loaded.report.training(), self.loaded.report.testing());
        let shape: Vec<String> = self.plan.layers.iter().map(|layer| layer.units().to_string()).collect();
        format!(
            "{seen}\n{0} is a project: {1} inputs, layers of {2} units, {3} classes, for {6}; {training} rows train, {testing} test.\n\
             Chosen on rows held out of the training rows: {4}\n\
             Each choice has a comment in {5}.\nNext:  entrain train {0}   entrain build {0}\n",
            self.folder.display(),
            self.plan.features,
            shape.join(" and "),
            self.plan.classes,
            self.found.words(),
            self.file.display(),
            self.board.title,
            seen = self.seen,
        )
    }

    /// For programs.
    fn json(&self) -> Value {
        let (plan, network, report, found) = (&self.plan, &self.network, &self.loaded.report, &self.found);
        json!({
            "folder": shown(&self.folder), "file": shown(&self.file), "board": self.board.name, "inputs": plan.features,
            "classes": plan.classes, "class_names": network.class_names(),
            "units": plan.layers.iter().map(|layer| layer.units()).collect::<Vec<_>>(), "label": report.label,
            "ignored": report.ignored, "train_rows": report.training(), "test_rows": report.testing(), "rate": network.training.rate,
            "margin": network.training.margin, "validation_accuracy": found.accuracy(), "tried": found.tried(),
            "choices": self.draft.choices(), "data": { "report": report, "scaling": self.loaded.scaling },
        })
    }
}

/// A message about a file that is not written yet.
fn renamed(error: Diagnostic, file: &Path) -> Diagnostic {
    error.help(format!("nothing was written; lines are those that {} would have had", file.display()))
}
