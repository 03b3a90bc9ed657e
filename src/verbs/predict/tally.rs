//! What the answers come to.

use super::answer::Answer;
use crate::output::thousands;
use entrain_data::{Inputs, Warning, brief};
use std::collections::BTreeMap;

/// What has been seen so far.
#[derive(Default)]
pub struct Tally {
    pub rows: u64,
    pub unread: u64,
    pub outside_rows: u64,
    /// Rows of each class.
    pub classes: Vec<u64>,
    /// Rows and the furthest number of each input beyond what was seen in training.
    outside: BTreeMap<usize, (u64, f64)>,
    /// Answers of a board that are not the golden model's.
    pub differences: u64,
}

impl Tally {
    /// Nothing, of so many classes.
    pub fn of(classes: usize) -> Tally {
        Tally { classes: vec![0; classes], ..Tally::default() }
    }

    /// One answer more, which is the golden model's or not.
    pub fn add(&mut self, answer: &Answer, agrees: bool) {
        self.rows += 1;
        let Some(class) = answer.class else {
            self.unread += 1;
            return;
        };
        self.differences += u64::from(!agrees);
        self.classes[class] += 1;
        self.outside_rows += u64::from(!answer.outside.is_empty());
        for &(input, value) in &answer.outside {
            let (rows, furthest) = self.outside.entry(input).or_insert((0, value));
            *rows += 1;
            *furthest = if value.abs() > furthest.abs() { value } else { *furthest };
        }
    }

    /// What a person should know.
    pub fn warnings(&self, inputs: &Inputs) -> Vec<Warning> {
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
    pub fn words(&self, names: &[String], weights: &str, ignored: &[String]) -> String {
        const SHOWN: usize = 12;
        let mut classes: Vec<(usize, u64)> = self.classes.iter().copied().enumerate().filter(|(_, rows)| *rows > 0).collect();
        classes.sort_by_key(|&(class, rows)| (std::cmp::Reverse(rows), class));
        let some: Vec<String> = classes.iter().take(SHOWN).map(|&(class, rows)| format!("{} {}", thousands(rows), names[class])).collect();
        let left = if ignored.is_empty() { String::new() } else { format!("; left out: {}", ignored.join(", ")) };
        let more = if classes.len() > SHOWN { format!(", {} more classes", classes.len() - SHOWN) } else { String::new() };
        format!("{} rows: {}{more}; weights {weights}{left}", thousands(self.rows), some.join(", "))
    }
}
