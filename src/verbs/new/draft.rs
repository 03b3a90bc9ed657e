//! A network file on its way: every choice with the reason that will stand behind it.

use super::words::quoted;
use entrain_boards::Board;
use entrain_model::{Network, Result};
use serde_json::{Value, json};
use std::path::Path;

/// A choice and why.
#[derive(Debug, Clone)]
pub struct Line {
    pub key: String,
    pub value: String,
    pub why: String,
}

/// What the file will say.
#[derive(Debug, Clone)]
pub struct Draft {
    /// First lines: what this is.
    pub about: String,
    pub command: String,
    pub name: String,
    /// `classes` or `class_names`.
    pub classes: Line,
    pub shape: Vec<usize>,
    pub shape_why: String,
    pub units: Vec<usize>,
    pub units_why: String,
    /// Bits of a weight.
    pub bits: u32,
    pub bits_why: String,
    pub rate: u32,
    pub rate_why: String,
    pub margin: i32,
    pub margin_why: String,
    pub epochs: usize,
    pub epochs_why: String,
    pub train: String,
    pub test: Option<String>,
    /// The other keys of `[data]`.
    pub data: Vec<Line>,
    pub normalise: &'static str,
    pub normalise_why: String,
    pub board: String,
    pub board_why: String,
}

impl Draft {
    /// Nothing but a name and a board.
    pub fn new(name: &str, board: &Board) -> Draft {
        let mut draft = Draft {
            about: String::new(),
            command: String::new(),
            name: name.into(),
            classes: Line { key: "classes".into(), value: "2".into(), why: String::new() },
            shape: Vec::new(),
            shape_why: String::new(),
            units: vec![64, 32],
            units_why: String::new(),
            bits: 12,
            bits_why: "enough for every data set that was tried; `entrain train --tune bits` finds out whether fewer will do".into(),
            rate: 7,
            rate_why: String::new(),
            margin: 128,
            margin_why: String::new(),
            epochs: 30,
            epochs_why: String::new(),
            train: String::new(),
            test: None,
            data: Vec::new(),
            normalise: "standard",
            normalise_why: String::new(),
            board: String::new(),
            board_why: String::new(),
        };
        draft.place(board, "`entrain boards` lists the others");
        draft
    }

    /// Sets the board, and why this one.
    pub fn place(&mut self, board: &Board, why: &str) {
        self.board = board.name.clone();
        self.board_why = format!("{}, {}; {why}", board.title, board.device.resources.part);
    }

    /// Adds a key of `[data]`.
    pub fn add(&mut self, key: &str, value: String, why: impl Into<String>) {
        self.data.push(Line { key: key.into(), value, why: why.into() });
    }

    /// Number of inputs.
    pub fn features(&self) -> usize {
        self.shape.iter().product()
    }

    /// The network as it stands.
    pub fn network(&self, path: &Path) -> Result<Network> {
        Network::parse(&self.text(), path)
    }

    /// The file.
    pub fn text(&self) -> String {
        let plain = |text: &str| text.replace(char::is_control, " ");
        let mut text = format!("# {}\n# Made by: {}\n", plain(&self.about), plain(&self.command));
        text += "\n[network]\n";
        let shape: Vec<String> = self.shape.iter().map(usize::to_string).collect();
        let input = format!("{{ shape = [{}], format = \"s8\" }}", shape.join(", "));
        text += &lines(&[
            line("name", quoted(&self.name), "a Verilog identifier: the core is called so"),
            self.classes.clone(),
            line("input", input, &self.shape_why),
        ]);
        for (index, units) in self.units.iter().enumerate() {
            let why = if index == 0 { self.units_why.as_str() } else { "" };
            text += "\n[[layer]]\n";
            text += &lines(&[line("type", "\"dense\"".into(), ""), line("units", units.to_string(), why)]);
        }
        text += "\n[weights]\n";
        text += &lines(&[line("bits", self.bits.to_string(), &self.bits_why)]);
        text += "\n[training]\n";
        text += &lines(&[
            line("rate", self.rate.to_string(), &self.rate_why),
            line("margin", self.margin.to_string(), &self.margin_why),
            line("epochs", self.epochs.to_string(), &self.epochs_why),
            line("shuffle", "true".into(), "a new order each epoch: files are often sorted by class"),
            line("seed", "1".into(), "of the start weights and the order"),
        ]);
        text += "\n[data]\n";
        let mut data = vec![line("train", self.train.clone(), "seen from this folder")];
        data.extend(self.test.iter().map(|test| line("test", test.clone(), "never learned from")));
        data.extend(self.data.iter().cloned());
        data.push(line("normalise", quoted(self.normalise), &self.normalise_why));
        text += &lines(&data);
        text += "\n[target]\n";
        text + &lines(&[line("board", quoted(&self.board), &self.board_why)])
    }

    /// Every choice for programs.
    pub fn choices(&self) -> Value {
        let choice = |key: &str, value: String, why: &str| json!({ "key": key, "value": value, "why": why });
        let mut all = vec![
            choice(&format!("network.{}", self.classes.key), self.classes.value.clone(), &self.classes.why),
            choice("network.input.shape", format!("{:?}", self.shape), &self.shape_why),
            choice("layer.units", format!("{:?}", self.units), &self.units_why),
            choice("weights.bits", self.bits.to_string(), &self.bits_why),
            choice("training.rate", self.rate.to_string(), &self.rate_why),
            choice("training.margin", self.margin.to_string(), &self.margin_why),
            choice("training.epochs", self.epochs.to_string(), &self.epochs_why),
            choice("data.normalise", self.normalise.to_string(), &self.normalise_why),
        ];
        all.extend(self.data.iter().map(|line| choice(&format!("data.{}", line.key), line.value.clone(), &line.why)));
        json!(all)
    }
}

fn line(key: &str, value: String, why: &str) -> Line {
    Line { key: key.into(), value, why: why.into() }
}

/// Where comments begin, unless a line is longer.
const COLUMN: usize = 40;
/// Longer comments stand above their line.
const WIDEST: usize = 110;

/// Lines of a table with their reasons behind or above them.
fn lines(all: &[Line]) -> String {
    let mut text = String::new();
    for Line { key, value, why } in all {
        // Names of columns may have anything in them.
        let why = why.replace(char::is_control, " ");
        let line = format!("{key} = {value}");
        let width = line.chars().count().max(COLUMN) + why.chars().count();
        match why.is_empty() {
            true => text += &format!("{line}\n"),
            false if width > WIDEST => text += &format!("{}{line}\n", wrapped(&why)),
            false => text += &format!("{line:<COLUMN$}  # {why}\n"),
        }
    }
    text
}

/// A comment over as many lines as it takes.
fn wrapped(text: &str) -> String {
    let (mut all, mut width) = (String::new(), WIDEST);
    for word in text.split_whitespace() {
        if width + word.chars().count() > WIDEST - 4 {
            all += if all.is_empty() { "#" } else { "\n#" };
            width = 1;
        }
        all += &format!(" {word}");
        width += 1 + word.chars().count();
    }
    all + "\n"
}
