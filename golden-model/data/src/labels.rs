//! Labels: words or numbers in a file, classes in a network.

use super::cells::number;
use entrain_model::diagnostic::{Diagnostic, Result, nearest};
use entrain_model::network::{Network, Part};
use std::collections::HashMap;

/// Different labels that are kept; more are no classes.
const MOST: usize = 4096;

/// The different labels of a source, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    found: Vec<Found>,
    by_text: HashMap<String, usize>,
    by_number: HashMap<u64, usize>,
}

/// One label and where it stood first.
#[derive(Debug, Clone)]
struct Found {
    text: String,
    /// The place, and the label as the message shows it.
    place: (String, String),
    rows: usize,
}

/// Which class each label is.
#[derive(Debug, Clone)]
pub(super) struct Classes {
    /// Class of each label, in the order of `Labels`.
    pub of: Vec<usize>,
    /// Name of each class; empty if they are numbers from 0.
    pub names: Vec<String>,
}

impl Labels {
    /// The number of a label that is a text; `place` says where it stands.
    pub fn text(&mut self, text: &str, place: impl FnOnce() -> (String, String)) -> usize {
        let index = match self.by_text.get(text) {
            Some(&index) => index,
            None => self.add(text.into(), place()),
        };
        self.found[index].rows += 1;
        index
    }

    /// The number of a label that is a number.
    pub fn number(&mut self, number: f64, place: impl FnOnce() -> (String, String)) -> usize {
        let index = match self.by_number.get(&number.to_bits()) {
            Some(&index) => index,
            None => {
                let text = number.to_string();
                let index = self.by_text.get(&text).copied().unwrap_or_else(|| self.add(text, place()));
                self.by_number.insert(number.to_bits(), index);
                index
            }
        };
        self.found[index].rows += 1;
        index
    }

    /// A label by its number; None for those that were not kept.
    pub fn name(&self, index: usize) -> Option<&str> {
        self.found.get(index).filter(|_| index < MOST - 1).map(|found| found.text.as_str())
    }

    /// Each label as the file has it, and how many rows have it.
    pub fn counted(&self) -> Vec<(String, u64)> {
        self.found.iter().map(|found| (found.text.clone(), found.rows as u64)).collect()
    }

    fn add(&mut self, text: String, place: (String, String)) -> usize {
        // A column of measurements is not to fill the memory; what is refused is among the first.
        if self.found.len() >= MOST {
            return MOST - 1;
        }
        self.by_text.insert(text.clone(), self.found.len());
        self.found.push(Found { text, place, rows: 0 });
        self.found.len() - 1
    }

    /// The classes: by the names of the network file, by whole numbers, or by words in their order.
    ///
    /// # Errors
    /// A label that is none of the names, a number out of range, more labels than classes.
    pub fn classes(&self, network: &Network) -> Result<Classes> {
        let names = network.given_class_names();
        let by_name = |found: &Found| names.iter().position(|name| is_same(name, &found.text));
        if !names.is_empty() && self.found.iter().all(|found| by_name(found).is_some()) {
            return Ok(Classes { of: self.found.iter().filter_map(by_name).collect(), names: names.to_vec() });
        }
        let numbers: Option<Vec<f64>> = self.found.iter().map(|found| plain_number(&found.text)).collect();
        let Some(numbers) = numbers else {
            return if names.is_empty() { self.by_words(network) } else { Err(self.no_name(network)) };
        };
        let mut classes = self.by_numbers(&numbers, network)?;
        if !names.is_empty() {
            classes.names = names.to_vec();
        }
        Ok(classes)
    }

