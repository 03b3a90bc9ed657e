//! From the raw file to a `Network`: ranges, names, and what this version can do.

use super::keywords::is_reserved;
use super::raw::{File, NetworkTable, PolicyTable, TrainingTable, WeightsTable};
use super::{
    Basis, ErrorMode, Format, Input, Layer, Network, Part, Rounding, Source, Training, Weights, augment, data_keys, pacing, policy,
    schedule,
};
use crate::diagnostic::{Diagnostic, Result, nearest};
use serde_spanned::Spanned;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Q of the staircase error: on digits 3 to 6 are level at margin 128, 7 and 8 worse; larger ones skip more updates.
const DEFAULT_STAIR: i64 = 5;

/// Largest start of a learned code: three times that, which a triangle wave has, is inside of its 12 bits.
const LARGEST_START: i64 = 512;
/// Largest `conv_margin`: beyond any lead.
const LARGEST_CONV_MARGIN: i64 = 65_536;

/// The text that is being checked.
pub(crate) struct Checker<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Checker<'_> {
    pub(crate) fn error(&self, message: String, span: Range<usize>, label: &str) -> Diagnostic {
        Diagnostic::new(message).at(self.path, self.text, span, label)
    }

    pub(crate) fn integer(&self, key: &str, value: &Spanned<i64>, range: std::ops::RangeInclusive<i64>) -> Result<i64> {
        let number = *value.get_ref();
        if range.contains(&number) {
            return Ok(number);
        }
        let message = format!("{key} = {number} is out of range");
        Err(self.error(message, value.span(), &format!("{} to {}", range.start(), range.end())))
    }

    fn optional(&self, key: &str, value: &Option<Spanned<i64>>, range: std::ops::RangeInclusive<i64>, default: i64) -> Result<i64> {
        value.as_ref().map_or(Ok(default), |value| self.integer(key, value, range))
    }

    /// Picks the meaning of a word, or says which words there are.
    pub(crate) fn choice<T: Copy>(&self, key: &str, value: &Spanned<String>, choices: &[(&str, T)]) -> Result<T> {
        let word = value.get_ref().as_str();
        if let Some((_, meaning)) = choices.iter().find(|(name, _)| *name == word) {
            return Ok(*meaning);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let label = nearest(word, names.iter().copied()).map_or("unknown".to_string(), |name| format!("did you mean \"{name}\"?"));
        Err(self.error(format!("{key} \"{word}\" is not known"), value.span(), &label).help(format!("known: {}", names.join(", "))))
    }
}

pub(super) fn network(file: File, text: &str, path: &Path) -> Result<Network> {
    let check = Checker { text, path };
    let name = name(&check, &file.network.name)?;
    let (classes, names) = data_keys::classes(&check, &file.network.classes, &file.network.class_names, first_line(text, "[network]"))?;
    let input = input(&check, &file)?;
    let (error, basis) = rule(&check, &file.network)?;
    let sets = check.optional("code_sets", &file.network.code_sets, 1..=16, 1)? as usize;
    let code_start = check.optional("code_start", &file.network.code_start, 0..=LARGEST_START, 1)? as usize;

    if file.layers.is_empty() {
        return Err(Diagnostic::new(format!("{} has no layer", path.display())).help("add one:\n\n[[layer]]\ntype = \"dense\"\nunits = 64"));
    }
    let mut source = Source::new(path, text);
    let entries = file.layers.iter().enumerate();
    let layers = entries.map(|(index, keys)| keys.layer(&check, index, &mut source)).collect::<Result<Vec<Layer>>>()?;
    unread(&check, &file, &layers)?;

    let weights = weights(&check, &file.weights)?;
    let default = TrainingTable::default();
    let table = file.training.as_ref().unwrap_or(&default);
    let training = training(&check, table, &input, error, sets)?;
    let policy = policy::policy(&check, file.policy.as_ref().unwrap_or(&PolicyTable::default()), &layers, &mut source)?;
    note(&mut source, &file.network, table);
    let folder = path.parent().unwrap_or(Path::new(""));
    let data = file.data.as_ref().map(|data| data_keys::data_source(&check, data, &input.shape, folder, &mut source)).transpose()?;
    let scaled = file.network.input.scale.as_ref().or(file.network.input.offset.as_ref());
    if let Some(scaled) = scaled.filter(|_| data.as_ref().is_some_and(|data| data.normalise.is_some())) {
        let message = "both `normalise` and the input's scale or offset say how the numbers are scaled".to_string();
        return Err(check.error(message, scaled.span(), "leave it out, or leave [data] normalise out"));
    }
    let board = file.target.as_ref().and_then(|target| target.board.as_ref());
    source.note(Part::Board, board);
    let board = board.map(|board| board.get_ref().clone());
    let mut network = Network {
        name,
        classes,
        input,
        basis,
        code_sets: sets,
        code_start,
        input_head: file.network.input_head.as_ref().is_some_and(|head| *head.get_ref()),
        error,
        layers,
        weights,
        training,
        policy,
        data,
        board,
        names,
        found_names: Arc::default(),
        source,
    };
    network.choose_cells();
    network.check_code_sets(sets)?;
    Ok(network)
}

