//! Reading a vector file: every complaint names the file and the key.

use entrain_model::diagnostic::{Diagnostic, Result};
use nalgebra::DMatrix;
use serde_json::Value;
use std::path::Path;

/// A value in a file and the way to it.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    file: &'a Path,
    key: String,
    value: &'a Value,
}

/// A nested list of numbers: first index = sample unless said otherwise.
#[derive(Debug, Clone, Default)]
pub struct Tensor {
    /// Length of every level of nesting; none is 0.
    pub shape: Vec<usize>,
    /// Row-major.
    values: Vec<f64>,
}

impl<'a> Node<'a> {
    /// The whole file.
    pub fn root(file: &'a Path, value: &'a Value) -> Node<'a> {
        Node { file, key: String::new(), value }
    }

    /// "FILE: key `KEY` WHAT".
    pub fn wrong(&self, what: impl AsRef<str>) -> Diagnostic {
        Diagnostic::new(format!("{}: key `{}` {}", self.file.display(), self.key, what.as_ref()))
    }

    /// Gives an error of the rule itself, such as sizes that do not fit, its place.
    pub fn because(&self, error: &Diagnostic) -> Diagnostic {
        match self.key.as_str() {
            "" => Diagnostic::new(format!("{}: {}", self.file.display(), error.message())),
            _ => self.wrong(format!("does not fit: {}", error.message())),
        }
    }

    fn child(&self, key: String, value: &'a Value) -> Node<'a> {
        Node { file: self.file, key, value }
    }

    fn name_of(&self, key: &str) -> String {
        if self.key.is_empty() { key.into() } else { format!("{}.{key}", self.key) }
    }

    /// The entry `key`. Error: it is missing.
    pub fn get(&self, key: &str) -> Result<Node<'a>> {
        match self.value.get(key) {
            Some(value) => Ok(self.child(self.name_of(key), value)),
            None => Err(self.child(self.name_of(key), self.value).wrong("is missing")),
        }
    }

    /// The entry `key`, unless it is missing or null.
    pub fn find(&self, key: &str) -> Option<Node<'a>> {
        self.value.get(key).filter(|value| !value.is_null()).map(|value| self.child(self.name_of(key), value))
    }

    /// The entries of a list. Error: not a list.
    pub fn items(&self) -> Result<Vec<Node<'a>>> {
        let list = self.value.as_array().ok_or_else(|| self.wrong("is not a list"))?;
        Ok(list.iter().enumerate().map(|(index, value)| self.child(format!("{}[{index}]", self.key), value)).collect())
    }

    /// A string. Error: something else.
    pub fn text(&self) -> Result<&'a str> {
        self.value.as_str().ok_or_else(|| self.wrong("is not a string"))
    }

    /// A number. Error: something else.
    pub fn number(&self) -> Result<f64> {
        self.value.as_f64().ok_or_else(|| self.wrong("is not a number"))
    }

    /// A whole number from 0. Error: something else.
    pub fn count(&self) -> Result<usize> {
        let count = self.value.as_u64().and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| self.wrong("is not a whole number from 0"))
    }

    /// A list of whole numbers, such as labels.
    pub fn counts(&self) -> Result<Vec<usize>> {
        self.items()?.iter().map(Node::count).collect()
    }

    /// Nested lists of numbers. Error: ragged, empty, or something that is not a number.
    pub fn tensor(&self) -> Result<Tensor> {
        let mut tensor = Tensor::default();
        let mut inner = self.value;
        while let Some(list) = inner.as_array() {
            tensor.shape.push(list.len());
            inner = list.first().ok_or_else(|| self.wrong("has an empty list"))?;
        }
        self.collect(self.value, &tensor.shape, &mut tensor.values)?;
        Ok(tensor)
    }

    fn collect(&self, value: &Value, shape: &[usize], values: &mut Vec<f64>) -> Result<()> {
        match (value.as_array(), shape) {
            (Some(list), [length, inner @ ..]) if list.len() == *length => {
                list.iter().try_for_each(|value| self.collect(value, inner, values))
            }
            (None, []) => {
                values.push(value.as_f64().ok_or_else(|| self.wrong(format!("has {value} for a number")))?);
                Ok(())
            }
            _ => Err(self.wrong("is ragged: its lists differ in length or depth")),
        }
    }

    /// A tensor as a matrix of `rows` x `columns`: the first index is the row, the others run along it. A plain list
    /// also serves for a single row or column. Error: another shape.
    pub fn matrix(&self, rows: usize, columns: usize) -> Result<DMatrix<f64>> {
        let tensor = self.tensor()?;
        let flat = tensor.shape == [rows.saturating_mul(columns)] && (rows == 1 || columns == 1);
        if flat || (tensor.rows(), tensor.columns()) == (rows, columns) {
            return Ok(DMatrix::from_row_slice(rows, columns, &tensor.values));
        }
        Err(self.wrong(format!("has the shape {:?}, wanted {rows} x {columns}", tensor.shape)))
    }

    /// A tensor of `rank` levels as a matrix, with its shape. Error: another rank.
    pub fn ranked(&self, rank: usize) -> Result<(DMatrix<f64>, Vec<usize>)> {
        let tensor = self.tensor()?;
        if tensor.shape.len() != rank {
            return Err(self.wrong(format!("has {} levels of lists, wanted {rank}", tensor.shape.len())));
        }
        Ok((DMatrix::from_row_slice(tensor.rows(), tensor.columns(), &tensor.values), tensor.shape))
    }
}

impl Tensor {
    fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    fn columns(&self) -> usize {
        self.shape.iter().skip(1).product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T: std::fmt::Debug>(text: &str, read: impl Fn(&Node) -> Result<T>) -> String {
        let value: Value = serde_json::from_str(text).expect("valid JSON");
        read(&Node::root(Path::new("a.json"), &value)).expect_err("wrong").message().to_string()
    }

    #[test]
    fn every_complaint_names_file_and_key() {
        let x = |text: &str| message(text, |node| node.get("x")?.tensor());
        assert_eq!(x("{}"), "a.json: key `x` is missing");
        assert_eq!(x(r#"{"x": []}"#), "a.json: key `x` has an empty list");
        assert_eq!(x(r#"{"x": [[1, 2], [3]]}"#), "a.json: key `x` is ragged: its lists differ in length or depth");
        assert_eq!(x(r#"{"x": [[1, 2], 3]}"#), "a.json: key `x` is ragged: its lists differ in length or depth");
        assert_eq!(x(r#"{"x": [1, null]}"#), "a.json: key `x` has null for a number");
        assert_eq!(x(r#"{"x": [1, [2]]}"#), "a.json: key `x` is ragged: its lists differ in length or depth");
        let shape = message(r#"{"x": [[1, 2]]}"#, |node| node.get("x")?.matrix(2, 1));
        assert_eq!(shape, "a.json: key `x` has the shape [1, 2], wanted 2 x 1");
        let inner = message(r#"{"steps": [{"labels": [1.5]}]}"#, |node| node.get("steps")?.items()?[0].get("labels")?.counts());
        assert_eq!(inner, "a.json: key `steps[0].labels[0]` is not a whole number from 0");
    }
}
