//! A `NAME.prove.sv`: a module `prove` around a block, and what is asked of it, in the comment at its head.
//!
//! ```text
//! // proof: WORDS; by induction; KEY=VALUE ...      holds in every state that can be reached, for ever
//! // proof: WORDS; to 40 cycles; KEY=VALUE ...      holds in the first 40 cycles, whatever the inputs and the free start
//! // reached: WORDS; within 40; KEY=VALUE ...       must fail: what its assertion denies can happen, so nothing is proven of nothing
//! // mutant: FROM => TO                             the block with this text replaced must fail some proof of the file
//! // mutant of LEAF: FROM => TO                     the same of a block inside
//! // no mutant: WHY                                 no fault can be noticed here
//! ```
//!
//! KEY=VALUE are parameters of the module `prove`; NETWORK=NAME stands for the core of a tiny network (see `networks`), whose
//! figures and inputs such a file includes.

use entrain_model::{Diagnostic, Result};
use std::path::{Path, PathBuf};

/// How a proof is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In every state that can be reached.
    Induction,
    /// In so many cycles from the start.
    Bound(u32),
    /// Must fail within so many cycles.
    Reached(u32),
}

impl Method {
    /// As the table says it.
    pub fn words(self) -> String {
        match self {
            Method::Induction => "by induction".into(),
            Method::Bound(cycles) => format!("to {cycles} cycles"),
            Method::Reached(cycles) => format!("reached within {cycles}"),
        }
    }
}

/// One line that asks for a proof.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Plain words.
    pub words: String,
    /// How it is made.
    pub method: Method,
    /// Parameters of the module `prove`.
    pub settings: Vec<(String, String)>,
}

/// One line that breaks a block.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The block.
    pub leaf: String,
    /// Text that stands in it once.
    pub from: String,
    /// What takes its place.
    pub to: String,
}

/// A file of proofs.
#[derive(Debug, Clone)]
pub struct ProofFile {
    /// Name of the block.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What is to be proven.
    pub proofs: Vec<Proof>,
    /// What must be noticed.
    pub mutants: Vec<Mutant>,
}

impl ProofFile {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, asks for nothing, or has a line that says something else.
    pub fn read(path: &Path) -> Result<ProofFile> {
        let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".prove.sv")).unwrap_or_default();
        let mut file = ProofFile { name: name.into(), path: path.into(), proofs: Vec::new(), mutants: Vec::new() };
        let mut excused = false;
        for (number, line) in text.lines().enumerate() {
            let refuse = |reason: String| {
                Diagnostic::new(format!("{}:{}: {reason}", path.display(), number + 1))
                    .help("hdl/prove/src/file.rs has the lines that there are")
            };
            let Some((kind, rest)) = line.strip_prefix("// ").and_then(|line| line.split_once(": ")) else { continue };
            match kind {
                "proof" | "reached" => file.proofs.push(proof(kind, rest).map_err(refuse)?),
                "mutant" => file.mutants.push(mutant(name, rest).map_err(refuse)?),
                "no mutant" => excused = true,
                _ => {
                    if let Some(leaf) = kind.strip_prefix("mutant of ") {
                        file.mutants.push(mutant(leaf, rest).map_err(refuse)?);
                    }
                }
            }
        }
        if !file.proofs.iter().any(|proof| !matches!(proof.method, Method::Reached(_))) {
            return Err(Diagnostic::new(format!("{} asks for no proof", path.display()))
                .help("write a line \"// proof: ...\", or take the file away"));
        }
        if file.mutants.is_empty() && !excused {
            return Err(Diagnostic::new(format!("{} names no mutant", path.display()))
                .help("write a line \"// mutant: FROM => TO\" that it must notice, or \"// no mutant: WHY\""));
        }
        Ok(file)
    }
}

fn proof(kind: &str, rest: &str) -> std::result::Result<Proof, String> {
    let parts: Vec<&str> = rest.split("; ").collect();
    let (words, method, settings) = match parts[..] {
        [words, method] => (words, method, ""),
        [words, method, settings] => (words, method, settings),
        _ => return Err("expected \"WORDS; METHOD; KEY=VALUE ...\"".into()),
    };
    let cycles = |text: &str| text.parse().map_err(|_| format!("{text} is no number of cycles"));
    let method = match (kind, method) {
        ("proof", "by induction") => Method::Induction,
        ("proof", _) if method.starts_with("to ") => Method::Bound(cycles(method[3..].trim_end_matches(" cycles"))?),
        ("reached", _) if method.starts_with("within ") => Method::Reached(cycles(method[7..].trim_end_matches(" cycles"))?),
        _ => return Err(format!("\"{method}\" is no way to make a {kind}")),
    };
    let pair = |text: &str| text.split_once('=').map(|(key, value)| (key.into(), value.into())).ok_or(format!("{text} is no KEY=VALUE"));
    let settings = settings.split_whitespace().map(pair).collect::<std::result::Result<_, _>>()?;
    Ok(Proof { words: words.into(), method, settings })
}

fn mutant(leaf: &str, rest: &str) -> std::result::Result<Mutant, String> {
    let (from, to) = rest.split_once(" => ").ok_or("expected \"FROM => TO\"")?;
    Ok(Mutant { leaf: leaf.into(), from: from.into(), to: to.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<ProofFile, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let path = folder.path().join("leaf.prove.sv");
        std::fs::write(&path, text).map_err(|error| error.to_string())?;
        ProofFile::read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn lines_are_read() {
        let file = read(
            "// leaf: words\n// proof: all; by induction; A=1 B=2\n// proof: most; to 9 cycles\n// reached: it; within 3; A=1\n// mutant: a => b\n// mutant of other: c => d\n",
        );
        let file = file.unwrap_or_else(|error| panic!("{error}"));
        let methods: Vec<Method> = file.proofs.iter().map(|proof| proof.method).collect();
        assert_eq!(methods, [Method::Induction, Method::Bound(9), Method::Reached(3)]);
        assert_eq!(file.proofs[0].settings, [("A".to_string(), "1".to_string()), ("B".into(), "2".into())]);
        let leaves: Vec<&str> = file.mutants.iter().map(|mutant| mutant.leaf.as_str()).collect();
        assert_eq!(leaves, ["leaf", "other"]);
    }

    #[test]
    fn what_says_nothing_is_refused() {
        let whole = "// proof: all; by induction\n// mutant: a => b\n";
        assert!(read(whole).is_ok());
        for (text, reason) in [
            ("// mutant: a => b\n", "asks for no proof"),
            ("// reached: it; within 3\n// mutant: a => b\n", "asks for no proof"),
            ("// proof: all; by induction\n", "names no mutant"),
            ("// proof: all; by hope\n// mutant: a => b\n", "no way to make a proof"),
            ("// proof: all; to many cycles\n// mutant: a => b\n", "many is no number"),
            ("// proof: all; by induction; A\n// mutant: a => b\n", "no KEY=VALUE"),
            ("// proof: all; by induction\n// mutant: a\n", "FROM => TO"),
        ] {
            let error = read(text).err().unwrap_or_default();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