/// What is corrected, and the codes that it is towards.
fn rule(check: &Checker, table: &NetworkTable) -> Result<(ErrorMode, Basis)> {
    if let Some(rule) = &table.rule {
        check.choice("rule", rule, &[("lls", ())])?;
    }
    let modes = [("ternary", ErrorMode::Ternary), ("staircase", ErrorMode::Staircase)];
    let error = table.error.as_ref().map_or(Ok(ErrorMode::Ternary), |error| check.choice("error", error, &modes))?;
    let known = [("sqq", Basis::Sqq), ("walsh", Basis::Walsh), ("square", Basis::Square), ("triangle", Basis::Triangle)];
    let basis = table.basis.as_ref().map_or(Ok(Basis::Sqq), |basis| check.choice("basis", basis, &known))?;
    Ok((error, basis))
}

/// The table [training]; `sets` is the number of sets of codes.
fn training(check: &Checker, table: &TrainingTable, input: &Input, error: ErrorMode, sets: usize) -> Result<Training> {
    let epochs = check.optional("epochs", &table.epochs, 1..=100_000, 10)? as usize;
    let pace = pacing::word(check, table)?;
    let rate = check.optional("rate", &table.rate, 1..=24, pacing::usual_rate(pace))? as u32;
    let schedule = schedule::stages(check, &table.schedule, epochs)?;
    let slowest = pacing::slowest(check, table, (pace, rate), &schedule)?;
    Ok(Training {
        rate,
        margin: check.optional("margin", &table.margin, 0..=Training::LARGEST_MARGIN as i64, 128)? as i32,
        conv_margin: check.optional("conv_margin", &table.conv_margin, 0..=LARGEST_CONV_MARGIN, Training::CONV_MARGIN as i64)? as i32,
        revival: check.optional("revival", &table.revival, 0..=65_535, 63)? as u32,
        stair: check.optional("stair", &table.stair, 0..=16, DEFAULT_STAIR)? as u32,
        rounding: rounding(check, table, error)?,
        epochs,
        seed: check.optional("seed", &table.seed, 0..=u32::MAX as i64, 1)? as u32,
        shuffle: table.shuffle.unwrap_or(false),
        code_set: check.optional("code_set", &table.code_set, 1..=sets as i64, 1)? as usize - 1,
        schedule,
        augment: table.augment.as_ref().map(|table| augment::augment(check, table, input)).transpose()?,
        pace,
        slowest,
    })
}

/// Keys of layers that learn their code, where there is none.
fn unread(check: &Checker, file: &File, layers: &[Layer]) -> Result<()> {
    let training = file.training.as_ref().and_then(|table| table.conv_margin.as_ref());
    let keys = [("code_start", file.network.code_start.as_ref()), ("conv_margin", training)];
    match keys.into_iter().find_map(|(key, value)| Some((key, value?))) {
        Some((key, value)) if !layers.iter().any(Layer::learns_its_code) => {
            let message = format!("{key} is given, but nothing reads it");
            Err(check.error(message, value.span(), "only layers of type = \"conv2d\" do"))
        }
        _ => Ok(()),
    }
}

