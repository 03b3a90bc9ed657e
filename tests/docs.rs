//! What README and docs name is there: files, verbs with their options, keys of the network file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README, docs, and the README of each example: its path and text.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = vec![root().join("README.md")];
    for folder in ["docs", "examples", "bindings"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
        paths.extend(entries.map(|path| if path.is_dir() { path.join("README.md") } else { path }).filter(|path| path.exists()));
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("a text"))).collect()
}

/// What stands between backticks on one line, and the lines that are indented as code.
fn code(text: &str) -> Vec<String> {
    let quoted = text.lines().filter(|line| !line.starts_with("    ")).flat_map(|line| {
        let parts: Vec<&str> = line.split('`').collect();
        parts.into_iter().skip(1).step_by(2).map(str::to_string).collect::<Vec<_>>()
    });
    let indented = text
        .lines()
        .filter(|line| line.starts_with("    entrain "))
        .map(|line| line.split("  #").next().unwrap_or(line).trim().to_string());
    quoted.chain(indented).collect()
}

/// `a/{b,c}.rs` as its paths.
fn spread(word: &str) -> Vec<String> {
    match (word.find('{'), word.find('}')) {
        (Some(open), Some(close)) if open < close => {
            let (start, end) = (&word[..open], &word[close + 1..]);
            word[open + 1..close].split(',').flat_map(|part| spread(&format!("{start}{part}{end}"))).collect()
        }
        _ => vec![word.to_string()],
    }
}

#[test]
fn links_and_paths_lead_somewhere() {
    let kinds = [".rs", ".v", ".sv", ".md", ".toml", ".sh", ".py", ".json", ".mutants"];
    let tops: BTreeSet<String> = std::fs::read_dir(root())
        .expect("a folder")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        let shown = page.strip_prefix(root()).unwrap_or(&page).display().to_string();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            if path.starts_with("http") {
                continue;
            }
            let file = if path.is_empty() { page.clone() } else { page.parent().unwrap_or(root()).join(path) };
            if !file.exists() {
                wrong.push(format!("{shown}: link to {target}"));
            } else if !anchor.is_empty() && !anchors(&std::fs::read_to_string(&file).unwrap_or_default()).contains(anchor) {
                wrong.push(format!("{shown}: no heading for {target}"));
            }
        }
        for word in code(&text) {
            let first = word.split('/').next().unwrap_or_default();
            let is_path = !word.contains([' ', '*', '"', '<'])
                && !["NAME", "KIND"].iter().any(|stands| word.contains(stands))
                && kinds.iter().any(|kind| word.ends_with(kind))
                && tops.contains(first);
            if is_path {
                wrong.extend(spread(&word).iter().filter(|path| !root().join(path).exists()).map(|path| format!("{shown}: {path}")));
            }
        }
    }
    assert!(wrong.is_empty(), "not there:\n{}", wrong.join("\n"));
}

/// The headings of a page as links name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim().to_lowercase());
    let kept = |letter: char| match letter {
        ' ' => Some('-'),
        letter if letter.is_alphanumeric() || letter == '-' || letter == '_' => Some(letter),
        _ => None,
    };
    headings.map(|heading| heading.chars().filter_map(kept).collect()).collect()
}

#[test]
fn commands_have_the_verbs_and_options_that_are_named() {
    let help = |verb: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_entrain")).args(verb.split(' ')).arg("--help").output();
        String::from_utf8_lossy(&done.unwrap_or_else(|error| panic!("{error}")).stdout).into_owned()
    };
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        let shown = page.strip_prefix(root()).unwrap_or(&page).display().to_string();
        for command in code(&text).into_iter().filter(|word| word.starts_with("entrain ")) {
            let words: Vec<&str> = command.split_whitespace().collect();
            let verb = words[1];
            if verb.starts_with("--") || verb.chars().any(|letter| letter.is_uppercase()) {
                continue;
            }
            // A verb of several, `weights export`.
            let verb = match words.get(2) {
                Some(second) if verb == "weights" => format!("{verb} {second}"),
                _ => verb.to_string(),
            };
            let text = known.entry(verb.clone()).or_insert_with(|| help(&verb));
            if text.is_empty() {
                wrong.push(format!("{shown}: no verb {verb} in `{command}`"));
                continue;
            }
            let options = words.iter().filter(|word| word.starts_with("--")).map(|word| word.trim_end_matches([',', '.', ';', ':']));
            let lacks = |option: &&str| {
                let option = option.split('=').next().unwrap_or_default();
                !text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '<' | '[' | '=')).any(|word| word == option)
            };
            wrong.extend(options.filter(lacks).map(|option| format!("{shown}: {verb} has no {option} in `{command}`")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_key_of_a_network_file_is_in_the_docs() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).expect("a text");
    let docs = read("docs/network-file.md") + &read("docs/data.md");
    let mut missing = Vec::new();
    for file in ["raw.rs", "raw_data.rs"] {
        let text = read(&format!("golden-model/src/network/{file}"));
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
            let Some((key, _)) =
                line.split_once(": ").filter(|(key, _)| key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'))
            else {
                continue;
            };
            // Tables, and the type that has another name in Rust.
            if ["network", "layer", "weights", "training", "policy", "data", "target", "input", "kind"].contains(&key) {
                continue;
            }
            if !docs.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == key) {
                missing.push(format!("{file}: {key}"));
            }
        }
    }
    for kind in ["dense", "pool", "window"] {
        let file = format!("golden-model/src/layers/{kind}/keys.rs");
        let keys = read(&file);
        let keys =
            keys.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(": ")).filter(|(_, form)| form.contains("Spanned<"));
        let keys: Vec<&str> = keys.map(|(key, _)| key).filter(|key| *key != "kind").collect();
        assert!(!keys.is_empty(), "{file}");
        missing.extend(keys.into_iter().filter(|key| !docs.contains(&format!("`{key}"))).map(|key| format!("{file}: {key}")));
    }
    assert!(missing.is_empty(), "without a word in docs/network-file.md or docs/data.md: {missing:?}");
}
