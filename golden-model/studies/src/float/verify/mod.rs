//! Comparison with the recorded reference vectors of the published rule.
//!
//! Each JSON file is one case. Everything in it that follows from its inputs is computed again and compared; see
//! `compare` for what "relative" means. Taken as recorded, because the format asks for it:
//!
//! - the basis, after it was compared with its formula (sines of large arguments differ between math libraries);
//! - the 32-bit basis of `float32_native`, whose other values are compared at 1e-5;
//! - the parameters at the start of a later step of `block_step`, after they were compared with ours;
//! - the gradient of a bias in front of batch norm, after an absolute comparison: it is rounding noise, and AdamW would
//!   divide the noise by its own size.

mod activation;
mod basis_signs;
mod block_step;
mod compare;
mod describe;
mod net_trace;
mod reader;

pub use compare::Quantity;

use compare::Comparison;
use entrain_model::diagnostic::{Diagnostic, Result};
use reader::Node;
use serde::Serialize;
use std::path::Path;

/// The outcome of one file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Name of the case, as the file gives it.
    pub case: String,
    /// `loss_on_activation`, `block_step`, `net_trace` or `basis_signs`.
    pub kind: String,
    /// What was compared, in the order of computation.
    pub quantities: Vec<Quantity>,
}

impl FileReport {
    /// Whether every quantity is within its tolerance.
    pub fn ok(&self) -> bool {
        self.quantities.iter().all(|quantity| quantity.ok)
    }
}

/// Recomputes every `*.json` of the folder, in the order of their names.
///
/// A deviation is not an error: it stands in the report. Errors: no such folder, no JSON file in it, or a file that is
/// not of the schema; the message names file and key.
pub fn verify_folder(path: &Path) -> Result<Vec<FileReport>> {
    let entries = std::fs::read_dir(path).map_err(|error| Diagnostic::io("read the folder", path, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| Diagnostic::io("read the folder", path, &error))?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Diagnostic::new(format!("no .json file in {}", path.display())).help("give the folder of the reference vectors"));
    }
    files.sort();
    files.iter().map(|file| verify_file(file)).collect()
}

/// Recomputes one file. Errors: it cannot be read or is not of the schema.
pub fn verify_file(path: &Path) -> Result<FileReport> {
    let text = std::fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let value = serde_json::from_slice(&text).map_err(|error| Diagnostic::new(format!("{} is not valid JSON: {error}", path.display())))?;
    let file = Node::root(path, &value);
    let (case, kind) = (file.get("case")?.text()?, file.get("kind")?);
    let mut comparison = Comparison::default();
    match kind.text()? {
        "loss_on_activation" => activation::verify(&file, &mut comparison)?,
        "block_step" => block_step::verify(&file, &mut comparison)?,
        "net_trace" => net_trace::verify(&file, &mut comparison)?,
        "basis_signs" => basis_signs::verify(&file, &mut comparison)?,
        other => return Err(kind.wrong(format!("is \"{other}\", none of loss_on_activation, block_step, net_trace, basis_signs"))),
    }
    Ok(FileReport { case: case.into(), kind: kind.text()?.into(), quantities: comparison.quantities })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message for a folder with one file of this text.
    fn message(text: &str) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("broken.json"), text).expect("can be written");
        verify_folder(folder.path()).expect_err("broken").message().to_string()
    }

    #[test]
    fn bad_input_is_one_clear_message() {
        assert!(verify_folder(Path::new("/no/such/folder")).is_err());
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(verify_folder(folder.path()).expect_err("empty").message().starts_with("no .json file in "));
        for (text, wanted) in [
            ("{", "broken.json is not valid JSON: EOF"),
            ("[1]", "broken.json: key `case` is missing"),
            (r#"{"case": 1}"#, "broken.json: key `case` is not a string"),
            (r#"{"case": "a", "kind": "b"}"#, "broken.json: key `kind` is \"b\", none of"),
            (r#"{"case": "a", "kind": "basis_signs", "items": [{"n_classes": -1}]}"#, "key `items[0].n_classes` is not a whole number"),
            (r#"{"case": "a", "kind": "net_trace", "temperature": null}"#, "broken.json: key `"),
        ] {
            let message = message(text);
            assert!(message.contains(wanted), "{message}");
        }
    }
}