/// Where the keys of [network] and [training] stand.
fn note(source: &mut Source, network: &NetworkTable, table: &TrainingTable) {
    source.note(Part::Shape, Some(&network.input.shape));
    source.note(Part::Scale, network.input.scale.as_ref());
    source.note(Part::Basis, network.basis.as_ref());
    source.note(Part::Error, network.error.as_ref());
    source.note(Part::CodeSets, network.code_sets.as_ref());
    source.note(Part::CodeStart, network.code_start.as_ref());
    source.note(Part::InputHead, network.input_head.as_ref());
    // The number of classes goes before their names.
    source.note(Part::Classes, network.class_names.as_ref());
    source.note(Part::Classes, network.classes.as_ref());
    source.note(Part::Rounding, table.rounding.as_ref());
    source.note(Part::Rate, table.rate.as_ref());
    source.note(Part::Pace, table.pace.as_ref());
    source.note(Part::Slowest, table.slowest.as_ref());
    source.note_all(Part::Stage, table.schedule.iter().map(|stage| &stage.rate));
}

/// Nearest unless asked for; the staircase error loses its small values when it is not rounded by chance.
fn rounding(check: &Checker, table: &TrainingTable, error: ErrorMode) -> Result<Rounding> {
    let known = [("nearest", Rounding::Nearest), ("stochastic", Rounding::Stochastic)];
    let asked = table.rounding.as_ref().map(|word| Ok((check.choice("rounding", word, &known)?, word.span()))).transpose()?;
    match (error, asked) {
        (ErrorMode::Staircase, Some((Rounding::Nearest, span))) => {
            let message = "the staircase error rounds by chance".to_string();
            Err(check.error(message, span, "\"stochastic\", or leave it out").help("error = \"ternary\" can round to nearest"))
        }
        (ErrorMode::Staircase, _) => Ok(Rounding::Stochastic),
        (ErrorMode::Ternary, asked) => Ok(asked.map_or(Rounding::Nearest, |(rounding, _)| rounding)),
    }
}

/// Where the first line of the table [network] stands, for what it lacks.
fn first_line(text: &str, table: &str) -> std::ops::Range<usize> {
    text.find(table).map_or(0..0, |start| start..start + table.len())
}

fn name(check: &Checker, value: &Spanned<String>) -> Result<String> {
    let name = value.get_ref();
    let letters = name.chars().enumerate().all(|(at, c)| c.is_ascii_lowercase() || c == '_' || (at > 0 && c.is_ascii_digit()));
    if name.is_empty() || name.len() > 64 || !letters || is_reserved(name) {
        let label = "lower-case letters, digits and _, a letter first; no word of Verilog, no block of ours";
        return Err(check.error(format!("the name \"{name}\" cannot name a Verilog module"), value.span(), label));
    }
    Ok(name.clone())
}

fn input(check: &Checker, file: &File) -> Result<Input> {
    let table = &file.network.input;
    let shape = table.shape.get_ref();
    let features: i64 = shape.iter().try_fold(1i64, |product, &axis| product.checked_mul(axis)).unwrap_or(0);
    if shape.is_empty() || shape.iter().any(|&axis| axis < 1) || !(1..=65_536).contains(&features) {
        return Err(check.error("the input shape is not usable".into(), table.shape.span(), "each axis at least 1, 65,536 inputs at most"));
    }
    let format = check.choice("format", &table.format, &[("u8", Format::U8), ("s8", Format::S8)])?;
    let scale = table.scale.as_ref().map_or(1.0, |scale| *scale.get_ref());
    if !(scale.is_finite() && scale > 0.0) {
        let span = table.scale.as_ref().map_or(0..0, |scale| scale.span());
        return Err(check.error(format!("scale = {scale} is not usable"), span, "a finite number above 0"));
    }
    let offset = table.offset.as_ref().map_or(0.0, |offset| *offset.get_ref());
    if !offset.is_finite() {
        let span = table.offset.as_ref().map_or(0..0, |offset| offset.span());
        return Err(check.error(format!("offset = {offset} is not usable"), span, "a finite number"));
    }
    Ok(Input { shape: shape.iter().map(|&axis| axis as usize).collect(), format, scale, offset })
}

fn weights(check: &Checker, table: &Option<WeightsTable>) -> Result<Weights> {
    let (bits, fraction) = table.as_ref().map_or((&None, &None), |table| (&table.bits, &table.fraction));
    let count = check.optional("bits", bits, 4..=16, 12)?;
    let point = check.optional("fraction", fraction, 0..=count, default_fraction(count as u32) as i64)?;
    Ok(Weights { bits: count as u32, fraction: point as u32 })
}

/// The fraction of weights of `bits` bits where the file does not give one: 9 bits of it, two or no bits left of the sign.
pub fn default_fraction(bits: u32) -> u32 {
    (bits - 1).min(9).max(bits - 3)
}
