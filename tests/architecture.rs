//! docs/architecture.md draws the crates as the manifests have them.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    std::fs::read_to_string(root().join("docs/architecture.md")).unwrap_or_else(|error| panic!("{error}"))
}

/// A crate of the workspace: its folder, what it takes from others of the workspace, and what its tests take besides.
#[derive(Debug, PartialEq)]
struct Crate {
    folder: String,
    takes: BTreeSet<String>,
    tests_take: BTreeSet<String>,
}

/// What cargo says.
fn workspace() -> BTreeMap<String, Crate> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let done = cargo.output().unwrap_or_else(|error| panic!("{error}"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let metadata: Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}"));
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let read = |package: &Value| {
        let named = |dev: bool| {
            let dependencies = list(&package["dependencies"]).into_iter();
            let wanted = dependencies.filter(|one| (one["kind"] == "dev") == dev).map(|one| text(&one["name"]));
            wanted.filter(|name| name.starts_with("entrain")).collect::<BTreeSet<_>>()
        };
        let manifest = text(&package["manifest_path"]);
        let folder = Path::new(&manifest).parent().and_then(|folder| folder.strip_prefix(root()).ok());
        let folder = folder.map(|folder| folder.display().to_string()).filter(|folder| !folder.is_empty());
        (text(&package["name"]), Crate { folder: folder.unwrap_or(".".into()), takes: named(false), tests_take: named(true) })
    };
    list(&metadata["packages"]).iter().map(read).collect()
}

/// Words between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

/// A crate's tests are modules of tests/all.rs: a file that is not named there is never run.
#[test]
fn every_file_of_tests_is_run() {
    for (name, Crate { folder, .. }) in workspace() {
        let Ok(files) = std::fs::read_dir(root().join(&folder).join("tests")) else { continue };
        let all = std::fs::read_to_string(root().join(&folder).join("tests/all.rs")).unwrap_or_else(|error| panic!("{name}: {error}"));
        for file in files {
            let file = file.unwrap_or_else(|error| panic!("{error}")).file_name().to_string_lossy().into_owned();
            let Some(module) = file.strip_suffix(".rs").filter(|module| *module != "all") else { continue };
            assert!(all.lines().any(|line| line == format!("mod {module};")), "{name}: tests/all.rs does not name {file}");
        }
    }
}

#[test]
fn the_table_has_the_arrows_of_the_manifests() {
    let rows = page();
    let rows = rows.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let name = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?.to_string();
        let folder = cells.get(2)?.trim_matches('`').to_string();
        Some((name, Crate { folder, takes: quoted(cells.get(3)?), tests_take: quoted(cells.get(4)?) }))
    });
    assert_eq!(rows.collect::<BTreeMap<_, _>>(), workspace());
}

#[test]
fn the_drawing_has_every_crate_above_those_that_it_takes_from() {
    let page = page();
    let drawn = page.split("```").skip(1).step_by(2).find(|block| block.contains("entrain-model")).expect("a drawing of the crates");
    let mut floors: BTreeMap<&str, usize> = BTreeMap::new();
    for (floor, line) in drawn.lines().rev().enumerate() {
        for name in line.split_whitespace() {
            assert!(floors.insert(name, floor).is_none(), "{name} is drawn twice");
        }
    }
    let crates = workspace();
    assert_eq!(floors.keys().map(|name| name.to_string()).collect::<Vec<_>>(), crates.keys().cloned().collect::<Vec<_>>());
    for (name, one) in &crates {
        for below in &one.takes {
            assert!(floors[below.as_str()] < floors[name.as_str()], "{name} takes from {below}, which is drawn no lower");
        }
    }
}

/// What the first drawing names is there: files, and types of the model.
#[test]
fn what_flows_exists() {
    let text = |path: &str| std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let library = text("golden-model/src/lib.rs") + &text("golden-model/data/src/lib.rs");
    let page = page();
    for name in ["Network", "Plan", "Samples", "Model"] {
        assert!(page.contains(name), "the page does not draw {name}");
        assert!(library.contains(&format!("::{name}")) || library.contains(&format!("{name}}}")), "no {name}");
    }
}

/// Files of the program, by their paths below src, with their texts.
fn program() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}")).flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
                let name = path.strip_prefix(root().join("src")).unwrap_or(&path);
                found.insert(name.display().to_string(), text);
            }
        }
    }
    found
}

/// A file that is not the surface of a verb and may know the command line, and why.
const KNOW_THE_COMMAND_LINE: [(&str, &str); 5] = [
    ("main.rs", "the verb and the format"),
    ("usage.rs", "reads the command line, and says what is wrong with it"),
    ("hints.rs", "puts what was given into the commands that messages name"),
    ("output/mod.rs", "the format is an option of every verb"),
    ("verbs/mod.rs", "the list of the verbs, and what several take"),
];

/// Only the surface of a verb, `Arguments`, knows the command line: what decides can be called without one.
#[test]
fn the_command_line_ends_at_the_arguments() {
    for (name, text) in program() {
        let known = KNOW_THE_COMMAND_LINE.iter().any(|(other, _)| *other == name);
        let surface = name.starts_with("verbs/") && text.contains("struct Arguments");
        let names_it = text.contains("clap") || (!surface && text.contains("Arguments"));
        assert!(!names_it || known || surface, "src/{name} knows the command line, and is no verb's surface");
        assert!(!known || names_it, "src/{name} does not know the command line and needs no exception");
        let signatures = text.split("fn work").skip(1).map(|rest| rest.split('{').next().unwrap_or_default());
        signatures.for_each(|signature| assert!(!signature.contains("Arguments"), "src/{name}: fn work{signature}"));
    }
}

/// Every verb has a function that works, apart from the one that prints; no file that only works prints.
#[test]
fn verbs_work_before_they_print() {
    let program = program();
    let verbs = program["verbs/mod.rs"].lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let mut count = 0;
    for verb in verbs {
        let (file, folder) = (format!("verbs/{verb}.rs"), format!("verbs/{verb}/"));
        let own: Vec<_> = program.iter().filter(|(name, _)| **name == file || name.starts_with(&folder)).collect();
        assert!(own.iter().any(|(_, text)| text.contains("fn work(") || text.contains("fn work<")), "{verb} has no fn work");
        for (name, text) in
            own.iter().filter(|(_, text)| text.contains("fn work") && !text.contains("struct Arguments") && !text.contains("pub fn run("))
        {
            for way in ["stdout", "print(", "put(", "println!"] {
                assert!(!text.contains(way), "src/{name} works and prints: {way}");
            }
        }
        count += 1;
    }
    assert!(count >= 20, "{count} verbs");
}
