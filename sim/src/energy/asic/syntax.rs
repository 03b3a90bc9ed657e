//! A Liberty file as a tree of groups, with the few questions that are asked of it.

use super::table::{Axis, Table};
use entrain_model::{Diagnostic, Result};
use liberty_parse::ast::{GroupItem, LibertyAst, Value};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// A group: its name and what is in it.
#[derive(Clone, Copy)]
pub struct Group<'a> {
    /// The name, or several with commas between.
    pub name: &'a str,
    items: &'a [GroupItem],
}

/// The text of a file, packed with gzip or not.
///
/// # Errors
/// It cannot be read or unpacked, or is no text.
pub fn text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let mut text = String::new();
    let done = if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)
    } else {
        bytes.as_slice().read_to_string(&mut text)
    };
    done.map_err(|error| Diagnostic::io("read", path, &error))?;
    Ok(text)
}

/// Reads a Liberty file, packed with gzip or not.
///
/// # Errors
/// It cannot be read, or is not Liberty.
pub fn read(path: &Path) -> Result<LibertyAst> {
    LibertyAst::from_string(&text(path)?).map_err(|error| {
        let reason: String = error.to_string().lines().take(4).map(|line| format!("{line}\n")).collect();
        Diagnostic::new(format!("{} is not a Liberty file:\n{reason}", path.display()))
    })
}

impl<'a> Group<'a> {
    /// The first library of a file.
    pub fn library(tree: &'a LibertyAst) -> Option<Group<'a>> {
        of(&tree.0, "library").next()
    }

    /// The groups of a kind inside of this one.
    pub fn groups(&self, kind: &'a str) -> impl Iterator<Item = Group<'a>> + use<'a> {
        of(self.items, kind)
    }

    fn value(&self, name: &str) -> Option<&'a Value> {
        self.items.iter().find_map(|item| match item {
            GroupItem::SimpleAttr(key, value) if key == name => Some(value),
            _ => None,
        })
    }

    /// A word, an expression or a string.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(words)
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        words(self.value(name)?).parse().ok()
    }

    /// The values of `name (...)`.
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        self.items.iter().find_map(|item| match item {
            GroupItem::ComplexAttr(key, values) if key == name => Some(values.iter().map(words).collect()),
            _ => None,
        })
    }

    fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        self.items.iter().find_map(|item| match item {
            GroupItem::ComplexAttr(key, values) if key == name => Some(numbers(values)),
            _ => None,
        })
    }
}

fn of<'a>(items: &'a [GroupItem], wanted: &'a str) -> impl Iterator<Item = Group<'a>> + use<'a> {
    items.iter().filter_map(move |item| match item {
        GroupItem::Group(kind, name, items) if kind == wanted => Some(Group { name: name.trim_matches('"'), items }),
        _ => None,
    })
}

fn words(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::FloatGroup(values) => values.iter().map(f64::to_string).collect::<Vec<_>>().join(","),
        Value::String(text) | Value::Expression(text) => text.clone(),
    }
}

fn numbers(values: &[Value]) -> Vec<f64> {
    let of = |value: &Value| match value {
        Value::Float(value) => vec![*value],
        Value::FloatGroup(values) => values.clone(),
        other => words(other).split([',', ' ']).filter_map(|word| word.trim().parse().ok()).collect(),
    };
    values.iter().flat_map(of).collect()
}

/// The templates of a library's tables: what each axis is, and its points.
pub struct Templates(HashMap<String, Vec<TemplateAxis>>);

/// What an axis is, if it is known here, and its points.
type TemplateAxis = (Option<Axis>, Vec<f64>);

impl Templates {
    /// Those of a library.
    pub fn new(library: Group) -> Templates {
        let kinds = ["lu_table_template", "power_lut_template"];
        let all = kinds.into_iter().flat_map(|kind| library.groups(kind).collect::<Vec<_>>());
        let axes = |group: Group| {
            let axis = |number: usize| {
                let name = group.text(&format!("variable_{number}"))?;
                let axis = match name.as_str() {
                    "input_net_transition" | "input_transition_time" => Some(Axis::Slew),
                    "total_output_net_capacitance" => Some(Axis::Load),
                    _ => None,
                };
                Some((axis, group.numbers(&format!("index_{number}")).unwrap_or_default()))
            };
            (group.name.to_string(), (1..=3).map_while(axis).collect())
        };
        Templates(all.map(axes).collect())
    }

    /// The table `kind (template) { ... }` of a group; none if there is none or its axes mean something else.
    ///
    /// `units` are those of slew, load and value, in SI.
    pub fn table(&self, group: Group, kind: &str, units: (f64, f64, f64)) -> Option<Table> {
        let table = of(group.items, kind).next()?;
        let values: Vec<f64> = table.numbers("values")?.iter().map(|value| value * units.2).collect();
        let template = self.0.get(table.name).map(Vec::as_slice).unwrap_or_default();
        let axis = |(index, (axis, points)): (usize, &TemplateAxis)| {
            let own = table.numbers(&format!("index_{}", index + 1)).unwrap_or_else(|| points.clone());
            let unit = if (*axis)? == Axis::Slew { units.0 } else { units.1 };
            Some(((*axis)?, own.iter().map(|point| point * unit).collect()))
        };
        Table::new(template.iter().enumerate().map(axis).collect::<Option<Vec<_>>>()?, values)
    }
}
