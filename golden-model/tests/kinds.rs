//! Who knows kinds of layers: the rooms of the kinds and the few files named here. Everybody else asks the plan, so that a new kind
//! costs nothing there.

use std::path::{Path, PathBuf};

/// Files outside of tests that may match on an engine.
const ENGINES: [&str; 2] = ["golden-model/src/layers/", "hdl/src/layers/mod.rs"];
/// Files outside of tests that may name a walk: its words, the layers that have one, and the choice between them.
const WALKS: [&str; 4] =
    ["golden-model/src/network/", "golden-model/src/layers/", "golden-model/src/plan/lanes.rs", "src/explore/layout.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        match path.is_dir() {
            true if !["target", "tests", "benches", "examples", ".git"].contains(&name.as_str()) => sources(&path, found),
            false if name.ends_with(".rs") && !name.ends_with("tests.rs") => found.push(path),
            _ => {}
        }
    }
}

/// The files with a word outside of comments and tests, besides those that may have it.
fn strangers(word: &str, allowed: &[&str]) -> Vec<String> {
    let mut files = Vec::new();
    ["golden-model", "hdl", "sim", "bitstreams", "constraints", "src"].iter().for_each(|folder| sources(&root().join(folder), &mut files));
    assert!(files.len() > 200, "{} files", files.len());
    let has = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word))
    };
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned();
    let named = files.iter().filter(|path| has(path)).map(name);
    named.filter(|name| !allowed.iter().any(|allowed| name.starts_with(allowed))).collect()
}

#[test]
fn only_the_rooms_of_the_kinds_match_on_engines() {
    assert_eq!(strangers("Engine::", &ENGINES), Vec::<String>::new());
}

#[test]
fn only_a_few_name_a_walk() {
    assert_eq!(strangers("Walk::", &WALKS), Vec::<String>::new());
}
