//! An answer as a line of CSV and as JSON.

use entrain_data::{Inputs, brief};
use serde_json::{Value, json};

/// Inputs that a note names.
const NAMED: usize = 3;

/// The answer to a row.
pub struct Answer {
    pub number: u64,
    /// None if the row could not be read.
    pub class: Option<usize>,
    pub logits: Vec<i32>,
    /// Inputs beyond what was seen in training, with their numbers.
    pub outside: Vec<(usize, f64)>,
    pub fault: Option<String>,
}

/// What the columns of the answers are.
pub struct Columns<'a> {
    pub names: &'a [String],
    pub logits: bool,
    pub inputs: &'a Inputs,
}

impl Answer {
    /// How far the logit of the class is above the next one.
    fn lead(&self) -> Option<i64> {
        let class = self.class?;
        let others = self.logits.iter().enumerate().filter(|(other, _)| *other != class).map(|(_, &logit)| logit as i64);
        Some(*self.logits.get(class)? as i64 - others.max()?)
    }
}

impl Columns<'_> {
    /// The first line.
    pub fn header(&self) -> String {
        let fixed = ["row", "class", "lead"].map(str::to_string).into_iter();
        let logits = self.names.iter().filter(|_| self.logits).map(|name| format!("logit {name}"));
        line(fixed.chain(logits).chain(["note".to_string()]))
    }

    /// An answer's line.
    pub fn line(&self, answer: &Answer) -> String {
        let class = answer.class.map_or(String::new(), |class| self.names[class].clone());
        let lead = answer.lead().map_or(String::new(), |lead| lead.to_string());
        let logit = |class: usize| answer.logits.get(class).map_or(String::new(), i32::to_string);
        let logits = (0..self.names.len()).filter(|_| self.logits).map(logit);
        line([answer.number.to_string(), class, lead].into_iter().chain(logits).chain([self.note(answer)]))
    }

    /// What is to be known of a row.
    fn note(&self, answer: &Answer) -> String {
        if let Some(fault) = &answer.fault {
            return fault.clone();
        }
        let named = answer.outside.iter().take(NAMED).map(|&(input, value)| {
            let (name, [low, high]) = (&self.inputs.names[input], self.inputs.ranges[input]);
            format!("{name} {} is outside {} to {}", brief(value), brief(low), brief(high))
        });
        let more = answer.outside.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("{more} more inputs are outside"));
        named.chain(more).collect::<Vec<_>>().join("; ")
    }

    /// The same for programs.
    pub fn value(&self, answer: &Answer) -> Value {
        let outside = |&(input, value): &(usize, f64)| json!({ "input": self.inputs.names[input], "value": value, "range": self.inputs.ranges[input] });
        let mut object = json!({
            "row": answer.number, "class": answer.class.map(|class| &self.names[class]), "index": answer.class, "lead": answer.lead(),
            "outside": answer.outside.iter().map(outside).collect::<Vec<_>>(), "fault": answer.fault,
        });
        if self.logits {
            object["logits"] = json!(answer.logits);
        }
        object
    }
}

/// A line of CSV.
fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Memory takes every record.
    writer.write_record(cells.collect::<Vec<_>>()).unwrap_or_default();
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
