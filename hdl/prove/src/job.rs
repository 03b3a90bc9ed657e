//! A proof of a block, whole or broken, in a folder of its own.

use crate::file::{Method, Mutant, Proof, ProofFile};
use crate::folder::{find, sources};
use crate::networks;
use crate::solve::{Verdict, solve};
use entrain_model::{Diagnostic, Result};
use std::path::Path;

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The file that asks for it.
    pub file: &'a ProofFile,
    /// Which of its proofs.
    pub proof: &'a Proof,
    /// How a block is broken, if one is.
    pub mutant: Option<&'a Mutant>,
}

/// What came of it, in words.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// As it should be.
    Good(String),
    /// Not so.
    Bad(String),
}

impl Job<'_> {
    /// Runs it, in the folder `keep` or in one that goes away.
    pub fn run(&self, keep: Option<&Path>) -> Outcome {
        let method = self.proof.method.words();
        match (self.verdict(keep), self.proof.method) {
            (Err(error), _) => Outcome::Bad(error.to_string()),
            (Ok(Verdict::Open(says)), _) => Outcome::Bad(format!("not decided {method}: {says}")),
            (Ok(Verdict::Broken(cycle)), Method::Reached(_)) => Outcome::Good(format!("reached in cycle {cycle}")),
            (Ok(Verdict::Holds), Method::Reached(cycles)) => Outcome::Bad(format!("not reached within {cycles} cycles")),
            (Ok(Verdict::Broken(cycle)), _) => Outcome::Bad(format!("an assertion is broken in cycle {cycle}")),
            (Ok(Verdict::Holds), _) => Outcome::Good(method),
        }
    }

    /// What the solver says.
    ///
    /// # Errors
    /// The folder cannot be written, the mutant's text does not stand once in its block, or Yosys refuses the files.
    pub fn verdict(&self, keep: Option<&Path>) -> Result<Verdict> {
        let passing = tempfile::tempdir().map_err(|error| Diagnostic::io("create a folder in", &std::env::temp_dir(), &error))?;
        let folder = keep.unwrap_or(passing.path());
        std::fs::create_dir_all(folder).map_err(|error| Diagnostic::io("create", folder, &error))?;
        let mut settings = self.proof.settings.clone();
        let network = settings.iter().position(|(key, _)| key == "NETWORK").map(|at| settings.remove(at).1);
        let mut files = match network {
            None => blocks()?,
            Some(name) => networks::core_of(&name)?,
        };
        if let Some(mutant) = self.mutant
            && !replace(&mut files, mutant)?
        {
            return Ok(Verdict::Holds);
        }
        let text = std::fs::read_to_string(&self.file.path).map_err(|error| Diagnostic::io("read", &self.file.path, &error))?;
        files.push(("prove.sv".into(), text));
        for (name, text) in &files {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|error| Diagnostic::io("write", &path, &error))?;
        }
        // A head is included by the others.
        let names: Vec<String> = files.into_iter().map(|(name, _)| name).filter(|name| !name.ends_with(".svh")).collect();
        solve(folder, &names, self.proof, &settings)
    }
}

/// Every block, (file name, text).
fn blocks() -> Result<Vec<(String, String)>> {
    let mut paths = Vec::new();
    find(&sources().join("blocks"), ".v", &mut paths)?;
    let mut files = paths.iter().map(|path| read(path)).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<(String, String)> {
    let text = std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text))
}

/// Breaks the leaf of `mutant`; false if it is not among the files, as where a tiny network is walked another way.
fn replace(files: &mut [(String, String)], mutant: &Mutant) -> Result<bool> {
    let Mutant { leaf, from, to } = mutant;
    let wanted = format!("{leaf}.v");
    let text = files.iter_mut().find(|(name, _)| *name == wanted).map(|(_, text)| text);
    match text {
        Some(text) if text.matches(from.as_str()).count() == 1 => *text = text.replace(from, to),
        Some(text) => {
            let times = text.matches(from.as_str()).count();
            return Err(Diagnostic::new(format!("\"{from}\" stands {times} times in {wanted}, not once")));
        }
        None => return Ok(false),
    }
    Ok(true)
}

/// The words of the proof that a mutant fails, one that holds of the whole block; none if it survives them all.
///
/// # Errors
/// As `Job::verdict`; or a proof is not decided.
pub fn notices(file: &ProofFile, mutant: &Mutant) -> Result<Option<String>> {
    for proof in file.proofs.iter().filter(|proof| !matches!(proof.method, Method::Reached(_))) {
        match (Job { file, proof, mutant: Some(mutant) }).verdict(None)? {
            Verdict::Broken(_) => match (Job { file, proof, mutant: None }).verdict(None)? {
                Verdict::Holds => return Ok(Some(proof.words.clone())),
                _ => return Err(Diagnostic::new(format!("\"{}\" does not hold of the whole block", proof.words))),
            },
            Verdict::Holds => {}
            Verdict::Open(says) => return Err(Diagnostic::new(format!("\"{}\" is not decided: {says}", proof.words))),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    /// A block that changes takes its mutants with it.
    #[test]
    fn every_mutant_finds_its_text() {
        let blocks = super::blocks().unwrap_or_else(|error| panic!("{error}"));
        for file in crate::chosen(&[]).unwrap_or_else(|error| panic!("{error}")) {
            for mutant in &file.mutants {
                let there = super::replace(&mut blocks.clone(), mutant).unwrap_or_else(|error| panic!("{}: {error}", file.path.display()));
                assert!(there, "{}: there is no {}", file.path.display(), mutant.leaf);
            }
        }
    }
}
