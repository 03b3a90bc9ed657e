//! Leaves that are broken on purpose. The faults stand beside each leaf, in hdl/src/blocks/*/NAME.mutants: what is broken, a
//! text of the leaf behind -, and what stands in its place behind +. A line behind = says why no simulation of a whole network
//! can notice the fault, and who does.

// The tests of a crate use a part of this.
#![allow(dead_code)]

use entrain_sim::Sources;
use std::path::{Path, PathBuf};

/// A fault of a leaf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mutant {
    /// In words.
    pub what: String,
    /// The leaf.
    pub leaf: String,
    /// A text that stands in it once.
    pub from: String,
    /// What stands there instead.
    pub to: String,
    /// Who notices it, where lockstep cannot.
    pub elsewhere: Option<String>,
}

fn blocks() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().find(|folder| folder.join("hdl/src/blocks").is_dir());
    root.unwrap_or_else(|| panic!("no blocks above {}", here.display())).join("hdl/src/blocks")
}

/// Every leaf, by the name of its file.
pub fn leaves() -> Vec<String> {
    let mut leaves: Vec<String> = files().iter().filter_map(|path| stem(path, ".v")).collect();
    leaves.sort();
    leaves
}

/// All files of the leaves, a folder a subject.
fn files() -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
        entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path()).collect::<Vec<_>>()
    };
    entries(&blocks()).iter().filter(|path| path.is_dir()).flat_map(|folder| entries(folder)).collect()
}

fn stem(path: &Path, extension: &str) -> Option<String> {
    Some(path.file_name()?.to_str()?.strip_suffix(extension)?.to_string())
}

/// The faults of a leaf.
pub fn of(leaf: &str) -> Vec<Mutant> {
    let file = files().into_iter().find(|path| stem(path, ".mutants").as_deref() == Some(leaf));
    let text = file.map_or(String::new(), |file| std::fs::read_to_string(file).unwrap_or_default());
    let (mut mutants, mut open) = (Vec::<Mutant>::new(), false);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let last = mutants.last_mut().filter(|_| open);
        match (line.split_at_checked(2), last) {
            (Some(("- ", text)), Some(mutant)) => add(&mut mutant.from, text),
            (Some(("+ ", text)), Some(mutant)) => add(&mut mutant.to, text),
            (Some(("= ", text)), Some(mutant)) => mutant.elsewhere = Some(text.into()),
            _ if line.is_empty() => open = false,
            (_, None) => {
                mutants.push(Mutant { what: line.into(), leaf: leaf.into(), ..Mutant::default() });
                open = true;
            }
            _ => panic!("{leaf}.mutants: cannot read \"{line}\""),
        }
    }
    mutants
}

fn add(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// A design with the leaf broken. A leaf that changes takes its mutants with it: their text must stand in it once.
pub fn broken(mut sources: Sources, Mutant { what, leaf, from, to, .. }: &Mutant) -> Sources {
    let file = sources.files.iter_mut().find(|(name, _)| *name == format!("{leaf}.v"));
    let (_, text) = file.unwrap_or_else(|| panic!("{what}: the design has no {leaf}"));
    assert_eq!(text.matches(from.as_str()).count(), 1, "{what}: \"{from}\" must stand once in {leaf}.v");
    *text = text.replace(from.as_str(), to);
    sources
}

/// Whether a design has the leaf.
pub fn has(sources: &Sources, leaf: &str) -> bool {
    sources.files.iter().any(|(name, _)| *name == format!("{leaf}.v"))
}