    /// 0 to K - 1 are themselves; 1 to K, -1 and 1, and K others are classes in their order.
    fn by_numbers(&self, numbers: &[f64], network: &Network) -> Result<Classes> {
        let count = network.classes;
        let whole = numbers.iter().all(|number| number.fract() == 0.0 && number.abs() < 9e15);
        let within = |from: f64| numbers.iter().all(|&number| (from..from + count as f64).contains(&number));
        let named = |of: Vec<usize>, all: Vec<f64>| Classes { of, names: all.iter().map(f64::to_string).collect() };
        let from = |first: f64| numbers.iter().map(|number| (number - first) as usize).collect();
        if whole && within(0.0) {
            return Ok(Classes { of: from(0.0), names: Vec::new() });
        }
        if whole && within(1.0) {
            return Ok(named(from(1.0), (1..=count).map(|class| class as f64).collect()));
        }
        if whole && count == 2 && numbers.iter().all(|number| number.abs() == 1.0) {
            return Ok(named(numbers.iter().map(|&number| usize::from(number > 0.0)).collect(), vec![-1.0, 1.0]));
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        if whole && sorted.len() == count {
            let place = |number: &f64| sorted.iter().position(|other| other == number).unwrap_or(0);
            return Ok(named(numbers.iter().map(place).collect(), sorted.clone()));
        }
        let is_class = |number: f64| number.fract() == 0.0 && (0.0..count as f64).contains(&number);
        let wrong = numbers.iter().position(|&number| !is_class(number)).unwrap_or(0);
        Err(self.not_a_class(wrong, &format!("classes are 0 to {}", count - 1)))
    }

    /// Words in the order of the alphabet.
    fn by_words(&self, network: &Network) -> Result<Classes> {
        let mut names: Vec<&str> = self.found.iter().map(|found| found.text.as_str()).collect();
        names.sort_unstable();
        if names.len() > network.classes {
            return Err(self.too_many(network));
        }
        let is_word = |found: &Found| plain_number(&found.text).is_none();
        let words = self.found.iter().filter(|found| is_word(found)).count();
        if words * 2 <= self.found.len() {
            let wrong = self.found.iter().position(is_word).unwrap_or(0);
            let help = "if it is one, name all of them: [network] class_names = [\"...\", \"...\"]";
            return Err(self.not_a_class(wrong, "the other labels are numbers").help(help));
        }
        let of = self.found.iter().map(|found| names.iter().position(|name| *name == found.text).unwrap_or(0)).collect();
        Ok(Classes { of, names: names.into_iter().map(str::to_string).collect() })
    }

    /// A label that the network file does not name.
    fn no_name(&self, network: &Network) -> Diagnostic {
        let names = network.given_class_names();
        let unknown = |found: &Found| !names.iter().any(|name| is_same(name, &found.text));
        let wrong = self.found.iter().position(unknown).unwrap_or(0);
        let error = self.not_a_class(wrong, &format!("classes are {}", some(names.iter().map(String::as_str))));
        match nearest(&self.found[wrong].text, names.iter().map(String::as_str)) {
            Some(near) => error.help(format!("did you mean \"{near}\"?")),
            None => error,
        }
    }

    /// More different words than classes: the rarest of them is shown.
    fn too_many(&self, network: &Network) -> Diagnostic {
        let (classes, count) = (network.classes, self.found.len());
        // The later of those that are as rare: a misspelt one.
        let rarest = self.found.iter().rev().min_by_key(|found| found.rows);
        let (place, label) = rarest.map_or_else(Default::default, |found| found.place.clone());
        let all = some(self.found.iter().map(|found| found.text.as_str()));
        let many = if count >= MOST { format!("{MOST} or more") } else { count.to_string() };
        let message = format!("{place}: label {label} is one of {many} different labels; the network has {classes} classes");
        let help = format!(
            "labels there: {all}; a first line with the names of the columns is asked for by header = true, another column by label = \"...\""
        );
        network.point_at(Diagnostic::new(message), Part::Classes, "this many").help(help)
    }

    fn not_a_class(&self, wrong: usize, classes: &str) -> Diagnostic {
        let (place, label) = &self.found[wrong].place;
        Diagnostic::new(format!("{place}: label {label} is not a class; {classes}"))
    }
}

/// The number that a label is: True and False are words.
fn plain_number(text: &str) -> Option<f64> {
    text.chars()
        .all(|character| !character.is_alphabetic() || matches!(character, 'e' | 'E'))
        .then(|| number(text, false).or(number(text, true)))
        .flatten()
}

/// Whether a label is a name: the same word, or the same number.
pub(super) fn is_same(name: &str, label: &str) -> bool {
    name == label || matches!((plain_number(name), plain_number(label)), (Some(one), Some(other)) if one == other)
}

/// Some of the words.
fn some<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = words.len();
    let shown: Vec<&str> = words.take(10).collect();
    if count > 10 { format!("{}, ... ({count})", shown.join(", ")) } else { shown.join(", ") }
}
